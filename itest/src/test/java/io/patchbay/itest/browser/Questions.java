package io.patchbay.itest.browser;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.WavReader;
import io.patchbay.audio.WavWriter;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.SpeechEngines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Questions asked aloud, for the microphone of {@link Chromium}. */
public final class Questions {

    private static final int LOUD = 500;

    private Questions() {}

    /**
     * Speaks a question into a WAV file, 48 kHz mono, with silence around it.
     *
     * @param silenceMillis how much silence stands before and after it; the file is played in a
     *     loop, so that the pause between two questions is twice that
     */
    public static Path speak(String question, int silenceMillis, Path file) throws IOException {
        return speakAt(question, 48_000, silenceMillis, file);
    }

    /** The same at another rate, in Hz. */
    public static Path speakAt(String question, int rate, int silenceMillis, Path file)
            throws IOException {
        return speakAt(question, rate, silenceMillis, silenceMillis, file);
    }

    /** The same with silence of one length before the question, of another one after it. */
    public static Path speakAt(String question, int rate, int before, int after, Path file)
            throws IOException {
        AudioFormat format = AudioFormat.pcm16(rate);
        try (Speaker speaker = SpeechEngines.load().speaker();
                WavWriter wav = WavWriter.create(file, format)) {
            Speech speech = speaker.speak(question);
            ByteBuffer linear =
                    ByteBuffer.allocate(2 * speech.samples().length).order(ByteOrder.LITTLE_ENDIAN);
            linear.asShortBuffer().put(speech.samples());
            AudioConverter converter =
                    AudioConverter.between(AudioFormat.pcm16(speech.sampleRate()), format);
            ByteBuffer spoken =
                    ByteBuffer.allocate(
                            converter.maxOutput(linear.remaining()) + converter.maxFlush());
            converter.convert(linear, spoken);
            converter.flush(spoken);
            spoken.flip();
            wav.write(ByteBuffer.allocate(format.bytes(before)));
            wav.write(spoken);
            wav.write(ByteBuffer.allocate(format.bytes(after)));
        }
        return file;
    }

    /** One file after the other; both are of one format. */
    public static Path append(Path first, Path second, Path file) throws IOException {
        try (WavReader one = WavReader.open(first);
                WavReader other = WavReader.open(second);
                WavWriter wav = WavWriter.create(file, one.format())) {
            for (WavReader each : List.of(one, other)) {
                ByteBuffer piece = ByteBuffer.allocate(65_536);
                while (each.read(piece) >= 0) {
                    wav.write(piece.flip());
                    piece.clear();
                }
            }
        }
        return file;
    }

    /** What is loud, and 300 ms around it, as a turn of a caller is cut for the ear. */
    public static short[] withoutSilence(short[] samples, int rate) {
        int first = 0;
        while (first < samples.length && Math.abs(samples[first]) < LOUD) {
            first++;
        }
        int last = samples.length;
        while (last > first && Math.abs(samples[last - 1]) < LOUD) {
            last--;
        }
        int margin = rate * 3 / 10;
        return Arrays.copyOfRange(
                samples, Math.max(0, first - margin), Math.min(samples.length, last + margin));
    }
}
