package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.TurnDetector;
import io.patchbay.audio.VoiceActivityDetector;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the caller's sound on its way to a line: notices turns in it, keeps what may be the
 * beginning of one, and what a line has no room for. On the loop; allocates nothing per frame.
 */
final class Ear implements TurnDetector.Listener {
    /** A turn is noticed so much later than it began, at most. */
    private static final int NOTICE_MILLIS = 120;

    /** What a line does not take for so long is forgotten, the oldest first. */
    private static final int BOUND_MILLIS = 60_000;

    private static final int PIECE_MILLIS = 20;

    /** Whose ear it is. */
    interface Turns {
        /** The caller began to speak, at this place of the sound, padding included. */
        void started(long startMillis);

        /** He stopped, silence included. */
        void stopped(long endMillis);

        /** Whether sound goes to the line now. */
        boolean open();

        /** Whether all of the sound is kept that the line does not get. */
        boolean keeps();

        /** Sends sound onto the line. */
        SendStatus pass(ByteBuffer sound);
    }

    private final Turns turns;
    private final AudioFormat format;
    private final int piece;
    private final KeptFrames kept;
    private final TurnDetector detector;
    private final @Nullable AudioConverter linear;
    private final ByteBuffer samples;
    private boolean began;
    private boolean ended;
    private long place;

    Ear(Turns turns, AudioFormat format) {
        this.turns = turns;
        this.format = format;
        this.piece = format.bytes(PIECE_MILLIS);
        boolean mono = format.encoding() == AudioFormat.Encoding.PCM16 && format.channels() == 1;
        AudioFormat heard = mono ? format : AudioFormat.pcm16(format.sampleRate());
        this.linear = mono ? null : AudioConverter.between(format, heard);
        this.samples = ByteBuffer.allocate(linear == null ? 0 : linear.maxOutput(piece));
        this.detector =
                new TurnDetector(
                        VoiceActivityDetector.forRate(heard.sampleRate()),
                        TurnDetector.Settings.DEFAULT,
                        this);
        this.kept = new KeptFrames(format.bytes(500), format.bytes(BOUND_MILLIS));
    }

    /** What counts as a turn from now on, as {@link #inForce} has it. */
    void listensFor(TurnDetection.ServerVad how) {
        detector.settings(
                new TurnDetector.Settings(
                        or(how.threshold(), 0.5),
                        or(how.prefixPaddingMillis(), 0),
                        or(how.silenceDurationMillis(), 0)));
    }

    /** What is made here of turns as they are wanted, all of it said. */
    static TurnDetection.ServerVad inForce(TurnDetection how) {
        TurnDetector.Settings usual = TurnDetector.Settings.DEFAULT;
        boolean create = !Boolean.FALSE.equals(how.createResponse());
        boolean interrupt = !Boolean.FALSE.equals(how.interruptResponse());
        if (how instanceof TurnDetection.ServerVad vad) {
            return new TurnDetection.ServerVad(
                    or(vad.threshold(), usual.threshold()),
                    or(vad.prefixPaddingMillis(), usual.prefixPaddingMillis()),
                    or(vad.silenceDurationMillis(), usual.silenceMillis()),
                    null,
                    create,
                    interrupt);
        }
        String eager =
                how instanceof TurnDetection.SemanticVad vad && vad.eagerness() != null
                        ? vad.eagerness()
                        : "auto";
        int silence =
                switch (eager) {
                    case "high" -> 300;
                    case "low" -> 1_000;
                    default -> 600;
                };
        return new TurnDetection.ServerVad(
                usual.threshold(), usual.prefixPaddingMillis(), silence, null, create, interrupt);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    /** Takes all of a frame, or nothing of it while the line is too far behind. */
    SendStatus hears(ByteBuffer frame) {
        if (turns.open() && kept.length() > format.bytes(BOUND_MILLIS) / 2) {
            return SendStatus.BACKLOG;
        }
        int end = frame.limit();
        while (frame.position() < end) {
            frame.limit(Math.min(end, frame.position() + piece));
            listen(frame);
            if (began) {
                began = false;
                turns.started(place);
            }
            take(frame);
            if (ended) {
                ended = false;
                turns.stopped(place);
            }
        }
        return SendStatus.ACCEPTED;
    }

    private void listen(ByteBuffer sound) {
        int from = sound.position();
        AudioConverter way = linear;
        if (way == null) {
            detector.feed(sound);
        } else {
            samples.clear();
            way.convert(sound, samples);
            detector.feed(samples.flip());
        }
        sound.position(from);
    }

    private void take(ByteBuffer sound) {
        if (turns.open() && kept.isEmpty() && turns.pass(sound) == SendStatus.ACCEPTED) {
            return;
        }
        if (sound.hasRemaining()) {
            kept.add(sound);
        }
        if (turns.open()) {
            flush();
        } else if (!turns.keeps()) {
            kept.keep(format.bytes(detector.settings().prefixPaddingMillis() + NOTICE_MILLIS));
        }
    }

    /** Sends what is kept, as far as the line takes it. */
    void flush() {
        while (turns.open() && !kept.isEmpty()) {
            ByteBuffer oldest = kept.peek(piece);
            int length = oldest.remaining();
            if (turns.pass(oldest) != SendStatus.ACCEPTED) {
                return;
            }
            kept.drop(length);
        }
    }

    /** The turn was ended by hand. */
    void cut() {
        detector.cut();
    }

    /** What was heard of a turn is forgotten. */
    void forget() {
        detector.cut();
        kept.keep(0);
    }

    @Override
    public void speechStarted(long startMillis) {
        began = true;
        place = startMillis;
    }

    @Override
    public void speechStopped(long endMillis) {
        ended = true;
        place = endMillis;
    }
}
