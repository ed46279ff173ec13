package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;

/**
 * The right to use a plug for a while. Whoever takes one releases it once, on any thread; until
 * then the plug's bundle waits with its stop, up to the drain time (RULES 38).
 *
 * @param <T> the type of the plug
 */
public interface Lease<T> {
    /** The plug. Not to be kept beyond {@link #release()}. */
    T plug();

    /** The version of its bundle, or {@code "-"} on the class path. */
    String version();

    /** What an operator set for it; what a factory's {@code create} wants. */
    Settings settings();

    /** What the runtime lends it; what a factory's {@code create} wants. */
    PlugContext context();

    /**
     * Tells the user that the plug is taken from under it: the drain time is over, or the runtime
     * ends. What it has begun there is to be given up, and the lease released.
     *
     * @param action runs once, before the plug is closed, unless the lease is released first; at
     *     once when the plug is gone already. On any thread; must not block
     * @throws IllegalStateException when the lease was released, or has such an action
     */
    void onRevoked(Runnable action);

    /**
     * Code of the plug runs on this thread from now on. One that runs on after the plug's end shows
     * whose it is.
     *
     * @return to be run on the same thread when the code has come back; also after {@link #release}
     */
    Runnable enter();

    /** Gives the plug back. Any thread; repeated calls do nothing. */
    void release();
}
