package io.patchbay.tck;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.ConnectRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What a runtime would hand to a plug. */
final class Plugs {

    private Plugs() {}

    static PlugContext context() {
        return new PlugContext() {
            @Override
            public String name() {
                return "scripted";
            }

            @Override
            public Executor workers() {
                return Runnable::run;
            }
        };
    }

    static ConnectRequest request(SessionConfig config, SerialLoop loop) {
        return new ConnectRequest(
                loop,
                Endpoint.of(URI.create("ws://127.0.0.1/")),
                new ScriptedCodec(ScriptedProvider.everything()),
                config,
                null,
                null,
                null,
                Duration.ofSeconds(10));
    }
}
