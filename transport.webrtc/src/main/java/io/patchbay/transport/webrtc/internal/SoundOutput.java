package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.PacedSound;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's sound on its way to the pacer, converted where the session has another format than
 * the link sends. On the loop; nothing is allocated per frame.
 */
final class SoundOutput {

    /** How much goes to the pacer at once of what did not fit whole. */
    private static final int PIECE_MILLIS = 20;

    /** A recording of more than a minute and a half is no frame. */
    static final int LONGEST = 4 << 20;

    private final PacedSound out;
    private final AudioFormat sent;
    private final int piece;
    private final Runnable onRoom;
    private @Nullable AudioConverter converter;

    /** What was accepted and the pacer has no room for yet. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    private boolean refused;

    /**
     * The sound of one link.
     *
     * @param sent what the pacer takes
     * @param onRoom told when a frame may be tried again that was refused
     */
    SoundOutput(PacedSound out, AudioFormat sent, Runnable onRoom) {
        this.out = out;
        this.sent = sent;
        this.piece = sent.bytes(PIECE_MILLIS);
        this.onRoom = onRoom;
    }

    /**
     * Sends a frame of any length.
     *
     * @param format how it is coded
     * @throws IllegalArgumentException when it is longer than 4 MiB, or nobody converts it
     */
    SendStatus send(ByteBuffer frame, AudioFormat format) {
        if (rest.hasRemaining()) {
            refused = true;
            return SendStatus.BACKLOG;
        }
        if (frame.remaining() > LONGEST) {
            throw new IllegalArgumentException(
                    "a frame of " + frame.remaining() + " bytes is too long; send it in pieces");
        }
        if (format.equals(sent)) {
            return sendAsItIs(frame);
        }
        convert(frame, format);
        pump(); // what has gone through the converter cannot be taken back
        return SendStatus.ACCEPTED;
    }

    private SendStatus sendAsItIs(ByteBuffer frame) {
        if (out.offer(frame)) {
            return SendStatus.ACCEPTED;
        }
        if (out.waitingMicros() > 0 || frame.remaining() <= piece) {
            refused = true;
            return SendStatus.BACKLOG;
        }
        room(frame.remaining()).put(frame).flip(); // longer than the pacer's whole room
        pump();
        return SendStatus.ACCEPTED;
    }

    private void convert(ByteBuffer frame, AudioFormat format) {
        AudioConverter current = converter;
        if (current == null || !current.from().equals(format)) {
            current = AudioConverter.between(format, sent);
            converter = current;
        }
        ByteBuffer target = room(current.maxOutput(frame.remaining()));
        current.convert(frame, target);
        target.flip();
    }

    private ByteBuffer room(int bytes) {
        if (rest.capacity() < bytes) {
            rest = ByteBuffer.allocate(bytes);
        }
        return rest.clear();
    }

    private void pump() {
        int end = rest.limit();
        while (rest.position() < end) {
            rest.limit(Math.min(end, rest.position() + piece));
            boolean taken = out.offer(rest);
            rest.limit(end);
            if (!taken) {
                return;
            }
        }
    }

    /** The pacer has room. */
    void room() {
        pump();
        if (refused && !rest.hasRemaining()) {
            refused = false;
            onRoom.run();
        }
    }
}
