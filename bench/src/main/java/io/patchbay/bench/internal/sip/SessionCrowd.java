package io.patchbay.bench.internal.sip;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.bench.internal.floor.BareCaller;
import io.patchbay.bench.internal.rtc.Markers;
import io.patchbay.bench.internal.rtc.Waits;
import io.patchbay.runtime.Patchbay;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Full sessions: the trunk calls, the plug for telephones answers, and a model in a process of its
 * own speaks over WebSocket all the time.
 */
final class SessionCrowd implements SoundCrowd {

    private static final RealtimeAgent AGENT =
            RealtimeAgent.builder("bench").instructions("You speak in tones.").build();
    private static final int SPEECH_SECONDS = 600;

    private final int trunk;
    private final int port;
    private final Patchbay patchbay;

    SessionCrowd(int trunk, URI model) throws IOException {
        this.trunk = trunk;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        AtomicInteger calls = new AtomicInteger();
        String base = model.toString().replaceFirst("^http", "ws").replaceFirst("/$", "");
        CallRouter router =
                call -> {
                    URI line = URI.create(base + "/" + calls.incrementAndGet() + "/v1/realtime");
                    return CompletableFuture.completedFuture(
                            new CallRouter.Decision.Accept(
                                    SessionOptions.builder()
                                            .agent(AGENT)
                                            .line(
                                                    LineChoice.builder()
                                                            .url(line)
                                                            .key("bench")
                                                            .build())
                                            .build()));
                };
        patchbay =
                Patchbay.builder()
                        .services(SessionCrowd.class.getClassLoader())
                        .configure(
                                PlugKind.CALLER_LEG,
                                "sip",
                                Map.of(
                                        "host", "127.0.0.1",
                                        "port", String.valueOf(port),
                                        "carriers", "udp",
                                        "codecs", "PCMU",
                                        "calls", "100000",
                                        "calls-per-source", "100000",
                                        "invites-per-second", "100000"))
                        .callRouter(router)
                        .build();
    }

    @Override
    public void connect(int count) throws IOException {
        try (BareCaller control = new BareCaller()) {
            // the door opens behind the build of the runtime
            Waits.until("the door", () -> there(control));
            for (int i = 0; i < count; i++) {
                control.tell(trunk, "call " + Telephones.address(port));
                int wanted = i + 1;
                Waits.until("call " + wanted, () -> patchbay.sessions().size() == wanted);
            }
        }
        for (SessionInfo info : patchbay.sessions()) {
            RealtimeSession session = patchbay.session(info.id()).orElseThrow();
            session.sendEvent(
                    "{\"type\":\"bench.talk\",\"markers\":"
                            + SPEECH_SECONDS * 1_000 / Markers.SLOT_MILLIS
                            + "}");
        }
    }

    private boolean there(BareCaller control) {
        try {
            return control.options(port) >= 0;
        } catch (IOException e) {
            return false; // nobody is at the port yet
        }
    }

    /** Nobody hears here: the trunk does. */
    @Override
    public double takeClear() {
        return Double.NaN;
    }

    @Override
    public void close() {
        patchbay.close();
    }
}
