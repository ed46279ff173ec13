package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much of the model's speech was heard, whatever happens to it on its way. */
class PlayoutPositionTest {
    private static final AudioFormat FORMAT = AudioFormat.PCM16_24K;

    /** Sound of one item. */
    private record Chunk(String itemId, int contentIndex, ByteBuffer bytes) implements AudioChunk {
        static Chunk of(String itemId, int contentIndex, int samples) {
            return new Chunk(itemId, contentIndex, ByteBuffer.allocate(samples * 2));
        }

        @Override
        public AudioFormat format() {
            return FORMAT;
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        @Override
        public String responseId() {
            return "r";
        }

        @Override
        public io.patchbay.api.audio.AudioClip retain() {
            return io.patchbay.api.audio.AudioClip.of(FORMAT, bytes());
        }
    }

    private static final Playout.Watcher NOBODY =
            new Playout.Watcher() {
                @Override
                public void playbackStarted(@Nullable String itemId) {}

                @Override
                public void playbackEnded(@Nullable String itemId) {}
            };

    private static long sum(List<Segments.Cut> cuts) {
        return cuts.stream().mapToLong(cut -> cut.totalMillis() - cut.playedMillis()).sum();
    }

    @Test
    void sound_of_one_item_does_not_wait_behind_an_item_whose_end_was_not_told() {
        SoundQueue queue = new SoundQueue(1 << 16);
        byte[] frame = new byte[FORMAT.bytes(20)];
        queue.add(ByteBuffer.wrap(frame), "r", "one", 0);
        queue.remove(queue.peek(frame));
        queue.add(ByteBuffer.wrap(frame), "r", "two", 0);
        SoundQueue.Run first = Objects.requireNonNull(queue.first());
        assertEquals("two", first.itemId);
        assertEquals(frame.length, queue.peek(frame));
    }

