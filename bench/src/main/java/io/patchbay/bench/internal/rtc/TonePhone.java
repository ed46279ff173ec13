package io.patchbay.bench.internal.rtc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's end of one call, whatever line it is on: speaks a turn in markers, listens to the
 * answer, is quiet for a moment, and again. {@link #tick} on one thread, {@link #hear} on another.
 */
public final class TonePhone {

    /** One second. */
    private static final int TURN_MARKERS = 5;

    /** So long a silence after an answer is its end, in ticks. */
    private static final int END_TICKS = 30;

    /** Sound after which nothing came for so long is over. */
    private static final long STALE_NANOS = 300_000_000;

    private static final int QUIET_TICKS = 10;
    private static final int MORE_QUIET_TICKS = 20;

    /** After so many ticks without an answer the caller speaks again. */
    private static final int PATIENCE_TICKS = 500;

    private enum Doing {
        QUIET,
        SPEAKING,
        LISTENING
    }

    private final ToneCall call;
    private final Consumer<ByteBuffer> out;
    private final MarkerVoice voice;
    private final ByteBuffer frame;
    private final Random random;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private volatile boolean resting = true;
    private volatile boolean idle = true;
    private volatile boolean sounds;
    private volatile long heardAt;
    private @Nullable MarkerEar ear;
    private int earRate;
    private Doing doing = Doing.QUIET;
    private int left = QUIET_TICKS;
    private int waited;
    private int silent;
    private boolean heard;

    /** A phone that gives {@code out} frames of 20 ms. */
    TonePhone(ToneCall call, int rate, long seed, Consumer<ByteBuffer> out) {
        this.call = call;
        this.out = out;
        this.voice = new MarkerVoice(rate, call.heard);
        this.frame =
                ByteBuffer.allocate(rate * 2 * Markers.WINDOW_MILLIS / 1_000)
                        .order(ByteOrder.LITTLE_ENDIAN);
        this.random = new Random(seed);
    }

    /** From now on, whether the caller is silent. */
    public void rest(boolean on) {
        if (!on) {
            idle = false;
        }
        resting = on;
    }

    /** Whether the caller rests and nothing is to be heard. */
    public boolean idle() {
        return idle;
    }

    /** 20 ms are over. */
    void tick() {
        // a line that is exchanged may end within a tone
        boolean stale = System.nanoTime() - heardAt > STALE_NANOS;
        silent = sounds && !stale ? 0 : silent + 1;
        switch (doing) {
            case QUIET -> {
                if (resting) {
                    idle = silent > END_TICKS;
                } else if (--left <= 0) {
                    doing = Doing.SPEAKING;
                    voice.speak(TURN_MARKERS);
                }
            }
            case SPEAKING -> {
                if (!voice.speaking()) {
                    doing = Doing.LISTENING;
                    waited = 0;
                    heard = false;
                }
            }
            case LISTENING -> listen();
        }
        out.accept(voice.fill(frame));
    }

    private void listen() {
        waited++;
        heard |= silent == 0;
        if (heard && silent > END_TICKS) {
            answered.incrementAndGet();
            quiet();
        } else if (!heard && waited > PATIENCE_TICKS) {
            unanswered.incrementAndGet();
            quiet();
        }
    }

    private void quiet() {
        doing = Doing.QUIET;
        left = QUIET_TICKS + random.nextInt(MORE_QUIET_TICKS);
    }

    /** Sound of the model's, mono PCM16. */
    void hear(ByteBuffer pcm, int rate) {
        MarkerEar now = ear;
        if (now == null || earRate != rate) {
            now = new MarkerEar(rate, call.said);
            ear = now;
            earRate = rate;
        }
        heardAt = System.nanoTime();
        now.hear(pcm);
        sounds = now.sounding();
    }

    /** Nothing more comes for now: what sounded is what there is of it. */
    void pause() {
        MarkerEar now = ear;
        if (now != null) {
            now.end();
        }
        sounds = false;
    }

    /** Turns that were answered. */
    public long answered() {
        return answered.get();
    }

    /** Turns that were not, in time. */
    public long unanswered() {
        return unanswered.get();
    }
}
