package io.patchbay.rtc.internal.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One end of a test: a peer, everything it heard, and a thread that lets it sing. */
final class HeardPeer implements RtcPeer.Listener, AutoCloseable {

    static final long PATIENCE_SECONDS = 60;
    private static final int KEPT = 48_000;

    final BlockingQueue<RtcState> states = new LinkedBlockingQueue<>();
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final CountDownLatch open = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);
    final RtcPeer peer;
    volatile int channels;
    volatile int rate;
    private final short[] last = new short[KEPT];
    private long samples;
    private @Nullable Thread singer;

    HeardPeer(RtcEngine engine, RtcSettings settings) {
        peer = engine.open(settings, this);
    }

    /** Lets two know each other, and waits until they do. */
    static void connect(HeardPeer caller, HeardPeer called) {
        String offer = now(caller.peer.offer());
        now(caller.peer.accept(now(called.peer.answer(offer))));
        caller.awaitState(RtcState.CONNECTED);
        called.awaitState(RtcState.CONNECTED);
        await(caller.open);
        await(called.open);
    }

    static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                fail("it did not happen");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitState(RtcState wanted) {
        try {
            RtcState next;
            do {
                next = states.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertNotNull(next, "never " + wanted);
            } while (next != wanted);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String nextText() {
        try {
            String next = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(next, "no text came");
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void say(String text) {
        peer.sendText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a tone until it is closed. */
    void sing(int hertz, int sendRate) {
        Tone tone = new Tone(hertz, sendRate);
        Thread thread =
                new Thread(
                        () -> {
                            long due = System.nanoTime();
                            while (!Thread.interrupted()) {
                                peer.push(tone.next());
                                due += 10_000_000;
                                LockSupport.parkNanos(due - System.nanoTime());
                            }
                        },
                        "test-singer");
        thread.setDaemon(true);
        thread.start();
        singer = thread;
    }

    /** Waits until a second long enough holds the tone, as clear as asked for. */
    void awaitTone(int hertz, double decibels) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        double best = Double.NEGATIVE_INFINITY;
        synchronized (last) {
            long begun = samples;
            while (best < decibels && System.nanoTime() < deadline) {
                try {
                    last.wait(1_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (samples - begun >= KEPT / 2) {
                    begun = samples;
                    best = Math.max(best, Tone.snr(latest(), hertz, rate));
                }
            }
        }
        if (best < decibels) {
            fail(hertz + " Hz was heard with " + best + " dB only");
        }
    }

    long heardSamples() {
        synchronized (last) {
            return samples;
        }
    }

    /** The last half second. */
    private short[] latest() {
        short[] half = new short[KEPT / 2];
        for (int i = 0; i < half.length; i++) {
            half[i] = last[(int) ((samples - half.length + i) % KEPT)];
        }
        return half;
    }

    @Override
    public void onState(RtcState state) {
        states.add(state);
    }

    @Override
    public void onTextOpen() {
        open.countDown();
    }

    @Override
    public void onText(ByteBuffer utf8) {
        texts.add(StandardCharsets.UTF_8.decode(utf8).toString());
    }

    @Override
    public void onTextClosed() {
        over.countDown();
    }

    @Override
    public void onAudio(ByteBuffer frame, int sampleRate, int channelCount) {
        rate = sampleRate;
        channels = channelCount;
        synchronized (last) {
            while (frame.remaining() >= 2 * channelCount) {
                last[(int) (samples++ % KEPT)] = frame.getShort();
                frame.position(frame.position() + 2 * (channelCount - 1));
            }
            last.notifyAll();
        }
    }

    void hush() {
        Thread thread = singer;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            singer = null;
            synchronized (last) {
                Arrays.fill(last, (short) 0);
            }
        }
    }

    @Override
    public void close() {
        hush();
        peer.close();
    }
}
