/**
 * Doors through which callers come, and the way of a call from there to its session: {@link Doors}
 * keeps them open while plugs change, each kind by a {@link Doorway} of its own, which opens and
 * closes one {@link Door} after the other. {@link Reception} takes a door's calls, {@link
 * LeasedLeg} keeps the plug in use until the call is over, {@link CallTally} counts. Plugs and
 * routers that do not come back lose a {@link Race}.
 */
@NullMarked
package io.patchbay.runtime.internal.call;

import org.jspecify.annotations.NullMarked;
