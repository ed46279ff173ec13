package io.patchbay.runtime.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.audio.WavReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queue, tracks and file of a recording. */
class RecordingWriterTest {
    private static final long MILLI = 1_000_000;
    @TempDir Path folder;

    /** Milliseconds of a constant level, which is at no place silent. */
    private static ByteBuffer level(int millis, int level) {
        ByteBuffer pcm = ByteBuffer.allocate(millis * 48).order(ByteOrder.LITTLE_ENDIAN);
        while (pcm.hasRemaining()) {
            pcm.putShort((short) level);
        }
        return pcm.flip();
    }

    /** The level of a channel at a millisecond. */
    private static int at(Path wav, int channel, long millis) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
        return all.getShort((int) (44 + (millis * 24 + 1) * 4 + channel * 2L));
    }

    private static long stated(Path wav) throws IOException {
        try (WavReader reader = WavReader.open(wav)) {
            assertEquals(2, reader.format().channels());
            assertEquals(24_000, reader.format().sampleRate());
        }
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
        return header.getInt(40) / 4 / 24;
    }

    @Test
    void a_file_that_nobody_finished_can_be_read_and_ends_where_it_was_certain() throws Exception {
        Path wav = folder.resolve("crash.wav");
        try (StereoFile file = StereoFile.create(wav)) {
            Tracks tracks = new Tracks(file);
            assertEquals(0, stated(wav));
            tracks.caller(500 * MILLI, AudioFormat.PCM16_24K, level(500, 11));
            tracks.agent(500 * MILLI, AudioFormat.PCM16_24K, "i", 0, level(2_000, 22));
            tracks.state(1_000 * MILLI);
            assertEquals(1_000, stated(wav), "what is played later may still be taken back");
            assertEquals(11, at(wav, 0, 400));
            assertEquals(22, at(wav, 1, 900));
        }
    }

    @Test
    void speech_that_was_taken_back_is_silence() throws Exception {
        Path wav = folder.resolve("cut.wav");
        try (StereoFile file = StereoFile.create(wav)) {
            Tracks tracks = new Tracks(file);
            tracks.agent(0, AudioFormat.PCM16_24K, "a", 0, level(1_000, 22));
            tracks.agent(0, AudioFormat.PCM16_24K, "b", 0, level(1_000, 33));
            tracks.interrupted(
                    1_300 * MILLI, new PlayedPosition("b", 0, 250, PlayedPosition.Precision.EXACT));
            tracks.finish(3_000 * MILLI);
        }
        assertEquals(3_000, stated(wav));
        assertEquals(22, at(wav, 1, 990));
        assertEquals(33, at(wav, 1, 1_240));
        assertEquals(0, at(wav, 1, 1_260));
        assertEquals(0, at(wav, 1, 1_900));
    }

    @Test
    void what_was_never_audible_is_not_there() throws Exception {
        Path wav = folder.resolve("never.wav");
        try (StereoFile file = StereoFile.create(wav)) {
            Tracks tracks = new Tracks(file);
            tracks.agent(0, AudioFormat.PCM16_24K, "a", 0, level(500, 22));
            tracks.interrupted(20 * MILLI, null);
            tracks.agent(100 * MILLI, AudioFormat.PCM16_24K, "b", 0, level(500, 33));
            tracks.finish(600 * MILLI);
        }
        assertEquals(0, at(wav, 1, 10));
        assertEquals(33, at(wav, 1, 110));
    }

    @Test
    void a_pause_moves_what_was_not_played() throws Exception {
        Path wav = folder.resolve("pause.wav");
        try (StereoFile file = StereoFile.create(wav)) {
            Tracks tracks = new Tracks(file);
            tracks.agent(0, AudioFormat.PCM16_24K, "a", 0, level(1_000, 22));
            tracks.paused(400 * MILLI);
            tracks.resumed(700 * MILLI);
            tracks.agent(800 * MILLI, AudioFormat.PCM16_24K, "a", 0, level(500, 33));
            tracks.interrupted(
                    1_500 * MILLI,
                    new PlayedPosition("a", 0, 1_200, PlayedPosition.Precision.EXACT));
            tracks.finish(2_000 * MILLI);
        }
        assertEquals(22, at(wav, 1, 390));
        assertEquals(0, at(wav, 1, 410));
        assertEquals(0, at(wav, 1, 690));
        assertEquals(22, at(wav, 1, 710));
        assertEquals(22, at(wav, 1, 1_290));
        assertEquals(33, at(wav, 1, 1_310));
        assertEquals(33, at(wav, 1, 1_490));
        assertEquals(0, at(wav, 1, 1_510));
    }

    @Test
    void telephone_sound_keeps_its_place() throws Exception {
        Path wav = folder.resolve("phone.wav");
        AudioFormat phone = AudioFormat.PCMU_8K;
        try (StereoFile file = StereoFile.create(wav)) {
            Tracks tracks = new Tracks(file);
            byte[] loud = new byte[160];
            java.util.Arrays.fill(loud, (byte) 0x90);
            for (int i = 1; i <= 50; i++) {
                tracks.caller(1_000 * MILLI + i * 20 * MILLI, phone, ByteBuffer.wrap(loud));
            }
            tracks.finish(3_000 * MILLI);
        }
        assertEquals(0, at(wav, 0, 960));
        assertTrue(at(wav, 0, 1_040) != 0, "begins within 40 ms");
        assertTrue(at(wav, 0, 1_950) != 0, "goes on");
        assertEquals(0, at(wav, 0, 2_040));
    }

    @Test
    void half_a_character_does_not_end_a_recording() throws Exception {
        EventLines lines = EventLines.journal(0, true);
        Path journal = folder.resolve("half.jsonl");
        RecordingFiles files = RecordingFiles.create(journal, null);
        for (String half : List.of("\ud83d", "\ude00", "\ude00\ud83d", "\ud83dx")) {
            String wire = "{\"delta\":\"a" + half.replace("x", "\ud83d\ude00") + "\"}";
            files.line(Objects.requireNonNull(lines.wire(0, new TransportEvent.Raw("x", wire))));
        }
        files.line(
                lines.session(
                        0,
                        new SessionEvent.Warning(
                                new SessionEvent.Stamp(0, 0, null), "w", "\ud83d")));
        files.finish(0);
        List<String> written = Files.readAllLines(journal);
        assertEquals(5, written.size());
        assertTrue(written.get(0).contains("\"a\\ud83d\""), written.get(0));
        assertTrue(written.get(2).contains("\"a\\ude00\\ud83d\""), written.get(2));
        assertTrue(written.get(3).contains("\"a\\ud83d\ud83d\ude00\""), written.get(3));
    }

    @Test
    void what_the_disk_is_too_slow_for_is_dropped_counted_and_told() throws Exception {
        Path journal = folder.resolve("slow.jsonl");
        Path wav = folder.resolve("slow.wav");
        RecordingWriter writer =
                new RecordingWriter(
                        "s1",
                        RecordingFiles.create(journal, wav),
                        EventLines.journal(0, true),
                        0,
                        100_000);
        for (int i = 1; i <= 10; i++) { // the disk does nothing yet
            writer.add(
                    i * 400 * MILLI,
                    new RecordingWriter.Sound(
                            false, AudioFormat.PCM16_24K, null, 0, level(400, i).array()),
                    19_200);
        }
        assertEquals(5, writer.dropped());
        writer.end(4_000 * MILLI);
        writer.start();
        writer.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertTrue(
                Files.readString(journal).contains("\"type\":\"dropped\",\"entries\":5"),
                Files.readString(journal));
        assertEquals(4_000, stated(wav));
        assertEquals(5, at(wav, 0, 1_900), "what is there has its place");
        assertEquals(0, at(wav, 0, 2_100));
    }
}
