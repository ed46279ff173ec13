package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives a recording to the legs as the model's speech comes to them: in pieces, a second ahead of
 * the ear, so that no leg holds all of it. On the loop.
 */
final class ClipFeed {
    private static final long PIECE_MILLIS = 200;
    private static final long AHEAD_MICROS = 1_000_000;

    private final SerialLoop loop;
    private final Legs legs;
    private final ByteBuffer sound;
    private final int piece;
    private final AudioConverter converter;
    private final ByteBuffer converted;
    private final String itemId;
    private final boolean endless;
    private final Runnable onGiven;
    private long begun;
    private long given;
    private SerialLoop.@Nullable Timer timer;

    /**
     * A recording that does not play yet.
     *
     * @param itemId under which its position is known
     * @param endless whether it begins anew at its end
     * @param onGiven told when the legs have all of it
     */
    ClipFeed(
            SerialLoop loop,
            Legs legs,
            AudioClip clip,
            AudioFormat to,
            String itemId,
            boolean endless,
            Runnable onGiven) {
        this.loop = loop;
        this.legs = legs;
        this.sound = clip.bytes();
        this.piece = clip.format().bytes(PIECE_MILLIS);
        this.converter = AudioConverter.between(clip.format(), to);
        this.converted =
                ByteBuffer.allocate(Math.max(converter.maxOutput(piece), converter.maxFlush()));
        this.itemId = itemId;
        this.endless = endless;
        this.onGiven = onGiven;
    }

    void start() {
        begun = loop.nanoTime();
        step();
    }

    private void step() {
        timer = null;
        long due = (loop.nanoTime() - begun) / 1_000 + AHEAD_MICROS;
        while (given < due) {
            if (!sound.hasRemaining()) {
                if (!endless) {
                    end();
                    return;
                }
                sound.rewind();
            }
            next();
        }
        timer = loop.schedule(this::step, Duration.ofMillis(PIECE_MILLIS));
    }

    private void next() {
        ByteBuffer source = sound.slice();
        source.limit(Math.min(piece, source.remaining()));
        sound.position(sound.position() + source.remaining());
        converted.clear();
        converter.convert(source, converted);
        give();
    }

    private void give() {
        converted.flip();
        if (converted.hasRemaining()) {
            AudioClip part = AudioClip.of(converter.to(), converted);
            RetainedChunk chunk = new RetainedChunk(part, null, itemId, 0);
            given += chunk.micros();
            legs.hear(chunk);
        }
    }

    private void end() {
        converted.clear();
        converter.flush(converted);
        give();
        legs.complete(itemId);
        onGiven.run();
    }

    /** No more of it is given. */
    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** How much the legs were given, in milliseconds. */
    long givenMillis() {
        return given / 1_000;
    }
}
