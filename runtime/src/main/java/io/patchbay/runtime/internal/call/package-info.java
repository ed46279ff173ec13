/**
 * Doors through which callers come, and the way of a call from there to its session: {@link Doors}
 * keeps them open while plugs change, {@link Reception} takes a door's calls, {@link LeasedLeg}
 * keeps the plug in use until the call is over.
 */
@NullMarked
package io.patchbay.runtime.internal.call;

import org.jspecify.annotations.NullMarked;
