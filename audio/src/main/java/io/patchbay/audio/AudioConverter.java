package io.patchbay.audio;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Turns a stream of one {@link AudioFormat} into another: G.711 to and from linear, stereo to and
 * from mono, any rate to any rate. One instance serves one direction of one leg; one thread at a
 * time. Nothing is allocated per call.
 *
 * <p>Stereo becomes mono by averaging, mono becomes stereo by doubling. Bytes that are part of a
 * sample are kept for the next call.
 */
public final class AudioConverter {

    private static final int BLOCK = 160;

    private final AudioFormat from;
    private final AudioFormat to;
    private final boolean identity;
    private final Resampler[] resamplers;
    private final short[][] input;
    private final short[][] output;
    private final ByteBuffer carry = ByteBuffer.allocate(4);

    private AudioConverter(AudioFormat from, AudioFormat to, int crossings) {
        this.from = from;
        this.to = to;
        this.identity = from.equals(to);
        int channels = identity ? 0 : Math.min(from.channels(), to.channels());
        resamplers = new Resampler[channels];
        input = new short[channels][];
        output = new short[channels][];
        for (int channel = 0; channel < channels; channel++) {
            resamplers[channel] = Resampler.of(from.sampleRate(), to.sampleRate(), crossings);
            input[channel] = new short[BLOCK];
            output[channel] = new short[resamplers[channel].maxSamples(BLOCK)];
        }
    }

    /**
     * A converter whose resampling, if any, has {@link Resampler#DEFAULT_CROSSINGS}.
     *
     * @throws IllegalArgumentException when nobody can convert between the two, naming both
     */
    public static AudioConverter between(AudioFormat from, AudioFormat to) {
        return between(from, to, Resampler.DEFAULT_CROSSINGS);
    }

    /**
     * A converter.
     *
     * @param crossings {@link Resampler#DEFAULT_CROSSINGS} or {@link Resampler#STEEP_CROSSINGS}
     * @throws IllegalArgumentException when nobody can convert between the two, naming both, and
     *     for other crossings
     */
    public static AudioConverter between(AudioFormat from, AudioFormat to, int crossings) {
        if (!converts(from, to)) {
            throw new IllegalArgumentException(
                    "nobody can convert " + describe(from) + " to " + describe(to));
        }
        return new AudioConverter(from, to, crossings);
    }

    /** Whether {@link #between(AudioFormat, AudioFormat)} has a converter for the two formats. */
    public static boolean converts(AudioFormat from, AudioFormat to) {
        return from.equals(to)
                || from.encoding() != Encoding.OPUS && to.encoding() != Encoding.OPUS;
    }

    private static String describe(AudioFormat format) {
        return format.encoding().name().toLowerCase(Locale.ROOT)
                + (" at " + format.sampleRate() + " Hz ")
                + (format.channels() == 1 ? "mono" : "stereo");
    }

    /** The format of what goes in. */
    public AudioFormat from() {
        return from;
    }

    /** The format of what comes out. */
    public AudioFormat to() {
        return to;
    }

    /** Whether both formats are equal, so that bytes pass unchanged and calls can be spared. */
    public boolean isIdentity() {
        return identity;
    }

    /** How much later a sound comes out than it went in, in microseconds. */
    public long delayMicros() {
        return identity ? 0 : resamplers[0].delayMicros();
    }

    /** The most bytes that one call makes of {@code inputBytes} bytes. */
    public int maxOutput(int inputBytes) {
        if (identity) {
            return inputBytes;
        }
        int frames = (inputBytes + from.frameBytes() - 1) / from.frameBytes();
        return Math.multiplyExact(resamplers[0].maxSamples(frames), to.frameBytes());
    }

    /** The most bytes that {@link #flush} writes. */
    public int maxFlush() {
        return identity ? 0 : resamplers[0].maxFlush() / 2 * to.frameBytes();
    }

    /**
     * Converts all bytes between the position and the limit of {@code in}.
     *
     * @param in sound as {@link #from()} says; all is consumed
     * @param out takes sound as {@link #to()} says; room for {@link #maxOutput} is always enough
     * @return bytes written, whole samples of all channels
     * @throws BufferOverflowException when {@code out} has less room than {@link #maxOutput} says;
     *     nothing is consumed then
     */
    public int convert(ByteBuffer in, ByteBuffer out) {
        if (out.remaining() < maxOutput(in.remaining())) {
            throw new BufferOverflowException();
        }
        int start = out.position();
        if (identity) {
            out.put(in);
            return out.position() - start;
        }
        int frameBytes = from.frameBytes();
        while (carry.position() + in.remaining() >= frameBytes) {
            int frames = 0;
            if (carry.position() > 0) {
                while (carry.position() < frameBytes) {
                    carry.put(in.get());
                }
                read(carry.flip(), 0);
                carry.clear();
                frames = 1;
            }
            int whole = Math.min(in.remaining() / frameBytes, BLOCK - frames);
            for (int i = 0; i < whole; i++) {
                read(in, frames + i);
            }
            convert(frames + whole, out);
        }
        carry.put(in);
        return out.position() - start;
    }

    private void read(ByteBuffer in, int at) {
        int left = sample(in);
        if (from.channels() == 1) {
            input[0][at] = (short) left;
            return;
        }
        int right = sample(in);
        if (input.length == 1) {
            input[0][at] = (short) (left + right >> 1);
        } else {
            input[0][at] = (short) left;
            input[1][at] = (short) right;
        }
    }

    private short sample(ByteBuffer in) {
        return switch (from.encoding()) {
            case PCM16, OPUS -> Pcm16.get(in);
            case PCMU -> G711.MU_LAW.decode(in.get());
            case PCMA -> G711.A_LAW.decode(in.get());
        };
    }

    private void convert(int frames, ByteBuffer out) {
        int written = 0;
        for (int channel = 0; channel < resamplers.length; channel++) {
            written = resamplers[channel].resample(input[channel], 0, frames, output[channel], 0);
        }
        for (int i = 0; i < written; i++) {
            for (int channel = 0; channel < to.channels(); channel++) {
                write(output[Math.min(channel, output.length - 1)][i], out);
            }
        }
    }

    private void write(short sample, ByteBuffer out) {
        switch (to.encoding()) {
            case PCM16, OPUS -> Pcm16.put(out, sample);
            case PCMU -> out.put(G711.MU_LAW.encode(sample));
            case PCMA -> out.put(G711.A_LAW.encode(sample));
        }
    }

    /**
     * Writes the sound that is still inside at the end of a stream and starts anew.
     *
     * @return bytes written, at most {@link #maxFlush()}
     * @throws BufferOverflowException when {@code out} has less room than that; nothing is written
     *     then
     */
    public int flush(ByteBuffer out) {
        if (out.remaining() < maxFlush()) {
            throw new BufferOverflowException();
        }
        int start = out.position();
        if (!identity && !resamplers[0].isIdentity()) {
            long silence = resamplers[0].delaySamples();
            for (short[] channel : input) {
                Arrays.fill(channel, (short) 0);
            }
            while (silence > 0) {
                int frames = (int) Math.min(silence, BLOCK);
                convert(frames, out);
                silence -= frames;
            }
        }
        reset();
        return out.position() - start;
    }

    /** Forgets all sound, as after a jump in the stream. */
    public void reset() {
        carry.clear();
        for (Resampler resampler : resamplers) {
            resampler.reset();
        }
    }
}
