/** Doors through which callers come, and the way of a call from there to its session. */
@NullMarked
package io.patchbay.runtime.internal.call;

import org.jspecify.annotations.NullMarked;
