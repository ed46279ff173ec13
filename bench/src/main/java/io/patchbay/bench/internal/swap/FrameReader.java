package io.patchbay.bench.internal.swap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/** Finds the frames in a stream of pieces of any length. Not thread-safe. */
final class FrameReader {

    private final ByteBuffer rest = Frames.buffer();
    private final LongConsumer frames;

    /**
     * A reader.
     *
     * @param frames told of each frame as {@link Frames#read} gives it, -1 for one that is damaged
     */
    FrameReader(LongConsumer frames) {
        this.frames = frames;
    }

    /** More of the stream; consumed. */
    void read(ByteBuffer piece) {
        ByteBuffer sound = piece.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (sound.hasRemaining()) {
            if (rest.position() == 0 && sound.remaining() >= Frames.BYTES) {
                frames.accept(Frames.read(sound, sound.position()));
                sound.position(sound.position() + Frames.BYTES);
            } else {
                while (rest.hasRemaining() && sound.hasRemaining()) {
                    rest.put(sound.get());
                }
                if (!rest.hasRemaining()) {
                    frames.accept(Frames.read(rest, 0));
                    rest.clear();
                }
            }
        }
    }
}
