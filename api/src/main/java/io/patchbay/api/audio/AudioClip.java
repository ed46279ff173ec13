package io.patchbay.api.audio;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A piece of sound to keep: immutable, for any thread. */
public final class AudioClip {

    private final AudioFormat format;
    private final byte[] bytes;

    private AudioClip(AudioFormat format, byte[] bytes) {
        this.format = Objects.requireNonNull(format, "format");
        this.bytes = bytes;
    }

    /** Copies {@code bytes}. */
    public static AudioClip of(AudioFormat format, byte[] bytes) {
        return new AudioClip(format, Objects.requireNonNull(bytes, "bytes").clone());
    }

    /** Copies what remains in {@code bytes} and leaves its position alone. */
    public static AudioClip of(AudioFormat format, ByteBuffer bytes) {
        byte[] copy = new byte[Objects.requireNonNull(bytes, "bytes").remaining()];
        bytes.get(bytes.position(), copy);
        return new AudioClip(format, copy);
    }

    /** How {@link #bytes()} is coded. */
    public AudioFormat format() {
        return format;
    }

    /** A read-only view of the sound, position 0. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** How many bytes the sound has. */
    public int size() {
        return bytes.length;
    }

    /** How long the clip lasts, in milliseconds, rounded down. */
    public long millis() {
        return format.millis(bytes.length);
    }

    /** Format and length; never the content. */
    @Override
    public String toString() {
        return "AudioClip[" + format + ", " + bytes.length + " bytes]";
    }
}
