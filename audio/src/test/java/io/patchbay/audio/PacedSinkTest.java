package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.AudioSink.Offer;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was heard of sound that leaves in packets. */
class PacedSinkTest {

    private static final AudioFormat FORMAT = AudioFormat.pcm16(8_000);
    private static final int WAY_MILLIS = 60;

    private final Loop loop = new Loop();
    private final Ring ring = new Ring();
    private final List<String> told = new ArrayList<>();
    private final PacedSink sink = new PacedSink(FORMAT, Duration.ofMillis(WAY_MILLIS));

    /** A clock that the test moves, and the timers that wait for it. */
    private static final class Loop implements SerialLoop {
        private record Due(long nanos, Runnable task, boolean[] off) {}

        private final List<Due> due = new ArrayList<>();
        private long now;

        void pass(long millis) {
            now += millis * 1_000_000;
            for (Due each : List.copyOf(due)) {
                if (each.nanos <= now && due.remove(each) && !each.off[0]) {
                    each.task.run();
                }
            }
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            boolean[] off = new boolean[1];
            due.add(new Due(now + delay.toNanos(), task, off));
            return () -> {
                off[0] = true;
                return true;
            };
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long nanoTime() {
            return now;
        }
    }

    /** Room for 100 ms; sound leaves when the test says so. */
    private static final class Ring implements PacedSound {
        private long waiting;
        private long sent;
        private boolean paused;

        /** So much becomes due. */
        void leave(long millis) {
            long micros = paused ? 0 : Math.min(waiting, millis * 1_000);
            waiting -= micros;
            sent += micros;
        }

        @Override
        public boolean offer(ByteBuffer frame) {
            long micros = FORMAT.micros(frame.remaining());
            if (waiting + micros > 100_000) {
                return false;
            }
            waiting += micros;
            frame.position(frame.limit());
            return true;
        }

        @Override
        public void flush() {
            waiting = 0;
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void mute(boolean on) {
            throw new UnsupportedOperationException("a sink mutes nobody");
        }

        @Override
        public long sentMicros() {
            return sent;
        }

        @Override
        public long waitingMicros() {
            return waiting;
        }

        @Override
        public long trimmedMicros() {
            return 0;
        }
    }

    private record Frame(String itemId, ByteBuffer bytes) implements AudioChunk {
        @Override
        public AudioFormat format() {
            return FORMAT;
        }

        @Override
        public @Nullable String responseId() {
            return null;
        }

        @Override
        public int contentIndex() {
            return 0;
        }

        @Override
        public AudioClip retain() {
            return AudioClip.of(FORMAT, bytes);
        }
    }

    @BeforeEach
    void listen() {
        sink.listen(
                new AudioSink.Listener() {
                    @Override
                    public void onSpace() {
                        told.add("space");
                    }

                    @Override
                    public void onPosition(PlayedPosition position) {
                        told.add("position");
                    }

                    @Override
                    public void onDrained() {
                        told.add("drained");
                    }
                });
    }

    private Offer offer(String item) {
        return sink.offer(new Frame(item, ByteBuffer.allocate(FORMAT.bytes(20))));
    }

    /** So many frames of 20 ms, all of them taken. */
    private void say(String item, int frames) {
        for (int i = 0; i < frames; i++) {
            assertEquals(Offer.ACCEPTED, offer(item));
        }
    }

    private long heard(String item) {
        PlayedPosition position = Objects.requireNonNull(sink.position());
        assertEquals(item, position.itemId());
        return position.millis();
    }

    @Test
    void before_sound_can_leave_it_is_full_and_says_when_there_is_room() {
        assertEquals(Offer.FULL, offer("one"));
        assertNull(sink.position());
        sink.start(loop, ring);
        assertEquals(List.of("space"), told);
        say("one", 5);
        assertEquals(Offer.FULL, offer("one"));
    }

    @Test
    void the_position_is_what_has_left_less_what_is_on_its_way() {
        sink.start(loop, ring);
        say("one", 5);
        ring.leave(40);
        assertEquals(0, heard("one"));
        ring.leave(40);
        assertEquals(80 - WAY_MILLIS, heard("one"));
    }

    @Test
    void all_was_heard_when_the_last_has_come_there() {
        sink.start(loop, ring);
        say("one", 5);
        ring.leave(100);
        sink.sent();
        loop.pass(WAY_MILLIS - 1);
        assertTrue(told.isEmpty());
        loop.pass(1);
        assertEquals(List.of("drained"), told);
        assertEquals(100, heard("one"));
    }

    @Test
    void what_is_flushed_was_not_heard_and_what_is_on_its_way_was() {
        sink.start(loop, ring);
        say("one", 5);
        ring.leave(80);
        sink.flush(null);
        loop.pass(WAY_MILLIS);
        assertEquals(80, heard("one"), "what had left is heard all the same");
        say("two", 5);
        ring.leave(100);
        assertEquals(100 - WAY_MILLIS, heard("two"));
    }

    @Test
    void a_pause_takes_nothing_and_resume_asks_for_more() {
        sink.start(loop, ring);
        sink.pause();
        assertEquals(Offer.FULL, offer("one"));
        sink.resume();
        assertEquals(List.of("space"), told);
        say("one", 1);
    }

    @Test
    void only_samples_of_one_channel_are_paced() {
        for (AudioFormat wrong :
                List.of(
                        AudioFormat.PCMU_8K,
                        new AudioFormat(AudioFormat.Encoding.PCM16, 8_000, 2))) {
            assertThrows(IllegalArgumentException.class, () -> new PacedSink(wrong, Duration.ZERO));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new PacedSink(FORMAT, Duration.ofMillis(-1)));
    }
}
