package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipStatistics;
import io.patchbay.sip.internal.media.MediaException;
import io.patchbay.sip.internal.media.MediaRoute;
import io.patchbay.sip.internal.media.MediaSession;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Sound that only remembers what was asked of it, so that signalling is tested by itself. */
final class ScriptedSounds implements Sounds {

    /** What makes an offer or answer one that cannot be met. */
    static final String IMPOSSIBLE = "a=impossible";

    final BlockingQueue<Scripted> opened = new LinkedBlockingQueue<>();
    volatile boolean takesDtmf = true;

    @Override
    public MediaSession open(
            SipSettings settings,
            MediaRoute route,
            int rate,
            SerialLoop loop,
            MediaSession.Listener listener) {
        Scripted made = new Scripted(listener, takesDtmf);
        opened.add(made);
        return made;
    }

    @Override
    public int sampleRate(SipSettings settings, @Nullable String offer) {
        return 8_000;
    }

    /** The sound of one call. */
    static final class Scripted implements MediaSession {
        final Listener listener;
        final List<String> asked = new CopyOnWriteArrayList<>();
        private final boolean takesDtmf;
        private int offers;

        Scripted(Listener listener, boolean takesDtmf) {
            this.listener = listener;
            this.takesDtmf = takesDtmf;
        }

        @Override
        public String offer() {
            asked.add("offer");
            return description("offer-" + ++offers);
        }

        @Override
        public String offer(boolean hold) {
            asked.add("offer " + (hold ? "hold" : "resume"));
            return description((hold ? "hold-" : "resume-") + ++offers);
        }

        @Override
        public String answer(String offer) throws MediaException {
            check(offer);
            asked.add("answer " + subject(offer));
            return description("answer-to-" + subject(offer));
        }

        @Override
        public void accept(String answer) throws MediaException {
            check(answer);
            asked.add("accept " + subject(answer));
        }

        private static void check(String text) throws MediaException {
            if (text.contains(IMPOSSIBLE)) {
                throw new MediaException(488, "nothing in common");
            }
        }

        @Override
        public void reject() {
            asked.add("reject");
        }

        @Override
        public void start() {
            asked.add("start");
        }

        @Override
        public int sampleRate() {
            return 8_000;
        }

        @Override
        public String codec() {
            return "PCMU";
        }

        @Override
        public boolean encrypted() {
            return false;
        }

        @Override
        public PacedSound out() {
            return new LateSound();
        }

        @Override
        public CompletionStage<Void> sendDtmf(String keys) {
            asked.add("dtmf " + keys);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public boolean takesDtmf() {
            return takesDtmf;
        }

        @Override
        public SipStatistics statistics() {
            return new SipStatistics(1, 2, 0, 0, 0, 0, -1, -1, 0);
        }

        @Override
        public void close() {
            asked.add("close");
        }
    }

    static String description(String subject) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns="
                + subject
                + "\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";
    }

    private static String subject(String description) {
        return description
                .lines()
                .filter(line -> line.startsWith("s="))
                .map(line -> line.substring(2))
                .findFirst()
                .orElse("");
    }
}
