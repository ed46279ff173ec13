package io.patchbay.emulator.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.audio.G711;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class EarTest {
    private static final List<String> PHRASES =
            List.of(
                    "What time is it?",
                    "What's the weather in Paris?",
                    "Turn on the lights",
                    "Turn off the lights",
                    "Where is my order?",
                    "I want to cancel my order",
                    "Play some music",
                    "Set a timer for ten minutes",
                    "Book a table for two",
                    "Yes please",
                    "No thank you",
                    "Transfer me to a human",
                    "Goodbye",
                    "What is my balance?",
                    "Send an email to John",
                    "Tell me a joke",
                    "Reset my password",
                    "Calculate twenty plus five",
                    "I don't know",
                    "Can you hear me?");
    private static final Vocabulary VOCABULARY = Vocabulary.builder().phrases(PHRASES).build();

    private static Speaker speaker;
    private static Ear ear;

    @BeforeAll
    static void open() {
        speaker = SpeechEngines.load().speaker();
        ear = SpeechEngines.load().ear(EarOptions.defaults());
        ear.warmUp(VOCABULARY).toCompletableFuture().join();
    }

    @AfterAll
    static void close() {
        ear.close();
        speaker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alloy", "marin"})
    void phrases_are_heard_exactly(String voice) {
        for (String phrase : PHRASES) {
            assertEquals(phrase, text(heard(say(phrase, voice), 24_000, VOCABULARY)));
        }
    }

    @ParameterizedTest
    @EnumSource(G711.class)
    void phrases_are_heard_over_a_telephone_line(G711 law) {
        for (String phrase : PHRASES) {
            short[] line = Sounds.overTelephone(say(phrase, "alloy"), 24_000, law);
            assertEquals(phrase, text(heard(line, 8_000, VOCABULARY)));
        }
    }

    @Test
    void phrases_are_heard_at_the_rate_of_a_browser_and_in_silence_and_in_light_noise() {
        for (String phrase : PHRASES.subList(0, 6)) {
            short[] said = say(phrase, "alloy");
            short[] browser = Sounds.resampled(said, 24_000, 48_000);
            short[] turn = Sounds.withSilenceAround(said, 24_000, 300, 500);

            assertEquals(phrase, text(heard(browser, 48_000, VOCABULARY)));
            assertEquals(phrase, text(heard(turn, 24_000, VOCABULARY)));
            assertEquals(phrase, text(heard(Sounds.withNoise(said, 20), 24_000, VOCABULARY)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The quick brown fox jumps over the lazy dog",
                "Seven elephants walked through the forest",
                "Nobody expected such a strange answer"
            })
    void other_speech_is_not_understood(String sentence) {
        assertNotUnderstood(say(sentence, "alloy"), VOCABULARY);
    }

    @Test
    void silence_and_tones_are_not_understood() {
        assertNotUnderstood(new short[24_000], VOCABULARY);
        assertNotUnderstood(Sounds.tone(24_000, 1000, 300), VOCABULARY);
        assertNotUnderstood(new short[0], VOCABULARY);
    }

    @Test
    void nothing_is_understood_with_an_empty_or_unspeakable_vocabulary() {
        short[] said = say("What time is it?", "alloy");

        assertNotUnderstood(said, Vocabulary.of());
        assertNotUnderstood(said, Vocabulary.of("...", "\u4f60\u597d"));
    }

    @Test
    void words_that_no_dictionary_has_are_heard() {
        List<String> phrases =
                List.of(
                        "Restart the kubernetes cluster",
                        "Open patchbay",
                        "Tell Kowalczyk to wait",
                        "Start zorblax",
                        "Stop zorblax",
                        "Call get_weather",
                        "Call lookupOrder",
                        "Use the FreeSWITCH server");
        Vocabulary vocabulary = Vocabulary.builder().phrases(phrases).build();

        for (String phrase : phrases) {
            assertEquals(
                    phrase, text(heard(say(spokenNames(phrase), "alloy"), 24_000, vocabulary)));
        }
    }

    /** As a person reads them out. */
    private static String spokenNames(String phrase) {
        return phrase.replace("get_weather", "get weather").replace("lookupOrder", "lookup order");
    }

    @Test
    void slots_are_heard_and_written() {
        Vocabulary vocabulary =
                Vocabulary.builder()
                        .digits("order", 5, 5)
                        .choice("city", List.of("Paris", "London", "New York", "Berlin"))
                        .number("nights", 1, 31)
                        .pattern("Where is my order {order}?")
                        .pattern("What's the weather in {city}?")
                        .pattern("Book a room in {city} for {nights} nights")
                        .build();

        assertWords(
                "Where is my order 12345?",
                Map.of("order", "12345"),
                heard(say("Where is my order 1 2 3 4 5?", "alloy"), 24_000, vocabulary));
        assertWords(
                "What's the weather in New York?",
                Map.of("city", "New York"),
                heard(say("What's the weather in New York?", "alloy"), 24_000, vocabulary));
        assertWords(
                "Book a room in London for 23 nights",
                Map.of("city", "London", "nights", "23"),
                heard(say("Book a room in London for 23 nights", "alloy"), 24_000, vocabulary));
    }

    @Test
    void figures_in_phrases_are_heard_as_they_are_said() {
        Vocabulary vocabulary =
                Vocabulary.of("Room 12 please", "That costs $25", "The 3rd of May", "In 1984");

        for (String phrase : vocabulary.phrases()) {
            assertEquals(phrase, text(heard(say(phrase, "alloy"), 24_000, vocabulary)));
        }
    }

    @Test
    void the_vocabulary_changes_from_turn_to_turn() {
        short[] lights = say("Turn on the lights", "alloy");
        short[] coffee = say("Make me a coffee", "alloy");
        Vocabulary other = Vocabulary.of("Make me a coffee", "Make me a sandwich");

        for (int round = 0; round < 3; round++) {
            assertEquals("Turn on the lights", text(heard(lights, 24_000, VOCABULARY)));
            assertEquals("Make me a coffee", text(heard(coffee, 24_000, other)));
            assertNotUnderstood(lights, other);
        }
    }

    @Test
    void what_was_heard_before_makes_no_difference() {
        short[] phrase = say("Where is my order?", "alloy");
        Heard alone = heard(phrase, 24_000, VOCABULARY);
        heard(Sounds.tone(24_000, 2000, 300), 24_000, VOCABULARY);
        heard(Sounds.withNoise(say("Goodbye", "cedar"), 5), 24_000, VOCABULARY);

        assertEquals(alone, heard(phrase, 24_000, VOCABULARY));
    }

    @Test
    void two_recognisers_hear_many_turns_at_once() {
        EarOptions options =
                EarOptions.defaults().withRecognisers(2).withPatience(Duration.ofMinutes(5));
        try (Ear pair = SpeechEngines.load().ear(options)) {
            List<CompletionStage<Heard>> turns = new ArrayList<>();
            for (String phrase : PHRASES) {
                turns.add(pair.hear(say(phrase, "alloy"), 24_000, VOCABULARY));
            }
            for (int i = 0; i < PHRASES.size(); i++) {
                assertEquals(PHRASES.get(i), text(turns.get(i).toCompletableFuture().join()));
            }
        }
    }

    @Test
    void a_turn_over_the_limit_fails() {
        EarOptions options = new EarOptions(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (Ear impatient = SpeechEngines.load().ear(options)) {
            CompletionStage<Heard> turn = impatient.hear(new short[48_001], 24_000, VOCABULARY);
            CompletionException failure =
                    assertThrows(
                            CompletionException.class, () -> turn.toCompletableFuture().join());
            NotHeardException why = assertInstanceOf(NotHeardException.class, failure.getCause());

            assertEquals(NotHeardException.Reason.TOO_LONG, why.reason());
        }
    }

    @Test
    void a_vocabulary_that_is_too_large_fails_and_the_ear_goes_on_hearing() {
        Vocabulary.Builder builder = Vocabulary.builder();
        for (int i = 0; i < 2000; i++) {
            builder.phrase("number " + i + " is followed by quite a few words that go on and on");
        }
        CompletionStage<Heard> turn = ear.hear(new short[24_000], 24_000, builder.build());
        CompletionException failure =
                assertThrows(CompletionException.class, () -> turn.toCompletableFuture().join());
        NotHeardException why = assertInstanceOf(NotHeardException.class, failure.getCause());

        assertEquals(NotHeardException.Reason.FAILED, why.reason());
        assertEquals("Goodbye", text(heard(say("Goodbye", "alloy"), 24_000, VOCABULARY)));
    }

    private static short[] say(String phrase, String voice) {
        return speaker.speak(phrase, voice, 1).samples();
    }

    private static Heard heard(short[] pcm, int rate, Vocabulary vocabulary) {
        return ear.hear(pcm, rate, vocabulary).toCompletableFuture().join();
    }

    private static String text(Heard heard) {
        return heard instanceof Heard.Words words ? words.text() : "(not understood)";
    }

    private static void assertWords(String text, Map<String, String> slots, Heard heard) {
        Heard.Words words = assertInstanceOf(Heard.Words.class, heard);
        assertEquals(text, words.text());
        assertEquals(slots, words.slots());
        assertTrue(words.spoken().matches("[a-z' ]+"), words.spoken());
    }

    private static void assertNotUnderstood(short[] pcm, Vocabulary vocabulary) {
        assertEquals(new Heard.NotUnderstood(), heard(pcm, 24_000, vocabulary));
    }
}
