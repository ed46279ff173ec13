/**
 * What is plugged in: by kind, name and ranking, with leases that let it go without a cut. Where to
 * look:
 *
 * <ul>
 *   <li>{@link PlugRegistry} is all of it: {@link Board} has those that are offered and those that
 *       go, {@link Departures} sees them out. {@link SessionView} is the same as one session sees
 *       it, with {@link Trial} for plugs on a share of the sessions, {@link CallerLegs} the ways
 *       for callers.
 *   <li>A {@link Plug} is one service of a {@link PlugType}, {@link Offer} what is known of it,
 *       {@link Contents} what was made of it. {@link Versions} orders plugs of a name.
 *   <li>{@link LeaseCount} and {@link CountedLease} are who uses it, {@link Occupants} the threads
 *       that are in its code, {@link Copies} what is left of its exceptions once they leave it.
 *   <li>{@link PlugListener} hears of changes, {@link Expected} knows what may yet come, {@link
 *       SwapHistory} keeps what became of them.
 * </ul>
 */
@NullMarked
package io.patchbay.runtime.internal.plug;

import org.jspecify.annotations.NullMarked;
