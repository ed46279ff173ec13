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

    /** Gives the plug back. Any thread; repeated calls do nothing. */
    void release();
}
