package io.patchbay.rtc.internal;

import io.patchbay.audio.Resampler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Received sound between the engine's thread and the loop: half a second of slots. When the loop
 * does not come, the oldest is dropped. The reader copies first and claims then, so that a slot
 * that was overwritten meanwhile is not heard.
 */
final class ReceivedSound {

    static final int SLOTS = 50;
    static final int RATE = 48_000;
    private static final int OUT_BYTES = RATE / 100 * 2;

    private final byte[][] slots = new byte[SLOTS][];
    private final int[] lengths = new int[SLOTS];
    private final int[] rates = new int[SLOTS];
    private final AtomicLong read = new AtomicLong();
    private volatile long written;
    private volatile long dropped;

    /** Of the loop alone. */
    private byte[] copy = new byte[OUT_BYTES];

    private final ByteBuffer frame = ByteBuffer.allocate(OUT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable Resampler resampler;
    private ByteBuffer resampled = ByteBuffer.allocate(0);

    ReceivedSound() {
        Arrays.fill(slots, new byte[0]);
    }

    /** Takes a frame, mixed down to mono. On the engine's thread. */
    void put(ByteBuffer pcm, int rate, int channels) {
        long at = written;
        long oldest = read.get();
        if (at - oldest >= SLOTS && read.compareAndSet(oldest, oldest + 1)) {
            dropped++;
        }
        int slot = (int) (at % SLOTS);
        int samples = pcm.remaining() / 2 / channels;
        if (slots[slot].length < 2 * samples) {
            slots[slot] = new byte[2 * samples];
        }
        mix(pcm, channels, samples, slots[slot]);
        lengths[slot] = 2 * samples;
        rates[slot] = rate;
        written = at + 1;
    }

    private static void mix(ByteBuffer pcm, int channels, int samples, byte[] mono) {
        if (channels == 1) {
            pcm.get(pcm.position(), mono, 0, 2 * samples);
            return;
        }
        int at = pcm.position();
        for (int i = 0; i < samples; i++) {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++, at += 2) {
                sum += pcm.get(at + 1) << 8 | pcm.get(at) & 0xFF;
            }
            int mean = sum / channels;
            mono[2 * i] = (byte) mean;
            mono[2 * i + 1] = (byte) (mean >> 8);
        }
    }

    /** Whether something waits. */
    boolean waits() {
        return written != read.get();
    }

    /** Frames that the loop came too late for. */
    long dropped() {
        return dropped;
    }

    /**
     * Hands the oldest frame on, as 10 ms at 48 kHz. On the loop.
     *
     * @return false when there was none
     */
    boolean next(Consumer<ByteBuffer> listener) {
        while (true) {
            long at = read.get();
            if (at == written) {
                return false;
            }
            int slot = (int) (at % SLOTS);
            byte[] from = slots[slot];
            int length = Math.min(lengths[slot], from.length);
            int rate = rates[slot];
            if (copy.length < length) {
                copy = new byte[length];
            }
            System.arraycopy(from, 0, copy, 0, length);
            if (read.compareAndSet(at, at + 1)) {
                deliver(length, rate, listener);
                return true;
            }
        }
    }

    private void deliver(int length, int rate, Consumer<ByteBuffer> listener) {
        if (rate == RATE && length == OUT_BYTES && frame.position() == 0) {
            System.arraycopy(copy, 0, frame.array(), 0, length);
            hand(listener);
            return;
        }
        ByteBuffer sound = converted(length, rate);
        while (sound.hasRemaining()) {
            int bytes = Math.min(sound.remaining(), frame.remaining());
            sound.get(frame.array(), frame.position(), bytes);
            frame.position(frame.position() + bytes);
            if (!frame.hasRemaining()) {
                hand(listener);
            }
        }
    }

    private ByteBuffer converted(int length, int rate) {
        Resampler converter = resampler;
        if (converter == null || converter.fromRate() != rate) {
            converter = Resampler.of(rate, RATE, Resampler.STEEP_CROSSINGS);
            resampler = converter;
        }
        if (resampled.capacity() < converter.maxOutput(length)) {
            resampled = ByteBuffer.allocate(converter.maxOutput(length));
        }
        resampled.clear();
        converter.resample(ByteBuffer.wrap(copy, 0, length), resampled);
        return resampled.flip();
    }

    private void hand(Consumer<ByteBuffer> listener) {
        frame.clear();
        try {
            listener.accept(frame);
        } finally {
            frame.clear();
        }
    }
}
