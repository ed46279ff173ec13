package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.bench.internal.swap.plugs.PipePlug;
import io.patchbay.bench.internal.swap.plugs.PlainPlug;
import java.net.URI;
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
     * @param home by WebSocket and OpenAI's protocol
     * @param pipe by another kind of transport
     * @param plain by another provider
     * @param fallback whether the session knows of the other two from the start
     */
    record Lines(LineChoice home, LineChoice pipe, LineChoice plain, boolean fallback) {

        static Lines of(URI address, boolean fallback) {
            return new Lines(
                    LineChoice.builder().url(address).key("bench").build(),
                    LineChoice.builder().transport(PipePlug.NAME).url(address).key("bench").build(),
                    LineChoice.builder()
                            .provider(PlainPlug.NAME)
                            .url(URI.create(address + "&" + PeerLine.PLAIN))
                            .key("bench")
                            .build(),
                    fallback);
        }

        List<LineChoice> choices() {
            return fallback ? List.of(home, pipe, plain) : List.of(home);
        }

        /** The one with another plug of this kind. */
        LineChoice other(PlugKind kind) {
            return kind == PlugKind.TRANSPORT ? pipe : plain;
        }
    }

    String name() {
        return end.name;
    }
}