    @Test
    void the_cuts_of_an_application_add_up_to_what_it_has_not_played() {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            VirtualLoop loop = new VirtualLoop();
            ApplicationPlayout playout = new ApplicationPlayout(loop, NOBODY);
            Map<String, Long> generated = new LinkedHashMap<>();
            Map<String, Long> before = new LinkedHashMap<>();
            long total = 0;
            long played = 0;
            boolean paused = false;
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        String item = "i" + random.nextInt(3);
                        int millis = 1 + random.nextInt(200);
                        generated.merge(item, (long) millis, Long::sum);
                        total += millis;
                        playout.take(Chunk.of(item, 0, millis * 24));
                    }
                    case 3 -> {
                        playout.pause();
                        paused = true;
                    }
                    case 4 -> {
                        playout.resume();
                        paused = false;
                    }
                    case 5 -> {
                        if (random.nextInt(6) == 0) {
                            playout.flush();
                            generated.clear();
                            before.clear();
                            total = 0;
                            played = 0;
                            paused = false;
                        }
                    }
                    default -> {
                        int millis = random.nextInt(150);
                        loop.advance(Duration.ofMillis(millis));
                        played = paused ? played : Math.min(total, played + millis);
                    }
                }
                String where = "seed " + seed + " step " + step;
                List<Segments.Cut> cuts = playout.cuts();
                assertEquals(total - played, sum(cuts), where);
                assertEquals((total - played) * 1_000, playout.pendingMicros(), where);
                for (Segments.Cut cut : cuts) {
                    assertEquals(generated.get(cut.itemId()), cut.totalMillis(), where);
                    assertTrue(cut.playedMillis() <= cut.totalMillis(), where);
                    long last = before.merge(cut.itemId(), cut.playedMillis(), Math::max);
                    assertEquals(last, cut.playedMillis(), where + ": never goes back");
                }
            }
        }
    }

    /** A device that plays when it is told to. */
    private static final class Device implements AudioSink {
        private final List<Chunk> taken = new ArrayList<>();
        private final Map<String, Long> done = new LinkedHashMap<>();
        private int room;
        private boolean paused;
        private @Nullable Listener session;
        private @Nullable String current;

        @Override
        public AudioFormat format() {
            return FORMAT;
        }

        @Override
        public Pacing pacing() {
            return Pacing.SINK;
        }

        @Override
        public void listen(Listener listener) {
            session = listener;
        }

        @Override
        public Offer offer(AudioChunk chunk) {
            if (room == 0) {
                return Offer.FULL;
            }
            room--;
            taken.add(Chunk.of(String.valueOf(chunk.itemId()), 0, chunk.bytes().remaining() / 2));
            return Offer.ACCEPTED;
        }

        /** Plays one frame. */
        void play() {
            if (!paused && !taken.isEmpty()) {
                Chunk next = taken.remove(0);
                done.merge(next.itemId(), next.micros(), Long::sum);
                current = next.itemId();
            }
        }

        @Override
        public void flush(@Nullable String itemId) {
            taken.clear();
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
        public @Nullable PlayedPosition position() {
            String item = current;
            Long micros = item == null ? null : done.get(item);
            return item == null || micros == null
                    ? null
                    : new PlayedPosition(item, 0, micros / 1_000, PlayedPosition.Precision.EXACT);
        }

        @Override
        public void close() {}
    }

    @Test
    void the_cuts_of_a_device_add_up_to_what_it_has_not_played() {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            VirtualLoop loop = new VirtualLoop();
            Device device = new Device();
            SinkPlayout playout =
                    new SinkPlayout(
                            loop,
                            device,
                            NOBODY,
                            () -> {},
                            e -> {
                                throw e;
                            });
            long total = 0;
            int generation = 0;
            for (int step = 0; step < 80; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1 -> {
                        int frames = 1 + random.nextInt(5);
                        total += frames * 20L;
                        // items come in turns, and a frame is never of two of them
                        String item = "g" + generation + "i" + random.nextInt(3);
                        playout.take(Chunk.of(item, 0, frames * 480));
                    }
                    case 2 -> playout.pause();
                    case 3 -> playout.resume();
                    case 4, 5 -> device.play();
                    case 6 -> {
                        device.room += random.nextInt(6);
                        Objects.requireNonNull(device.session).onSpace();
                        loop.run();
                    }
                    default -> {
                        if (random.nextInt(8) == 0) {
                            playout.flush();
                            device.done.clear();
                            total = 0;
                            generation++;
                        }
                    }
                }
                long played =
                        device.done.values().stream().mapToLong(Long::longValue).sum() / 1_000;
                List<Segments.Cut> cuts = playout.cuts();
                assertEquals(total - played, sum(cuts), "seed " + seed + " step " + step);
                for (Segments.Cut cut : cuts) {
                    assertEquals(
                            device.done.getOrDefault(cut.itemId(), 0L) / 1_000,
                            cut.playedMillis(),
                            "seed " + seed + " step " + step);
                }
            }
        }
    }

    @Test
    void a_position_is_a_whole_number_never_more_than_there_is() { // reference 5.10, 32 to 37
        Segments segments = new Segments();
        segments.add(Chunk.of("a", 0, 1_027)); // 42.79 ms
        assertEquals(List.of(new Segments.Cut("a", 0, 42, 42)), segments.cuts(42_800));
        assertEquals(List.of(new Segments.Cut("a", 0, 42, 42)), segments.cuts(110_900));
        assertEquals(List.of(new Segments.Cut("a", 0, 0, 42)), segments.cuts(900));
        assertEquals(List.of(new Segments.Cut("a", 0, 0, 42)), segments.cuts(-5));
        assertEquals(List.of(new Segments.Cut("a", 0, 31, 42)), segments.cuts(31_999));
    }

    @Test
    void parts_of_one_item_have_positions_of_their_own() { // reference 5.20, 14 and 15
        Segments segments = new Segments();
        segments.add(Chunk.of("a", 0, 2_400));
        segments.add(Chunk.of("a", 1, 2_400));
        segments.add(Chunk.of("b", 0, 2_400));
        segments.complete("b");
        assertEquals(
                List.of(
                        new Segments.Cut("a", 0, 100, 100),
                        new Segments.Cut("a", 1, 50, 100),
                        new Segments.Cut("b", 0, 0, 100)),
                segments.cuts(150_000));
        assertEquals(
                new PlayedPosition("a", 1, 50, PlayedPosition.Precision.ESTIMATED),
                segments.at(150_000, PlayedPosition.Precision.ESTIMATED));
    }

    @Test
    void sound_that_comes_in_turns_is_one_cut_for_each_item() {
        Segments segments = new Segments();
        for (int i = 0; i < 1_000; i++) {
            segments.add(Chunk.of(i % 2 == 0 ? "a" : "b", 0, 480));
        }
        assertEquals(
                List.of(new Segments.Cut("a", 0, 40, 10_000), new Segments.Cut("b", 0, 30, 10_000)),
                segments.cuts(70_000));
        assertEquals(
                70_000,
                segments.until(new PlayedPosition("b", 0, 30, PlayedPosition.Precision.EXACT)));
    }
}
