package io.patchbay.emulator.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    @Test
    void a_text_is_cut_after_each_sentence() {
        assertEquals(
                List.of("It is nine. ", "Is that late?  ", "No!"),
                Sentences.split("It is nine. Is that late?  No!"));
    }

    @Test
    void an_abbreviation_or_a_number_is_no_end() {
        assertEquals(
                List.of("Dr. Smith paid 3.50 to Mrs. Jones. ", "Then he left."),
                Sentences.split("Dr. Smith paid 3.50 to Mrs. Jones. Then he left."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\nHello\n",
                "No end",
                "Dr. ",
                "a\r\nb. C",
                "\u4f60\u597d\u3002\u518d",
                "\ud83d\ude00\ud83d\ude00. Ok"
            })
    void the_pieces_are_the_text(String text) {
        assertEquals(text, String.join("", Sentences.split(text)));
    }

    @Test
    void a_very_long_sentence_is_cut_at_a_comma_or_a_blank_or_anywhere() {
        for (String text :
                List.of(
                        "and so on, ".repeat(100),
                        "and so on ".repeat(100),
                        "x".repeat(1000),
                        "\ud83d\ude00".repeat(400))) {
            List<String> pieces = Sentences.split(text);

            assertEquals(text, String.join("", pieces));
            for (String piece : pieces) {
                assertTrue(piece.length() <= 240, "length " + piece.length());
                assertTrue(piece.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000));
            }
        }
    }
}
