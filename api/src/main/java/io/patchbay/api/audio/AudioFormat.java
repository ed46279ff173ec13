package io.patchbay.api.audio;

import java.util.Objects;

/**
 * How sound is written down. Samples of {@link Encoding#PCM16} are signed, little-endian, channels
 * interleaved.
 *
 * @param encoding how one sample is coded
 * @param sampleRate samples per second and channel, in Hz
 * @param channels 1 or 2
 */
public record AudioFormat(Encoding encoding, int sampleRate, int channels) {

    /** How one sample is coded. */
    public enum Encoding {
        /** Signed 16-bit linear, little-endian: two bytes a sample. */
        PCM16,
        /** G.711 mu-law: one byte a sample. */
        PCMU,
        /** G.711 A-law: one byte a sample. */
        PCMA,
        /** Opus packets; sizes vary, so byte counts say nothing about time. */
        OPUS
    }

    /** 24 kHz mono PCM16, the native format of the OpenAI Realtime protocol. */
    public static final AudioFormat PCM16_24K = pcm16(24_000);

    /** 16 kHz mono PCM16. */
    public static final AudioFormat PCM16_16K = pcm16(16_000);

    /** 48 kHz mono PCM16. */
    public static final AudioFormat PCM16_48K = pcm16(48_000);

    /** G.711 mu-law at 8 kHz. */
    public static final AudioFormat PCMU_8K = new AudioFormat(Encoding.PCMU, 8_000, 1);

    /** G.711 A-law at 8 kHz. */
    public static final AudioFormat PCMA_8K = new AudioFormat(Encoding.PCMA, 8_000, 1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a rate outside 8 000 to 192 000 Hz or channels other
     *     than 1 and 2
     */
    public AudioFormat {
        Objects.requireNonNull(encoding, "encoding");
        if (sampleRate < 8_000 || sampleRate > 192_000) {
            throw new IllegalArgumentException(
                    "sampleRate must be 8000 to 192000 Hz, not " + sampleRate);
        }
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels must be 1 or 2, not " + channels);
        }
    }

    /** Mono PCM16 at {@code sampleRate} Hz. */
    public static AudioFormat pcm16(int sampleRate) {
        return new AudioFormat(Encoding.PCM16, sampleRate, 1);
    }

    /**
     * Bytes of one sample of all channels.
     *
     * @throws IllegalStateException for {@link Encoding#OPUS}, whose packets vary
     */
    public int frameBytes() {
        return switch (encoding) {
            case PCM16 -> 2 * channels;
            case PCMU, PCMA -> channels;
            case OPUS -> throw new IllegalStateException("Opus packets have no fixed size");
        };
    }

    /** Bytes of {@code millis} milliseconds, whole samples only. */
    public int bytes(long millis) {
        return Math.toIntExact(millis * sampleRate / 1_000 * frameBytes());
    }

    /** Microseconds that {@code bytes} bytes last. */
    public long micros(long bytes) {
        return bytes / frameBytes() * 1_000_000L / sampleRate;
    }

    /** Milliseconds that {@code bytes} bytes last, rounded down. */
    public long millis(long bytes) {
        return micros(bytes) / 1_000;
    }
}
