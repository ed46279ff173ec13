package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.G711;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * Sound as it went over the wire. The bytes are never changed.
 *
 * @param bytes coded as {@code format} says
 * @param format mono
 */
@SuppressWarnings("ArrayRecordComponent") // sound is shared, not copied
record AudioClip(byte[] bytes, AudioFormat format) {

    /** How long it lasts. */
    long millis() {
        return format.millis(bytes.length);
    }

    /** The beginning, up to {@code millis}. */
    AudioClip upTo(long millis) {
        int length = Math.min(bytes.length, format.bytes(millis));
        return new AudioClip(Arrays.copyOf(bytes, length), format);
    }

    /** As the protocol writes it. */
    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** As linear samples at the format's rate. */
    short[] samples() {
        short[] samples = new short[bytes.length / format.frameBytes()];
        switch (format.encoding()) {
            case PCM16, OPUS ->
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asShortBuffer()
                            .get(samples);
            case PCMU -> G711.MU_LAW.decode(bytes, 0, samples, 0, samples.length);
            case PCMA -> G711.A_LAW.decode(bytes, 0, samples, 0, samples.length);
        }
        return samples;
    }
}
