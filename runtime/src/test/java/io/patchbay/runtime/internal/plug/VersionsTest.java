package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest {

    @Test
    void versions_rise_by_number_then_by_qualifier_and_none_is_the_lowest() {
        List<String> rising =
                List.of(
                        "-",
                        "0.9",
                        "1",
                        "1.0.0.a",
                        "1.0.0.b",
                        "1.0.1",
                        "1.9",
                        "1.10",
                        "2-beta.1",
                        "2-beta.2",
                        "3");
        for (int i = 0; i < rising.size(); i++) {
            for (int j = 0; j < rising.size(); j++) {
                String one = rising.get(i);
                String other = rising.get(j);
                assertEquals(
                        Integer.compare(i, j),
                        Integer.signum(Versions.compare(one, other)),
                        one + " and " + other);
            }
        }
    }

    @Test
    void what_is_no_number_begins_the_qualifier() {
        assertTrue(Versions.compare("2-beta.1", "2-beta.2") < 0);
        assertTrue(Versions.compare("1.0.0", "1.0.0.SNAPSHOT") < 0);
        assertTrue(Versions.compare("99999999999999999999", "1") < 0, "no number counted up");
    }

    @Test
    void numbers_that_are_left_out_are_zero() {
        assertEquals(0, Versions.compare("1", "1.0.0"));
        assertEquals(0, Versions.compare("-", "-"));
    }
}
