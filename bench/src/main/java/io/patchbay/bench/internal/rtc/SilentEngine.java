package io.patchbay.bench.internal.rtc;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine whose peers connect at once and write down when sound is pushed. */
final class SilentEngine implements RtcEngine {

    private static final String TRANSPORT =
            "c=IN IP4 0.0.0.0\r\na=ice-ufrag:silent\r\na=ice-pwd:"
                    + "p".repeat(24)
                    + "\r\na=fingerprint:sha-256 "
                    + "00:".repeat(31)
                    + "00\r\na=setup:%s\r\n";

    private static final String SESSION =
            "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
                    + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
                    + TRANSPORT
                    + "a=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
                    + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
                    + TRANSPORT
                    + "a=mid:1\r\na=sctp-port:5000\r\n";

    private static final String OFFER = String.format(SESSION, "actpass", "actpass");

    /** What a far end would say. */
    static final String ANSWER = String.format(SESSION, "active", "active");

    private final List<PacingStep.Pushes> pushes = new CopyOnWriteArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();

    List<PacingStep.Pushes> pushes() {
        return pushes;
    }

    int connected() {
        return connected.get();
    }

    @Override
    public String name() {
        return "silent";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
        PacingStep.Pushes mine = new PacingStep.Pushes();
        pushes.add(mine);
        return new Peer(listener, mine);
    }

    private final class Peer implements RtcPeer {

        private final RtcPeer.Listener listener;
        private final PacingStep.Pushes mine;

        Peer(RtcPeer.Listener listener, PacingStep.Pushes mine) {
            this.listener = listener;
            this.mine = mine;
        }

        @Override
        public CompletionStage<String> offer() {
            return CompletableFuture.completedFuture(OFFER);
        }

        @Override
        public CompletionStage<String> answer(String offer) {
            return CompletableFuture.completedFuture(ANSWER);
        }

        @Override
        public CompletionStage<Void> accept(String answer) {
            listener.onState(RtcState.CONNECTED);
            listener.onTextOpen();
            connected.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<String> restart() {
            return offer();
        }

        @Override
        public void push(ByteBuffer frame) {
            mine.now();
        }

        @Override
        public void sendText(ByteBuffer utf8) {
            // nobody reads
        }

        @Override
        public long bufferedText() {
            return 0;
        }

        @Override
        public int maxText() {
            return 262_144;
        }

        @Override
        public void close() {
            listener.onState(RtcState.CLOSED);
        }
    }
}
