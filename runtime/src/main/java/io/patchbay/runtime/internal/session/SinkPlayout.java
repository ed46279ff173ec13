package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A leg with a sink: sound is converted to its format, kept in order, and offered when the sink has
 * room, or when a frame falls due where the sink leaves the pace to us. The sink says what was
 * heard.
 */
final class SinkPlayout implements Playout {
    private static final long FRAME_MILLIS = 20;
    private static final long FRAME_NANOS = FRAME_MILLIS * 1_000_000;

    /** About ten minutes of 24 kHz sound: more than any provider's longest answer. */
    private static final int MAX_QUEUE_BYTES = 32 << 20;

    private final SerialLoop loop;
    private final AudioSink sink;
    private final Watcher watcher;
    private final Runnable onOverflow;
    private final Segments segments = new Segments();
    private final SoundQueue queue = new SoundQueue(MAX_QUEUE_BYTES);
    private final byte[] frame;
    private final FrameChunk offered;
    private @Nullable AudioConverter converter;
    private ByteBuffer converted = ByteBuffer.allocate(0);
    private boolean started;
    private boolean full;
    private boolean dry;
    private boolean paused;
    private boolean closed;
    private long due;
    private SerialLoop.@Nullable Timer timer;

    /**
     * Nothing plays yet.
     *
     * @param onOverflow told when there is no room for a frame
     * @param onFailure told the first of each kind of exception of the sink
     */
    SinkPlayout(
            SerialLoop loop,
            AudioSink sink,
            Watcher watcher,
            Runnable onOverflow,
            Consumer<RuntimeException> onFailure) {
        this.loop = loop;
        this.sink = new ContainedSink(sink, onFailure);
        this.watcher = watcher;
        this.onOverflow = onOverflow;
        this.frame = new byte[sink.format().bytes(FRAME_MILLIS)];
        this.offered = new FrameChunk(sink.format(), frame);
        this.sink.listen(new SinkListener());
    }

    @Override
    public void take(AudioChunk chunk) {
        ByteBuffer sound = convert(chunk);
        if (!queue.add(sound, chunk.responseId(), chunk.itemId(), chunk.contentIndex())) {
            onOverflow.run();
            return;
        }
        segments.add(chunk);
        pump();
    }

    private ByteBuffer convert(AudioChunk chunk) {
        AudioFormat format = chunk.format();
        AudioConverter current = converter;
        if (current == null || !current.from().equals(format)) {
            current = AudioConverter.between(format, sink.format());
            converter = current;
        }
        ByteBuffer bytes = chunk.bytes();
        if (current.isIdentity()) {
            return bytes;
        }
        int room = current.maxOutput(bytes.remaining());
        if (converted.capacity() < room) {
            converted = ByteBuffer.allocate(room);
        }
        converted.clear();
        current.convert(bytes, converted);
        return converted.flip();
    }

    @Override
    public void complete(@Nullable String itemId) {
        segments.complete(itemId);
        queue.complete();
        pump();
        if (dry) {
            drained(); // the sink ran dry before we knew that this was all
        }
    }

    private void pump() {
        if (closed || full || paused) {
            return;
        }
        if (sink.pacing() == AudioSink.Pacing.RUNTIME) {
            if (timer == null && !queue.isEmpty()) {
                due = loop.nanoTime();
                beat();
            }
            return;
        }
        while (offerFrame()) {
            // until the sink is full, or nothing is left
        }
    }

    /** One frame falls due every 20 ms, counted from the first so that no delay adds up. */
    private void beat() {
        timer = null;
        if (closed || full || paused || !offerFrame()) {
            return;
        }
        due += FRAME_NANOS;
        timer = loop.schedule(this::beat, Duration.ofNanos(Math.max(0, due - loop.nanoTime())));
    }

    private boolean offerFrame() {
        SoundQueue.Run run = queue.first();
        int length = queue.peek(frame);
        if (run == null || length == 0) {
            return false;
        }
        offered.show(length, run);
        if (sink.offer(offered) == AudioSink.Offer.FULL) {
            full = true;
            return false;
        }
        queue.remove(length);
        dry = false;
        if (!started) {
            started = true;
            watcher.playbackStarted(run.itemId);
        }
        return true;
    }

    private void space() {
        full = false;
        pump();
    }

    private void drained() {
        dry = queue.isEmpty();
        if (started && queue.isEmpty() && segments.allComplete()) {
            String last = segments.lastItem();
            segments.clear();
            started = false;
            watcher.playbackEnded(last);
        }
    }

    @Override
    public boolean playing() {
        return started || !queue.isEmpty();
    }

    @Override
    public boolean sounding() {
        return playing() && !paused;
    }

    @Override
    public List<Segments.Cut> cuts() {
        return segments.cuts(played());
    }

    @Override
    public @Nullable PlayedPosition position() {
        PlayedPosition position = sink.position();
        return position != null && segments.has(position.itemId()) ? position : null;
    }

    private long played() {
        PlayedPosition position = sink.position();
        // the sink may still stand at an item of an earlier answer: nothing of this one was heard
        return position == null ? 0 : Math.max(0, segments.until(position));
    }

    @Override
    public long pendingMicros() {
        return queue.micros(sink.format()) + sink.latencyMillis() * 1_000;
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            stop();
            sink.pause();
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            sink.resume();
            pump();
        }
    }

    @Override
    public void flush() {
        queue.clear();
        segments.clear();
        started = false;
        full = false;
        dry = false;
        if (converter != null) {
            converter.reset();
        }
        stop();
        sink.flush(null);
        resume();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.clear();
        segments.clear();
        stop();
    }

    /** The sink's voice, from any thread. */
    private final class SinkListener implements AudioSink.Listener {
        @Override
        public void onSpace() {
            onLoop(SinkPlayout.this::space);
        }

        @Override
        public void onPosition(PlayedPosition position) {
            // the position is asked for when it is needed
        }

        @Override
        public void onDrained() {
            onLoop(SinkPlayout.this::drained);
        }

        private void onLoop(Runnable task) {
            // never within offer(): a sink may answer from there
            loop.execute(
                    () -> {
                        if (!closed) {
                            task.run();
                        }
                    });
        }
    }
}
