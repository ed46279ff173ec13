package io.patchbay.runtime.leg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Offer;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.audio.InvalidAudioException;
import io.patchbay.audio.WavReader;
import io.patchbay.audio.WavWriter;
import io.patchbay.tck.VirtualLoop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavLegTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final LegLog log = new LegLog();

    @TempDir Path folder;

    private WavLegBuilder builder() {
        return WavLeg.builder().workers(Runnable::run);
    }

    private WavLeg join(WavLeg leg) {
        leg.sink().listen(log);
        return loop.call(
                () -> {
                    leg.join(loop, log);
                    return leg;
                });
    }

    private void pass(int millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    private static byte[] ramp(int samples) {
        byte[] sound = new byte[2 * samples];
        for (int i = 0; i < samples; i++) {
            sound[2 * i] = (byte) (i + 1);
            sound[2 * i + 1] = (byte) (i + 1 >> 8);
        }
        return sound;
    }

    private Path wav(AudioFormat format, byte[] sound) throws IOException {
        Path file = folder.resolve("in.wav");
        try (WavWriter writer = WavWriter.create(file, format)) {
            writer.write(ByteBuffer.wrap(sound));
        }
        return file;
    }

    private static byte[] read(Path file) throws IOException {
        try (WavReader reader = WavReader.open(file)) {
            assertEquals(AudioFormat.PCM16_24K, reader.format());
            ByteBuffer all = ByteBuffer.allocate((int) reader.remaining().orElseThrow());
            reader.read(all);
            return all.array();
        }
    }

    /** One letter for each 20 ms: the value of its samples, or {@code .} for silence. */
    private static String timeline(Path file) throws IOException {
        byte[] sound = read(file);
        int frame = AudioFormat.PCM16_24K.bytes(20);
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < sound.length; at += frame) {
            for (int i = 0; i < frame; i += 2) {
                assertEquals(sound[at], sound[at + i], "two sounds in one frame");
            }
            line.append(sound[at] == 0 ? "." : Integer.toString(sound[at]));
        }
        return line.toString();
    }

    private static String why(Exception failure) {
        return String.valueOf(Objects.requireNonNull(failure.getCause()).getMessage());
    }

    @Test
    void a_file_is_spoken_in_real_time_and_followed_by_silence() throws Exception {
        byte[] sound = ramp(480 * 3 + 100);
        WavLeg leg = join(builder().input(PcmSource.wav(wav(AudioFormat.PCM16_24K, sound))).open());
        pass(19);
        assertEquals(0, log.frames);
        pass(1);
        assertEquals(1, log.frames);
        pass(1_980);
        assertEquals(100, log.frames);
        assertArrayEquals(
                Arrays.copyOf(sound, AudioFormat.PCM16_24K.bytes(2_000)), log.sound.toByteArray());
        assertEquals(List.of("media up", "input end after 4 frames"), log.events);
        assertTrue(leg.inputEnded().toCompletableFuture().isDone());
    }

    @Test
    void a_long_file_is_read_ahead_within_bounds_and_arrives_whole() throws Exception {
        byte[] sound = ramp(24_000 * 7);
        int[] read = {0};
        PcmSource source =
                PcmSource.raw(
                        new ByteArrayInputStream(sound) {
                            @Override
                            public synchronized int read(byte[] to, int at, int length) {
                                int got = super.read(to, at, length);
                                read[0] += Math.max(0, got);
                                return got;
                            }
                        },
                        AudioFormat.PCM16_24K);
        join(builder().input(source).open());
        assertTrue(read[0] < AudioFormat.PCM16_24K.bytes(1_500), "read at once: " + read[0]);
        pass(7_000);
        assertArrayEquals(sound, log.sound.toByteArray());
    }

    @Test
    void a_rate_that_does_not_divide_into_frames_keeps_real_time() throws Exception {
        AudioFormat odd = AudioFormat.pcm16(11_025);
        byte[] sound = ramp(11_025 * 20);
        join(builder().input(PcmSource.wav(wav(odd, sound))).open());
        pass(10_000);
        long millis = odd.millis(log.sound.size());
        assertTrue(millis >= 10_000 && millis < 10_020, "sent " + millis + " ms in 10 s");
    }

    @Test
    void g711_is_decoded() throws Exception {
        byte[] header = {
            'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ', 16, 0, 0, 0, 7,
            0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0, 'd', 'a', 't', 'a', 2, 0, 0, 0
        };
        byte[] whole = Arrays.copyOf(header, header.length + 2);
        whole[header.length] = (byte) 0x80;
        whole[header.length + 1] = 0x00;
        Path file = folder.resolve("law.wav");
        Files.write(file, whole);
        WavLeg leg = builder().input(PcmSource.wav(file)).open();
        assertEquals(AudioFormat.pcm16(8_000), leg.capabilities().inputFormat());
        join(leg);
        pass(20);
        ByteBuffer frame = ByteBuffer.wrap(log.sound.toByteArray());
        frame.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertEquals(32_124, frame.getShort());
        assertEquals(-32_124, frame.getShort());
    }

    @Test
    void a_stream_may_come_in_pieces_of_any_size() throws Exception {
        byte[] sound = ramp(1_000);
        InputStream crumbs =
                new ByteArrayInputStream(sound) {
                    @Override
                    public synchronized int read(byte[] to, int at, int length) {
                        return super.read(to, at, Math.min(length, 3));
                    }
                };
        join(builder().input(PcmSource.raw(crumbs, AudioFormat.PCM16_24K)).open());
        pass(60);
        assertArrayEquals(Arrays.copyOf(sound, log.sound.size()), log.sound.toByteArray());
    }

    @Test
    void a_muted_caller_is_silent_and_loses_what_is_said_meanwhile() throws Exception {
        byte[] sound = ramp(480 * 4);
        WavLeg leg =
                join(
                        builder()
                                .input(
                                        PcmSource.raw(
                                                new ByteArrayInputStream(sound),
                                                AudioFormat.PCM16_24K))
                                .open());
        pass(20);
        leg.mute(true);
        pass(40);
        leg.mute(false);
        pass(20);
        Arrays.fill(sound, 960, 960 * 3, (byte) 0);
        assertArrayEquals(sound, log.sound.toByteArray());
    }

    @Test
    void a_stream_that_fails_ends_the_input_and_says_why() throws Exception {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the pipe broke");
                    }
                };
        WavLeg leg = join(builder().input(PcmSource.raw(broken, AudioFormat.PCM16_24K)).open());
        pass(100);
        assertEquals(List.of("media up", "input end after 0 frames"), log.events);
        assertEquals(5, log.frames);
        CompletionException failure =
                assertThrows(
                        CompletionException.class,
                        () -> leg.inputEnded().toCompletableFuture().join());
        assertEquals("the pipe broke", why(failure));
    }

    @Test
    void what_is_played_is_a_time_line_with_silence_and_an_exact_position() throws Exception {
        Path out = folder.resolve("out.wav");
        WavLeg leg = join(builder().output(out).open());
        pass(40);
        assertNull(leg.sink().position());
        assertEquals(Offer.ACCEPTED, leg.sink().offer(TestChunk.of("a", 30, 1)));
        assertEquals(Offer.ACCEPTED, leg.sink().offer(TestChunk.of("a", 30, 1)));
        pass(20);
        assertEquals(new PlayedPosition("a", 0, 20, Precision.EXACT), leg.sink().position());
        pass(60);
        assertEquals(new PlayedPosition("a", 0, 60, Precision.EXACT), leg.sink().position());
        assertEquals(Offer.ACCEPTED, leg.sink().offer(TestChunk.of("b", 20, 2)));
        pass(40);
        assertEquals(new PlayedPosition("b", 0, 20, Precision.EXACT), leg.sink().position());
        leg.close();
        loop.run();
        leg.written().toCompletableFuture().get();
        assertEquals("..111.2.", timeline(out));
        assertEquals(List.of("media up", "drained", "drained", "closed closed"), log.events);
    }

    @Test
    void a_flush_drops_what_was_not_heard_and_the_position_stays() throws Exception {
        Path out = folder.resolve("out.wav");
        WavLeg leg = join(builder().output(out).open());
        leg.sink().offer(TestChunk.of("a", 100, 1));
        leg.sink().offer(TestChunk.of("b", 40, 2));
        pass(40);
        leg.sink().flush("a");
        assertEquals(new PlayedPosition("a", 0, 40, Precision.EXACT), leg.sink().position());
        pass(20);
        leg.sink().flush(null);
        assertEquals(new PlayedPosition("b", 0, 20, Precision.EXACT), leg.sink().position());
        pass(20);
        leg.close();
        loop.run();
        leg.written().toCompletableFuture().get();
        assertEquals("112.", timeline(out));
    }

    @Test
    void a_pause_stops_the_sound_and_keeps_it() throws Exception {
        Path out = folder.resolve("out.wav");
        WavLeg leg = join(builder().output(out).open());
        leg.sink().offer(TestChunk.of("a", 60, 1));
        pass(20);
        leg.sink().pause();
        pass(40);
        assertEquals(new PlayedPosition("a", 0, 20, Precision.EXACT), leg.sink().position());
        leg.sink().resume();
        pass(60);
        leg.close();
        loop.run();
        leg.written().toCompletableFuture().get();
        assertEquals("1..11.", timeline(out));
    }

    @Test
    void a_full_sink_refuses_and_tells_when_there_is_room_again() throws Exception {
        WavLeg leg = join(builder().open());
        assertEquals(Offer.ACCEPTED, leg.sink().offer(TestChunk.of("a", 190, 1)));
        assertEquals(Offer.ACCEPTED, leg.sink().offer(TestChunk.of("a", 2_000, 1)));
        assertEquals(Offer.FULL, leg.sink().offer(TestChunk.of("a", 20, 1)));
        pass(1_980);
        assertEquals(List.of("media up"), log.events);
        pass(20);
        assertEquals(List.of("media up", "space"), log.events);
        pass(200);
        assertEquals(List.of("media up", "space", "drained"), log.events);
    }

    @Test
    void a_disk_that_is_too_slow_costs_sound_but_never_time() throws Exception {
        Path out = folder.resolve("out.wav");
        Queue<Runnable> stuck = new ArrayDeque<>();
        WavLeg leg = join(WavLeg.builder().workers(stuck::add).output(out).open());
        pass(9_000);
        for (Runnable task = stuck.poll(); task != null; task = stuck.poll()) {
            task.run();
        }
        pass(1_000);
        leg.close();
        loop.run();
        for (Runnable task = stuck.poll(); task != null; task = stuck.poll()) {
            task.run();
        }
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class, () -> leg.written().toCompletableFuture().get());
        assertEquals("the disk was too slow: 1000 ms of sound are silence in " + out, why(failure));
        assertEquals(AudioFormat.PCM16_24K.bytes(10_000), read(out).length);
    }

    @Test
    void a_leg_leaves_once_and_stops_its_clock() throws Exception {
        WavLeg leg = join(builder().open());
        pass(20);
        leg.close(new CloseReason(CloseReason.Cause.LOCAL, 0, "enough", null));
        leg.close();
        loop.run();
        assertEquals(List.of("media up", "closed enough"), log.events);
        assertEquals(0, loop.timers());
        assertThrows(IllegalStateException.class, () -> leg.join(loop, log));
    }

    @Test
    void a_source_that_waits_for_sound_is_closed_with_the_leg() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        PcmSource live =
                new PcmSource() {
                    @Override
                    public AudioFormat format() {
                        return AudioFormat.PCM16_24K;
                    }

                    @Override
                    public int read(ByteBuffer out) throws IOException {
                        waiting.countDown();
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        ended.countDown();
                        return -1;
                    }

                    @Override
                    public void close() {
                        end.countDown();
                    }
                };
        WavLeg leg = join(WavLeg.builder().input(live).open());
        assertTrue(waiting.await(10, TimeUnit.SECONDS));
        pass(40);
        assertEquals(2, log.frames);
        leg.close();
        loop.run();
        assertTrue(ended.await(10, TimeUnit.SECONDS));
    }

    @Test
    void a_hang_up_closes_and_other_verbs_are_refused_with_a_reason() throws Exception {
        WavLeg leg = join(builder().open());
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () -> leg.control(new Control.SendDtmf("1")).toCompletableFuture().join());
        assertEquals("a file has no telephone at its other end", why(refused));
        leg.control(new Control.HangUp("done")).toCompletableFuture().join();
        loop.run();
        assertEquals(List.of("media up", "closed closed"), log.events);
    }

    @Test
    void a_file_that_is_no_wav_is_named_before_anything_starts() throws Exception {
        Path file = folder.resolve("song.mp3");
        Files.writeString(file, "ID3 and so on, long enough");
        assertThrows(InvalidAudioException.class, () -> PcmSource.wav(file));
        boolean[] closed = {false};
        InputStream in =
                new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };
        WavLegBuilder wrong =
                builder().input(PcmSource.raw(in, AudioFormat.PCM16_24K)).output(folder);
        assertThrows(IOException.class, wrong::open);
        assertTrue(closed[0]);
    }

    @Test
    void with_threads_of_its_own_a_leg_writes_what_it_played() throws Exception {
        Path out = folder.resolve("out.wav");
        WavLeg leg = join(WavLeg.builder().output(out).open());
        leg.sink().offer(TestChunk.of("a", 60, 1));
        pass(100);
        assertFalse(leg.written().toCompletableFuture().isDone());
        leg.close();
        loop.run();
        leg.written().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals("111..", timeline(out));
    }
}
