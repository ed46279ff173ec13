package io.patchbay.emulator.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeakerTest {
    private static final String SENTENCE = "Your order leaves tomorrow, at half past nine.";
    private static final List<String> VOICES =
            List.of(
                    "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin",
                    "cedar");

    private static Speaker speaker;

    @BeforeAll
    static void open() {
        speaker = SpeechEngines.load().speaker();
    }

    @AfterAll
    static void close() {
        speaker.close();
    }

    @Test
    void a_sentence_becomes_24_khz_sound_of_a_sensible_length_and_loudness() {
        Speech speech = speaker.speak(SENTENCE);

        assertEquals(24_000, speaker.sampleRate());
        assertEquals(24_000, speech.sampleRate());
        assertTrue(
                speech.durationMillis() > 2_000 && speech.durationMillis() < 5_000,
                "lasts " + speech.durationMillis() + " ms");
        assertTrue(peak(speech.samples()) > 8_000, "peak " + peak(speech.samples()));
    }

    @Test
    void sound_begins_at_once() {
        short[] samples = speaker.speak(SENTENCE).samples();

        assertTrue(peak(Arrays.copyOf(samples, 24 * 100)) > 500, "silent for 100 ms");
    }

    @Test
    void the_same_sentence_is_the_same_sound_from_another_speaker_and_after_another_voice() {
        short[] first = speaker.speak(SENTENCE, "cedar", 1.2).samples();
        speaker.speak("Something else.", "shimmer", 0.8);
        try (Speaker other = SpeechEngines.load().speaker("freetts")) {
            assertArrayEquals(first, other.speak(SENTENCE, "cedar", 1.2).samples());
        }
        assertArrayEquals(first, speaker.speak(SENTENCE, "cedar", 1.2).samples());
    }

    @Test
    void many_threads_get_the_sound_that_one_gets() throws Exception {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sentences.add("Sentence number " + i + " of twenty.");
        }
        List<short[]> expected = sentences.stream().map(s -> speaker.speak(s).samples()).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<short[]>> spoken = new ArrayList<>();
            for (String sentence : sentences) {
                spoken.add(pool.submit(() -> speaker.speak(sentence).samples()));
            }
            for (int i = 0; i < sentences.size(); i++) {
                assertArrayEquals(expected.get(i), spoken.get(i).get(), sentences.get(i));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void every_voice_sounds_different() {
        Set<Integer> sounds = new HashSet<>();
        VOICES.forEach(v -> sounds.add(Arrays.hashCode(speaker.speak(SENTENCE, v, 1).samples())));

        assertEquals(VOICES.size(), sounds.size());
    }

    @Test
    void an_unknown_voice_speaks_like_the_default_one() {
        assertArrayEquals(
                speaker.speak(SENTENCE).samples(),
                speaker.speak(SENTENCE, "voice_1234", 1).samples());
    }

    @Test
    void speed_shortens_and_lengthens_and_is_kept_within_bounds() {
        long normal = speaker.speak(SENTENCE, "alloy", 1).durationMillis();
        long fast = speaker.speak(SENTENCE, "alloy", 1.5).durationMillis();
        long slow = speaker.speak(SENTENCE, "alloy", 0.5).durationMillis();

        assertEquals(normal / 1.5, fast, normal * 0.1);
        assertEquals(normal * 2.0, slow, normal * 0.2);
        assertEquals(fast, speaker.speak(SENTENCE, "alloy", 9).durationMillis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SENTENCE,
                "It costs $25 on 3/4, that's 12:30 o'clock!",
                "Hello there. How are you?   Fine, thanks.",
                "  A caf\u00e9, na\u00efve \u2014 \u201cquoted\u201d \u2026 and so on",
                "Tool get_weather failed (code 404)"
            })
    void words_end_in_order_and_the_last_one_with_the_text_and_the_sound(String text) {
        for (String voice : VOICES) {
            Speech speech = speaker.speak(text, voice, 1);
            int textEnd = 0;
            int sampleEnd = 0;
            for (Speech.WordTime word : speech.words()) {
                assertTrue(word.textEnd() > textEnd, text + ": " + speech.words());
                assertTrue(word.sampleEnd() > sampleEnd, text + ": " + speech.words());
                textEnd = word.textEnd();
                sampleEnd = word.sampleEnd();
            }
            assertEquals(text.length(), textEnd);
            assertEquals(speech.samples().length, sampleEnd);
        }
    }

    @Test
    void the_text_grows_with_the_sound() {
        Speech speech = speaker.speak("One two three.");

        assertEquals(List.of("One ", "One two ", "One two three."), growth(speech));
        assertEquals(0, speech.textEndAt(0));
        assertEquals(14, speech.textEndAt(speech.samples().length));
    }

    private static List<String> growth(Speech speech) {
        return speech.words().stream()
                .map(word -> "One two three.".substring(0, speech.textEndAt(word.sampleEnd())))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "...", "((((", "-", "\u4f60\u597d", "\ud83d\ude00", "\n\t"})
    void a_text_without_anything_to_say_is_no_sound(String text) {
        Speech speech = speaker.speak(text);

        assertEquals(0, speech.samples().length);
        assertTrue(speech.words().isEmpty());
    }

    @Test
    void no_text_breaks_the_engine() {
        StringBuilder all = new StringBuilder();
        for (char c = ' '; c < 0x250; c++) {
            all.append(c).append(c % 7 == 0 ? " x" : "");
        }
        String unbroken = "supercalifragilistic".repeat(40);

        for (String text :
                List.of(
                        all.toString(),
                        unbroken,
                        "1".repeat(300),
                        "a.b.c <b> {x} a@b.c 10.0.0.1")) {
            assertFalse(speaker.speak(text).words().isEmpty());
        }
    }

    @Test
    void speaking_leaves_no_thread_behind() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Speaker other = SpeechEngines.load().speaker()) {
            other.speak(SENTENCE);
        }
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        after.removeIf(thread -> thread.getThreadGroup().getName().equals("system"));

        assertEquals(Set.of(), after);
    }

    @Test
    void a_closed_speaker_says_so() {
        Speaker other = SpeechEngines.load().speaker();
        other.close();
        other.close();

        assertThrows(SpeechException.class, () -> other.speak(SENTENCE));
    }

    private static int peak(short[] samples) {
        int peak = 0;
        for (short sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }
}
