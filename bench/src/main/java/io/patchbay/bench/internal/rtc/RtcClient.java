package io.patchbay.bench.internal.rtc;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Full sessions whose line is WebRTC. */
final class RtcClient implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Patchbay patchbay =
            Patchbay.builder().services(RtcClient.class.getClassLoader()).build();
    private final RealtimeAgent agent =
            RealtimeAgent.builder("bench").instructions("You speak in tones.").build();

    /** Opens a session that is not connected yet. */
    RealtimeSession open(URI offers, SessionListener listener) {
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(agent)
                                .line(
                                        LineChoice.builder()
                                                .transport("webrtc")
                                                .url(offers)
                                                .key("bench")
                                                .build())
                                .limits(
                                        SessionLimits.builder()
                                                .connect(Duration.ofSeconds(50))
                                                .build())
                                .build());
        session.listenInline(listener);
        return session;
    }

    /** Connects it. */
    static void connect(RealtimeSession session) {
        try {
            session.connect().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            session.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BenchException("no session over WebRTC: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        patchbay.close();
    }
}
