/** A page of the Felix Web Console, for containers that have one. */
@NullMarked
package io.patchbay.console.internal.webconsole;

import org.jspecify.annotations.NullMarked;
