package io.patchbay.audio;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Changes the sample rate of a mono 16-bit stream: a polyphase windowed sinc, which filters before
 * it decimates. One instance serves one direction of one leg; one thread at a time. Nothing is
 * allocated per call.
 *
 * <p>After n samples have gone in, exactly n × to / from (rounded up) have come out, however the
 * stream was cut; so whole frames in are whole frames out. The sound arrives {@link #delayMicros()}
 * late. A byte that is half a sample is kept for the next call.
 */
public final class Resampler {

    /** Zero crossings on each side of the filter's peak, enough for speech. */
    public static final int DEFAULT_CROSSINGS = 16;

    /** Twice as steep and twice the work: for 48 kHz legs of WebRTC and for music. */
    public static final int STEEP_CROSSINGS = 32;

    private static final int BLOCK = 128;
    private static final int NONE = -1;

    private final int fromRate;
    private final int toRate;
    private final int up;
    private final int down;
    private final SincTable table;

    /** The last taps - 1 samples of the past, then up to a block of new ones. */
    private final float[] history;

    /** Where the next output lies after the next input sample, in 1 / up of an input sample. */
    private long position;

    private int oddByte = NONE;

    private Resampler(int fromRate, int toRate, int crossings) {
        this.fromRate = fromRate;
        this.toRate = toRate;
        int divisor = divisor(fromRate, toRate);
        this.up = toRate / divisor;
        this.down = fromRate / divisor;
        this.table = SincTable.of(up, down, crossings);
        this.history = new float[table.taps - 1 + BLOCK];
    }

    /** A resampler with {@link #DEFAULT_CROSSINGS}. */
    public static Resampler of(int fromRate, int toRate) {
        return of(fromRate, toRate, DEFAULT_CROSSINGS);
    }

    /**
     * A resampler.
     *
     * @param fromRate Hz, 8 000 to 192 000
     * @param toRate Hz, 8 000 to 192 000; equal rates copy without delay
     * @param crossings {@link #DEFAULT_CROSSINGS} or {@link #STEEP_CROSSINGS}
     * @throws IllegalArgumentException for any other value
     */
    public static Resampler of(int fromRate, int toRate, int crossings) {
        checkRate("fromRate", fromRate);
        checkRate("toRate", toRate);
        if (crossings != DEFAULT_CROSSINGS && crossings != STEEP_CROSSINGS) {
            throw new IllegalArgumentException("crossings must be 16 or 32, not " + crossings);
        }
        return new Resampler(fromRate, toRate, crossings);
    }

    private static void checkRate(String name, int rate) {
        if (rate < 8_000 || rate > 192_000) {
            throw new IllegalArgumentException(name + " must be 8000 to 192000 Hz, not " + rate);
        }
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** The rate of what goes in, in Hz. */
    public int fromRate() {
        return fromRate;
    }

    /** The rate of what comes out, in Hz. */
    public int toRate() {
        return toRate;
    }

    /** Whether both rates are equal, so that sound passes unchanged. */
    public boolean isIdentity() {
        return up == down;
    }

    /** How much later a sound comes out than it went in, in microseconds. */
    public long delayMicros() {
        return isIdentity() ? 0 : table.half * 1_000_000L / fromRate;
    }

    /** The delay in whole samples of the input. */
    int delaySamples() {
        return isIdentity() ? 0 : table.half;
    }

    /**
     * The most bytes that one call makes of {@code inputBytes} bytes.
     *
     * @throws ArithmeticException when that is more than a buffer can hold
     */
    public int maxOutput(int inputBytes) {
        return Math.toIntExact(2L * maxSamples(inputBytes / 2 + (inputBytes & 1)));
    }

    /** The most samples that one call makes of {@code inputSamples} samples. */
    public int maxSamples(int inputSamples) {
        return Math.toIntExact(((long) inputSamples * up + down - 1) / down);
    }

    /** The most bytes that {@link #flush} writes. */
    public int maxFlush() {
        return isIdentity() ? 0 : maxOutput(2 * table.half);
    }

    /**
     * Converts all bytes between the position and the limit of {@code in}.
     *
     * @param in 16-bit little-endian samples; all are consumed
     * @param out takes 16-bit little-endian samples; room for {@link #maxOutput} is always enough
     * @return bytes written
     * @throws BufferOverflowException when {@code out} is too small; nothing is consumed then
     */
    public int resample(ByteBuffer in, ByteBuffer out) {
        int bytes = in.remaining() + (oddByte == NONE ? 0 : 1);
        int samples = bytes / 2;
        int due = due(samples);
        if (out.remaining() / 2 < due) {
            throw new BufferOverflowException();
        }
        if (bytes == 0) {
            return 0;
        }
        for (int left = samples; left > 0; ) {
            int block = Math.min(left, BLOCK);
            for (int i = 0; i < block; i++) {
                history[table.taps - 1 + i] = next(in);
            }
            while (position < (long) block * up) {
                Pcm16.put(out, produce());
            }
            advance(block);
            left -= block;
        }
        if (in.hasRemaining()) {
            oddByte = in.get() & 0xFF;
        }
        return 2 * due;
    }

    private short next(ByteBuffer in) {
        if (oddByte == NONE) {
            return Pcm16.get(in);
        }
        int low = oddByte;
        oddByte = NONE;
        return (short) (in.get() << 8 | low);
    }

    /**
     * Converts {@code length} samples. Not to be mixed with odd pieces of {@link
     * #resample(ByteBuffer, ByteBuffer)}: half a sample that waits there stays behind.
     *
     * @return samples written
     * @throws IndexOutOfBoundsException when an array is too short; nothing is consumed then
     */
    public int resample(short[] in, int offset, int length, short[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, in.length);
        int due = due(length);
        Objects.checkFromIndexSize(outOffset, due, out.length);
        int to = outOffset;
        for (int done = 0; done < length; ) {
            int block = Math.min(length - done, BLOCK);
            for (int i = 0; i < block; i++) {
                history[table.taps - 1 + i] = in[offset + done + i];
            }
            while (position < (long) block * up) {
                out[to++] = produce();
            }
            advance(block);
            done += block;
        }
        return due;
    }

    /**
     * Writes the sound that is still inside at the end of a stream, as if silence of the length of
     * the delay followed, and starts anew.
     *
     * @return bytes written, at most {@link #maxFlush()}
     * @throws BufferOverflowException when {@code out} is too small; nothing is written then
     */
    public int flush(ByteBuffer out) {
        int written = 0;
        if (!isIdentity()) {
            int due = due(table.half);
            if (out.remaining() / 2 < due) {
                throw new BufferOverflowException();
            }
            for (int left = table.half; left > 0; ) {
                int block = Math.min(left, BLOCK);
                Arrays.fill(history, table.taps - 1, table.taps - 1 + block, 0);
                while (position < (long) block * up) {
                    Pcm16.put(out, produce());
                }
                advance(block);
                left -= block;
            }
            written = 2 * due;
        }
        reset();
        return written;
    }

    /** Forgets all sound, as after a jump in the stream. */
    public void reset() {
        Arrays.fill(history, 0);
        position = 0;
        oddByte = NONE;
    }

    /** Samples that become due once {@code samples} more have gone in. */
    private int due(int samples) {
        long ahead = (long) samples * up - position;
        return ahead <= 0 ? 0 : Math.toIntExact((ahead + down - 1) / down);
    }

    /** The next output sample; the history already holds all that it needs. */
    private short produce() {
        int at = (int) (position / up);
        long remainder = position - (long) at * up;
        position += down;
        if (up == down) {
            return (short) history[table.taps - 1 + at];
        }
        if (!table.interpolated) {
            return Pcm16.clip(convolve(at, (int) remainder * table.taps));
        }
        long scaled = remainder * table.phases;
        int row = (int) (scaled / up) * table.taps;
        float between = (float) (scaled % up) / up;
        float low = convolve(at, row);
        return Pcm16.clip(low + between * (convolve(at, row + table.taps) - low));
    }

    /** Four sums at once, since the processor would otherwise wait for each addition. */
    private float convolve(int at, int row) {
        float[] past = history;
        float[] coefficients = table.coefficients;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < table.taps; i += 4) {
            a += past[at + i] * coefficients[row + i];
            b += past[at + i + 1] * coefficients[row + i + 1];
            c += past[at + i + 2] * coefficients[row + i + 2];
            d += past[at + i + 3] * coefficients[row + i + 3];
        }
        return (a + b) + (c + d);
    }

    private void advance(int block) {
        position -= (long) block * up;
        System.arraycopy(history, block, history, 0, table.taps - 1);
    }
}
