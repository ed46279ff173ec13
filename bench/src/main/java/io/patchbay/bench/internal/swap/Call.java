package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call with its two ends.
 *
 * @param lines how the model can be reached
 * @param door the version of the caller-leg plug through which it came; null when the application
 *     opened it
 */
record Call(Caller caller, FarEnd end, Lines lines, @Nullable String door) {

    /**
     * How the model can be reached.
     *
     * @param home as calls begin, in OpenAI's protocol
     * @param other by another kind of transport
     * @param plain by another provider
     * @param fallback whether the session knows of the other two from the start
     */
    record Lines(LineChoice home, LineChoice other, LineChoice plain, boolean fallback) {

        List<LineChoice> choices() {
            return fallback ? List.of(home, other, plain) : List.of(home);
        }

        /** The one with another plug of this kind. */
        LineChoice other(PlugKind kind) {
            return kind == PlugKind.TRANSPORT ? other : plain;
        }
    }

    String name() {
        return end.name;
    }
}
