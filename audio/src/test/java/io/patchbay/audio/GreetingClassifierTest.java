package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.AnswerClassifier;
import io.patchbay.api.session.AnswerClassifier.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingClassifierTest {

    /** A verdict, and after how much sound it came. */
    private record Told(Verdict verdict, int millis) {}

    private static List<Told> told(int rate, short[]... sounds) {
        AnswerClassifier.Listening ear =
                new GreetingClassifier()
                        .begin(new AudioFormat(AudioFormat.Encoding.PCM16, rate, 1));
        List<Told> told = new ArrayList<>();
        int heard = 0;
        for (short[] sound : sounds) {
            ByteBuffer bytes = ByteBuffer.allocate(sound.length * 2).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asShortBuffer().put(sound);
            int piece = rate / 100 * 2; // 10 ms
            for (int at = 0; at + piece <= bytes.capacity(); at += piece) {
                ByteBuffer frame = bytes.slice(at, piece);
                Verdict verdict = ear.hear(frame);
                heard += 10;
                if (verdict != null) {
                    told.add(new Told(verdict, heard));
                }
            }
        }
        return told;
    }

    private static List<Verdict> verdicts(int rate, short[]... sounds) {
        return told(rate, sounds).stream().map(Told::verdict).toList();
    }

    private static short[] silence(int rate, double seconds) {
        return new short[(int) (rate * seconds)];
    }

    private static short[] voice(int rate, double seconds) {
        return Sounds.voice(rate, seconds, -20);
    }

    private static short[] beep(int rate, double hertz, double seconds) {
        return Sounds.tone(rate, hertz, seconds, -15);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 24_000, 48_000})
    void a_word_and_a_silence_are_a_persons(int rate) {
        List<Told> told = told(rate, silence(rate, 0.5), voice(rate, 0.7), silence(rate, 4));
        assertEquals(1, told.size(), told.toString());
        assertEquals(Verdict.HUMAN, told.get(0).verdict());
        assertTrue(told.get(0).millis() < 2_300, told.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 24_000, 48_000})
    void a_long_greeting_is_a_machines_and_its_tone_the_end_of_it(int rate) {
        List<Told> told =
                told(
                        rate,
                        silence(rate, 0.8),
                        voice(rate, 6),
                        silence(rate, 1),
                        beep(rate, 1_000, 0.5),
                        silence(rate, 1));
        assertEquals(2, told.size(), told.toString());
        assertEquals(Verdict.MACHINE, told.get(0).verdict());
        assertTrue(told.get(0).millis() < 4_000, told.toString());
        assertEquals(Verdict.BEEP, told.get(1).verdict());
        // not before the tone is over, which would be recorded over our first word
        assertTrue(told.get(1).millis() >= 8_300, told.toString());
        assertTrue(told.get(1).millis() <= 8_400, told.toString());
    }

    @ParameterizedTest
    @ValueSource(doubles = {425, 440, 850, 1_004, 1_400, 1_777, 2_000})
    void tones_of_all_kinds_of_machines_are_heard(double hertz) {
        assertEquals(
                List.of(Verdict.MACHINE, Verdict.BEEP),
                verdicts(
                        8_000,
                        voice(8_000, 4),
                        silence(8_000, 0.5),
                        beep(8_000, hertz, 0.25),
                        silence(8_000, 0.5)));
    }

    @Test
    void a_tone_over_the_noise_of_a_line_is_heard() {
        short[] tone = Sounds.tone(8_000, 1_400, 0.4, -20);
        short[] noise = Sounds.white(8_000, 0.4, -40, 3);
        for (int i = 0; i < tone.length; i++) {
            tone[i] += noise[i];
        }
        assertEquals(
                List.of(Verdict.MACHINE, Verdict.BEEP),
                verdicts(8_000, voice(8_000, 4), tone, silence(8_000, 0.5)));
    }

    @Test
    void a_machine_without_a_tone_records_when_it_is_silent_for_long() {
        List<Told> told = told(8_000, voice(8_000, 4), silence(8_000, 6));
        assertEquals(
                List.of(Verdict.MACHINE, Verdict.BEEP), told.stream().map(Told::verdict).toList());
        assertTrue(told.get(1).millis() >= 7_800, told.toString());
    }

    @Test
    void silence_noise_and_a_short_click_of_a_tone_say_nothing() {
        assertEquals(List.of(), verdicts(8_000, silence(8_000, 10)));
        assertEquals(List.of(), verdicts(8_000, Sounds.white(8_000, 10, -45, 1)));
        assertEquals(List.of(), verdicts(8_000, Sounds.pink(8_000, 10, -40, 1)));
        assertEquals(
                List.of(),
                verdicts(8_000, silence(8_000, 1), beep(8_000, 1_000, 0.1), silence(8_000, 1)));
    }

    @Test
    void a_voice_is_no_tone() {
        assertEquals(List.of(Verdict.MACHINE), verdicts(8_000, voice(8_000, 30)));
    }

    @Test
    void a_person_in_a_noisy_place_is_one() {
        short[] noise = Sounds.pink(8_000, 4, -45, 4);
        short[] word = voice(8_000, 0.8);
        for (int i = 0; i < word.length; i++) {
            noise[12_000 + i] += word[i];
        }
        assertEquals(List.of(Verdict.HUMAN), verdicts(8_000, noise));
    }

    @Test
    void what_it_cannot_hear_is_refused() {
        GreetingClassifier classifier = new GreetingClassifier();
        assertThrows(IllegalArgumentException.class, () -> classifier.begin(AudioFormat.PCMU_8K));
        assertThrows(
                IllegalArgumentException.class,
                () -> new GreetingClassifier.Settings(0, 800, 4_000));
    }

    @Test
    void nothing_is_allocated_per_frame() {
        AnswerClassifier.Listening ear = new GreetingClassifier().begin(AudioFormat.PCM16_24K);
        ByteBuffer frame = ByteBuffer.allocate(960);
        for (int i = 0; i < 1_000; i++) {
            ear.hear(frame);
        }
        Allocations.assertNone(() -> ear.hear(frame));
    }
}
