/** What somebody may talk to, over what, and how the call gets in. */
@NullMarked
package io.patchbay.console.internal.talk;

import org.jspecify.annotations.NullMarked;
