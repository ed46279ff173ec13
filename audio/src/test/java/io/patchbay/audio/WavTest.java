package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {

    private static final short[] SOUND = {0, 1, -1, 32_767, -32_768, 1_000};

    @TempDir Path folder;

    /** A WAV file in the making. */
    private static final class Riff {
        private final ByteBuffer bytes =
                ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

        Riff() {
            bytes.put("RIFF\0\0\0\0WAVE".getBytes(StandardCharsets.US_ASCII));
        }

        Riff chunk(String id, byte[] body) {
            return chunk(id, body.length, body);
        }

        Riff chunk(String id, int size, byte[] body) {
            bytes.put(id.getBytes(StandardCharsets.US_ASCII)).putInt(size).put(body);
            if ((body.length & 1) == 1) {
                bytes.put((byte) 0);
            }
            return this;
        }

        Riff fmt(int tag, int channels, int rate, int bits) {
            ByteBuffer body = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            int frame = channels * bits / 8;
            body.putShort((short) tag).putShort((short) channels).putInt(rate);
            body.putInt(rate * frame).putShort((short) frame).putShort((short) bits);
            return chunk("fmt ", body.array());
        }

        InputStream stream() {
            bytes.putInt(4, bytes.position() - 8);
            return streamWithOpenSize();
        }

        InputStream streamWithOpenSize() {
            return new ByteArrayInputStream(bytes.array(), 0, bytes.position());
        }
    }

    private static byte[] pcm(short... samples) {
        return Sounds.bytes(samples).array();
    }

    private static byte[] all(WavReader reader) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        while (reader.read(bytes) > 0) {
            assertTrue(bytes.hasRemaining());
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static String problem(InputStream in) {
        return String.valueOf(
                assertThrows(InvalidAudioException.class, () -> WavReader.of(in)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"24000, 1", "48000, 2", "8000, 1"})
    void what_is_written_is_read_again(int rate, int channels) throws IOException {
        Path file = folder.resolve("sound.wav");
        AudioFormat format = new AudioFormat(Encoding.PCM16, rate, channels);
        try (WavWriter writer = WavWriter.create(file, format)) {
            writer.write(ByteBuffer.wrap(pcm(SOUND)));
        }
        try (WavReader reader = WavReader.open(file)) {
            assertEquals(format, reader.format());
            assertEquals(OptionalLong.of(12), reader.remaining());
            assertArrayEquals(pcm(SOUND), all(reader));
        }
    }

    @Test
    void the_platform_reads_what_is_written() throws Exception {
        Path file = folder.resolve("sound.wav");
        short[] voice = Sounds.voice(24_000, 2, -20);
        try (WavWriter writer = WavWriter.create(file, AudioFormat.PCM16_24K)) {
            ByteBuffer bytes = Sounds.bytes(voice);
            while (bytes.hasRemaining()) {
                ByteBuffer piece = bytes.slice();
                piece.limit(Math.min(957, piece.remaining()));
                bytes.position(bytes.position() + piece.remaining());
                writer.write(piece);
            }
            assertEquals(2_000, writer.millis());
        }
        try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
            assertEquals(24_000, in.getFormat().getSampleRate());
            assertEquals(voice.length, in.getFrameLength());
            assertArrayEquals(pcm(voice), in.readAllBytes());
        }
    }

    @Test
    void a_file_that_is_still_being_written_can_be_read() throws IOException {
        Path file = folder.resolve("live.wav");
        try (WavWriter writer = WavWriter.create(file, AudioFormat.PCM16_24K)) {
            try (WavReader reader = WavReader.open(file)) {
                assertEquals(OptionalLong.empty(), reader.remaining());
            }
            writer.write(ByteBuffer.wrap(pcm(SOUND)));
            writer.flush();
            try (WavReader reader = WavReader.open(file)) {
                assertEquals(OptionalLong.of(12), reader.remaining());
                assertArrayEquals(pcm(SOUND), all(reader));
            }
            writer.write(ByteBuffer.wrap(pcm(SOUND)));
        }
        try (WavReader reader = WavReader.open(file)) {
            assertEquals(OptionalLong.of(24), reader.remaining());
        }
    }

    @Test
    void a_crashed_writer_leaves_a_file_that_can_be_read() throws IOException {
        Path file = folder.resolve("crashed.wav");
        byte[] sound = pcm(Sounds.voice(24_000, 1, -20));
        Path copy = folder.resolve("copy.wav");
        try (WavWriter writer = WavWriter.create(file, AudioFormat.PCM16_24K)) {
            writer.write(ByteBuffer.wrap(sound));
            Files.copy(file, copy);
        }
        try (WavReader reader = WavReader.open(copy)) {
            byte[] rescued = all(reader);
            assertTrue(rescued.length > sound.length / 2);
            assertArrayEquals(Arrays.copyOf(sound, rescued.length), rescued);
        }
    }

    @Test
    void silence_is_written_by_its_length() throws IOException {
        Path file = folder.resolve("silence.wav");
        try (WavWriter writer = WavWriter.create(file, AudioFormat.PCM16_24K)) {
            writer.writeSilence(1_500);
            assertEquals(1_500, writer.millis());
        }
        try (WavReader reader = WavReader.open(file)) {
            byte[] sound = new byte[72_000];
            ByteBuffer out = ByteBuffer.wrap(sound);
            assertEquals(72_000, reader.read(out));
            assertArrayEquals(new byte[72_000], sound);
            assertEquals(-1, reader.read(out.clear()));
        }
    }

    @Test
    void a_writer_takes_linear_samples_only() {
        Path file = folder.resolve("mu.wav");
        assertThrows(
                IllegalArgumentException.class, () -> WavWriter.create(file, AudioFormat.PCMU_8K));
        assertTrue(Files.notExists(file));
    }

    @Test
    void closing_twice_is_harmless() throws IOException {
        WavWriter writer = WavWriter.create(folder.resolve("a.wav"), AudioFormat.PCM16_24K);
        writer.close();
        writer.close();
        assertEquals(44, Files.size(folder.resolve("a.wav")));
    }

    @Test
    void eight_bits_are_unsigned_and_become_sixteen() throws IOException {
        byte[] body = {(byte) 128, (byte) 255, 0};
        WavReader reader =
                WavReader.of(new Riff().fmt(1, 1, 8_000, 8).chunk("data", body).stream());
        assertEquals(AudioFormat.pcm16(8_000), reader.format());
        assertEquals(OptionalLong.of(6), reader.remaining());
        assertArrayEquals(pcm((short) 0, (short) 0x7F00, Short.MIN_VALUE), all(reader));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32})
    void longer_samples_lose_their_low_bits(int bits) throws IOException {
        int width = bits / 8;
        byte[] body = new byte[2 * width];
        body[width - 1] = (byte) 0x80;
        body[2 * width - 2] = 0x34;
        body[2 * width - 1] = 0x12;
        body[width] = (byte) 0xFF;
        WavReader reader =
                WavReader.of(new Riff().fmt(1, 1, 8_000, bits).chunk("data", body).stream());
        assertArrayEquals(pcm(Short.MIN_VALUE, (short) 0x1234), all(reader));
    }

    @Test
    void floats_are_scaled_and_clipped() throws IOException {
        ByteBuffer body = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        body.putFloat(0.5f).putFloat(-1f).putFloat(1.5f).putFloat(Float.NaN);
        WavReader reader =
                WavReader.of(new Riff().fmt(3, 1, 48_000, 32).chunk("data", body.array()).stream());
        assertArrayEquals(
                pcm((short) 16_384, Short.MIN_VALUE, Short.MAX_VALUE, (short) 0), all(reader));
    }

    @ParameterizedTest
    @CsvSource({"7, PCMU", "6, PCMA"})
    void g711_comes_out_as_it_is(int tag, Encoding encoding) throws IOException {
        byte[] body = {1, 2, 3, 4};
        WavReader reader =
                WavReader.of(new Riff().fmt(tag, 1, 8_000, 8).chunk("data", body).stream());
        assertEquals(new AudioFormat(encoding, 8_000, 1), reader.format());
        assertArrayEquals(body, all(reader));
    }

    @Test
    void the_extensible_header_says_the_format_in_its_guid() throws IOException {
        ByteBuffer body = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        body.putShort((short) 0xFFFE).putShort((short) 2).putInt(48_000).putInt(192_000);
        body.putShort((short) 4).putShort((short) 16).putShort((short) 22).putShort((short) 16);
        body.putInt(3).putShort((short) 1);
        WavReader reader =
                WavReader.of(
                        new Riff().chunk("fmt ", body.array()).chunk("data", pcm(SOUND)).stream());
        assertEquals(new AudioFormat(Encoding.PCM16, 48_000, 2), reader.format());
        assertArrayEquals(pcm(SOUND), all(reader));
    }

    @Test
    void chunks_of_odd_length_and_unknown_kind_are_passed_over() throws IOException {
        WavReader reader =
                WavReader.of(
                        new Riff()
                                        .chunk("bext", new byte[601])
                                        .fmt(1, 1, 24_000, 16)
                                        .chunk("LIST", new byte[3])
                                        .chunk("data", pcm(SOUND))
                                        .chunk("id3 ", new byte[99])
                                        .stream());
        assertArrayEquals(pcm(SOUND), all(reader), "and what follows the sound is not sound");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x7FFF_F000})
    void a_streamed_file_goes_on_to_its_end(int size) throws IOException {
        WavReader reader =
                WavReader.of(
                        new Riff()
                                .fmt(1, 1, 24_000, 16)
                                .chunk("data", size, pcm(SOUND))
                                .streamWithOpenSize());
        assertEquals(OptionalLong.empty(), reader.remaining());
        assertArrayEquals(pcm(SOUND), all(reader));
    }

    @Test
    void an_empty_file_with_something_behind_the_sound_is_empty() throws IOException {
        WavReader reader =
                WavReader.of(
                        new Riff()
                                        .fmt(1, 1, 24_000, 16)
                                        .chunk("data", new byte[0])
                                        .chunk("LIST", new byte[40])
                                        .stream());
        assertEquals(-1, reader.read(ByteBuffer.allocate(64)));
    }

    @Test
    void a_file_that_was_cut_off_gives_what_is_there_in_whole_frames() throws IOException {
        WavReader reader =
                WavReader.of(
                        new Riff()
                                        .fmt(1, 2, 24_000, 16)
                                        .chunk("data", 4_000, pcm((short) 1, (short) 2, (short) 3))
                                        .stream());
        assertArrayEquals(pcm((short) 1, (short) 2), all(reader));
    }

    @Test
    void a_long_file_is_read_in_pieces_of_any_size() throws IOException {
        byte[] sound = pcm(Sounds.voice(24_000, 0.5, -20));
        WavReader reader =
                WavReader.of(new Riff().fmt(1, 1, 24_000, 16).chunk("data", sound).stream());
        ByteBuffer together = ByteBuffer.allocate(sound.length);
        ByteBuffer piece = ByteBuffer.allocate(7_777);
        while (reader.read(piece.clear()) > 0) {
            together.put(piece.flip());
        }
        assertArrayEquals(sound, together.array());
        assertThrows(IllegalArgumentException.class, () -> reader.read(ByteBuffer.allocate(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "ID3\u0004, MP3",
        "OggS, Ogg",
        "fLaC, FLAC",
        "FORM, AIFF",
        "hello world, not a WAV file",
        "RIFF1234AVI , not WAV"
    })
    void what_is_no_wav_is_named_with_advice(String start, String kind) {
        String message =
                problem(new ByteArrayInputStream(start.getBytes(StandardCharsets.ISO_8859_1)));
        assertTrue(message.contains(kind), message);
        assertTrue(message.contains("convert it first"), message);
    }

    @Test
    void an_empty_file_says_so() {
        assertTrue(problem(InputStream.nullInputStream()).contains("is empty"));
    }

    @Test
    void a_file_without_sound_is_cut_off() {
        assertTrue(problem(new Riff().fmt(1, 1, 24_000, 16).stream()).contains("cut off"));
    }

    @Test
    void sound_without_a_format_is_damage() {
        assertTrue(
                problem(new Riff().chunk("data", pcm(SOUND)).stream()).contains("no format chunk"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 6, 48000, 16, 6 channels",
        "1, 1, 4000, 16, 4000 samples a second",
        "2, 1, 8000, 4, format tag 2",
        "1, 1, 24000, 12, 12 bits",
        "3, 1, 24000, 64, 64 bits"
    })
    void what_is_not_supported_is_named(int tag, int channels, int rate, int bits, String what) {
        String message =
                problem(
                        new Riff()
                                .fmt(tag, channels, rate, bits).chunk("data", pcm(SOUND)).stream());
        assertTrue(message.contains(what), message);
        assertTrue(message.contains("convert it first"), message);
    }

    @Test
    void a_file_of_nothing_but_chunks_is_given_up_soon() {
        InputStream endless =
                new InputStream() {
                    private final byte[] chunk =
                            "RIFF\0\0\0\0WAVEjunk\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
                    private long at;

                    @Override
                    public int read() {
                        if (at > 64L << 20) {
                            throw new UncheckedIOException(new IOException("read too far"));
                        }
                        int from = (int) (at < 12 ? at : 12 + (at - 12) % 8);
                        at++;
                        return chunk[from];
                    }
                };
        assertTrue(problem(endless).contains("no sound within"));
        assertTrue(
                problem(new Riff().chunk("junk", 0x7FFF_FFF0, new byte[8]).stream())
                        .contains("no sound within"));
    }

    @Test
    void a_missing_file_is_a_missing_file() {
        assertThrows(
                NoSuchFileException.class, () -> WavReader.open(folder.resolve("nowhere.wav")));
    }
}
