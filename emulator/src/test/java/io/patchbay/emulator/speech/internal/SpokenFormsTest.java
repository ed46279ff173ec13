package io.patchbay.emulator.speech.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenFormsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    What's the weather?  | what's the weather
                    Caf\u00e9 \u2014 na\u00efve | cafe naive
                    get_weather          | get weather
                    getOrderById         | get order by id
                    USBPort              | usb port
                    DON'T                | don't
                    20%                  | twenty percent
                    $1                   | one dollar
                    $25                  | twenty five dollars
                    3.5                  | three point five
                    the 21st             | the twenty first
                    the 12th             | the twelfth
                    room 112             | room one hundred twelve
                    rock & roll          | rock and roll
                    """)
    void a_text_is_said_first_of_all(String written, String spoken) {
        assertEquals(spoken, firstWay(written));
    }

    @Test
    void a_year_is_said_as_a_number_in_pairs_or_figure_by_figure() {
        List<String> ways =
                SpokenForms.of("1905").get(0).stream().map(way -> String.join(" ", way)).toList();

        assertTrue(
                ways.containsAll(
                        List.of(
                                "one thousand nine hundred five",
                                "one thousand nine hundred and five",
                                "nineteen oh five",
                                "one nine zero five")),
                ways::toString);
    }

    @Test
    void nothing_is_said_of_what_has_no_letters_or_figures() {
        assertTrue(SpokenForms.of("... \u4f60\u597d {} \ud83d\ude00").isEmpty());
    }

    private static String firstWay(String written) {
        return SpokenForms.of(written).stream()
                .map(ways -> String.join(" ", ways.get(0)))
                .collect(Collectors.joining(" "));
    }
}
