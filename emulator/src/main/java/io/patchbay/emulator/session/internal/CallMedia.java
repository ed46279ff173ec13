package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.emulator.protocol.internal.Json;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The packets of a session that is a call: sound that comes, room for sound that goes. */
public final class CallMedia {
    private final SessionContext context;
    private final TurnTaking turns;
    private final OutputBuffer out;
    private final AudioFormat received;
    private @Nullable AudioConverter converter;
    private ByteBuffer converted = ByteBuffer.allocate(0);

    CallMedia(SessionContext context, TurnTaking turns, OutputBuffer out, AudioFormat received) {
        this.context = context;
        this.turns = turns;
        this.out = out;
        this.received = received;
    }

    /** Packets flow both ways from now on. */
    public void up() {
        out.up();
    }

    /** There is room again for sound to send, or all of it was sent. */
    public void sent() {
        out.feed();
    }

    /** The caller pressed a telephone key. */
    public void pressed(char key) {
        // the one event without an id
        context.outbox.send(
                Json.object()
                        .put("type", "input_audio_buffer.dtmf_event_received")
                        .put("event", String.valueOf(key))
                        .put("received_at", context.services.clock().instant().getEpochSecond()));
        context.alive();
    }

    /**
     * Sound of the caller.
     *
     * @param frame in the format of the call; valid during the call
     */
    public void hear(ByteBuffer frame) {
        if (context.outbox.closed()) {
            return;
        }
        AudioFormat wanted = context.config.inputFormat();
        AudioConverter way = converter;
        if (way == null || !way.to().equals(wanted)) {
            way = AudioConverter.between(received, wanted);
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
