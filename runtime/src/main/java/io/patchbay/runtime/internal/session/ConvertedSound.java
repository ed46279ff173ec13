package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;

/**
 * The way of the caller's sound onto a line that takes it in another format than the one before
 * took. What the line has no room for waits here, in order. On the loop; allocates nothing once it
 * has grown.
 */
final class ConvertedSound {
    private final Line line;
    private final AudioConverter converter;
    private ByteBuffer converted = ByteBuffer.allocate(0);

    ConvertedSound(Line line, AudioFormat from, AudioFormat to) {
        this.line = line;
        this.converter = AudioConverter.between(from, to);
    }

    /** Whether sound may be on its way between these. */
    static boolean possible(AudioFormat from, AudioFormat to) {
        return from.encoding() != AudioFormat.Encoding.OPUS
                && to.encoding() != AudioFormat.Encoding.OPUS
                && AudioConverter.converts(from, to);
    }

    /** Sends; takes all of {@code audio} when it is accepted, and nothing of it else. */
    SendStatus send(ByteBuffer audio) {
        if (converted.hasRemaining()) {
            SendStatus before = line.sendAudio(converted);
            if (before != SendStatus.ACCEPTED) {
                return before;
            }
        }
        int from = audio.position();
        int room = converter.maxOutput(audio.remaining());
        if (converted.capacity() < room) {
            converted = ByteBuffer.allocate(room);
        }
        converted.clear();
        converter.convert(audio, converted);
        audio.position(audio.limit());
        converted.flip();
        if (!converted.hasRemaining()) {
            return SendStatus.ACCEPTED;
        }
        SendStatus status = line.sendAudio(converted);
        if (status == SendStatus.ACCEPTED || status == SendStatus.BACKLOG) {
            return SendStatus.ACCEPTED; // in the latter case it goes before the next
        }
        converted.clear().flip();
        audio.position(from);
        return status;
    }

    /** The line has room again. */
    void writable() {
        if (converted.hasRemaining()) {
            line.sendAudio(converted);
        }
    }
}
