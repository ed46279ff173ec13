package io.patchbay.emulator.face.dialect.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.face.internal.Conversion;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Sound at the service's rates; the session knows 24 kHz and G.711. */
final class DialectSound {
    private final boolean wav;
    private int inputRate;
    private int outputRate;
    private @Nullable Conversion in;
    private @Nullable Conversion out;

    DialectSound(Dialect dialect) {
        this.wav = dialect.wav();
        this.inputRate = dialect.inputRate();
        this.outputRate = dialect.outputRate();
        inputRate(inputRate);
        outputRate(outputRate);
    }

    /** Samples a second of the client's linear sound from now on; 0 for G.711. */
    void inputRate(int rate) {
        if (in == null || rate != inputRate) {
            in = between(rate, AudioFormat.PCM16_24K.sampleRate());
        }
        inputRate = rate;
    }

    int inputRate() {
        return inputRate;
    }

    /** Samples a second of linear sound for the client from now on; 0 for G.711. */
    void outputRate(int rate) {
        if (out == null || rate != outputRate) {
            out = between(AudioFormat.PCM16_24K.sampleRate(), rate);
        }
        outputRate = rate;
    }

    int outputRate() {
        return outputRate;
    }

    private static @Nullable Conversion between(int from, int to) {
        return from == to || from == 0 || to == 0
                ? null
                : Conversion.between(AudioFormat.pcm16(from), AudioFormat.pcm16(to));
    }

    boolean passesOut() {
        return out == null;
    }

    byte[] toClient(byte[] sound) {
        return out == null ? sound : out.convert(sound);
    }

    /**
     * Sound of one append.
     *
     * @throws ProtocolException if it is to be a WAV file and is none
     */
    byte[] fromClient(byte[] sound) {
        ByteBuffer samples = ByteBuffer.wrap(sound);
        if (wav) {
            samples = samples(samples.order(ByteOrder.LITTLE_ENDIAN));
        }
        if (in != null) {
            return in.convert(samples);
        }
        byte[] bytes = new byte[samples.remaining()];
        samples.get(bytes);
        return bytes;
    }

    private ByteBuffer samples(ByteBuffer file) {
        if (file.remaining() < 44 || file.getInt(0) != 0x46464952 || file.getInt(8) != 0x45564157) {
            throw ProtocolException.invalidValue(
                    "Invalid 'audio': expected a WAV file in base64.", "audio");
        }
        for (int at = 12; at + 8 <= file.limit(); ) {
            int id = file.getInt(at);
            int length = file.getInt(at + 4);
            if (id == 0x20746d66 && at + 16 <= file.limit()) {
                inputRate(file.getInt(at + 12));
            } else if (id == 0x61746164) {
                // writers of streams leave the length open
                int end =
                        length < 0 || length > file.limit() - at - 8
                                ? file.limit()
                                : at + 8 + length;
                return file.slice(at + 8, end - at - 8);
            }
            at += 8 + Math.max(0, length);
        }
        throw ProtocolException.invalidValue("Invalid 'audio': a WAV file without data.", "audio");
    }
}
