/** One conversation on every provider and profile, and calls that move among them. */
@NullMarked
package io.patchbay.itest.conversation;

import org.jspecify.annotations.NullMarked;
