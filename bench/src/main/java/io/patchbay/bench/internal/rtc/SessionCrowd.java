package io.patchbay.bench.internal.rtc;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Full sessions. */
final class SessionCrowd implements Crowd {

    private static final int RATE = 24_000;

    private final URI base;
    private final RtcClient client = new RtcClient();
    private final Heartbeat heart = new Heartbeat();
    private final List<RealtimeSession> sessions = new ArrayList<>();
    private final List<Clearness> ears = new ArrayList<>();

    SessionCrowd(URI base) {
        this.base = base;
    }

    @Override
    public void connect(int count, int seconds) {
        // everybody says the same, so that speaking costs nothing
        MarkerVoice voice = new MarkerVoice(RATE, new MarkerLedger());
        voice.speak(Integer.MAX_VALUE);
        ByteBuffer frame = ToneLine.frame();
        for (int i = 0; i < count; i++) {
            Clearness ear = new Clearness(RATE);
            ears.add(ear);
            RealtimeSession session =
                    client.open(
                            base.resolve("/crowd-" + i + "/v1/realtime/calls"),
                            new SessionListener() {
                                @Override
                                public void onAudio(AudioChunk chunk) {
                                    ear.hear(chunk.bytes());
                                }
                            });
            sessions.add(session);
            RtcClient.connect(session);
        }
        for (RealtimeSession session : sessions) {
            session.sendEvent(talk(seconds));
        }
        heart.add(
                () -> {
                    voice.fill(frame);
                    sessions.forEach(session -> session.sendAudio(frame.duplicate()));
                });
    }

    static String talk(int seconds) {
        return "{\"type\":\"bench.talk\",\"markers\":"
                + seconds * 1_000 / Markers.SLOT_MILLIS
                + "}";
    }

    @Override
    public double takeClear() {
        return ears.stream().mapToDouble(Clearness::take).average().orElse(0);
    }

    @Override
    public void close() {
        heart.close();
        sessions.forEach(RealtimeSession::close);
        Waits.until(
                "the end of all calls",
                () -> sessions.stream().allMatch(one -> one.state() == SessionState.CLOSED));
        client.close();
    }
}
