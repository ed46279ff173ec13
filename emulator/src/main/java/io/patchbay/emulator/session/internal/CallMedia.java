package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The packets of a session that is a call: sound that comes, room for sound that goes. */
public final class CallMedia {
    private static final AudioFormat RECEIVED = AudioFormat.pcm16(48_000);

    private final SessionContext context;
    private final TurnTaking turns;
    private final OutputBuffer out;
    private @Nullable AudioConverter converter;
    private ByteBuffer converted = ByteBuffer.allocate(0);

    CallMedia(SessionContext context, TurnTaking turns, OutputBuffer out) {
        this.context = context;
        this.turns = turns;
        this.out = out;
    }

    /** Packets flow both ways from now on. */
    public void up() {
        out.up();
    }

    /** There is room again for sound to send, or all of it was sent. */
    public void sent() {
        out.feed();
    }

    /**
     * Sound of the caller.
     *
     * @param frame PCM16, 48 kHz, mono, little-endian; valid during the call
     */
    public void hear(ByteBuffer frame) {
        if (context.outbox.closed()) {
            return;
        }
        AudioFormat wanted = context.config.inputFormat();
        AudioConverter way = converter;
        if (way == null || !way.to().equals(wanted)) {
            way = AudioConverter.between(RECEIVED, wanted);
            converter = way;
        }
        int room = way.maxOutput(frame.remaining());
        if (converted.capacity() < room) {
            converted = ByteBuffer.allocate(room);
        }
        converted.clear();
        int length = way.convert(frame, converted);
        turns.hear(converted.array(), length);
        context.alive();
    }
}
