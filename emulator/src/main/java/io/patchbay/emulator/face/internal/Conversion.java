package io.patchbay.emulator.face.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Sound of a stream in one format as sound in another: what faces with other rates need. */
public final class Conversion {
    private final AudioConverter converter;

    private Conversion(AudioConverter converter) {
        this.converter = converter;
    }

    /**
     * A stream of its own.
     *
     * @throws IllegalArgumentException when nobody can convert between the two
     */
    public static Conversion between(AudioFormat from, AudioFormat to) {
        return new Conversion(AudioConverter.between(from, to));
    }

    /** The next piece; half a sample and the filter's delay stay for the next call. */
    public byte[] convert(ByteBuffer sound) {
        ByteBuffer out = ByteBuffer.allocate(converter.maxOutput(sound.remaining()));
        converter.convert(sound, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** The next piece. */
    public byte[] convert(byte[] sound) {
        return converter.isIdentity() ? sound : convert(ByteBuffer.wrap(sound));
    }
}
