package io.patchbay.runtime.internal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static String of(String arguments) {
        return Fingerprint.of("function", "t", arguments);
    }

    @Test
    void spelling_does_not_matter() {
        String plain = of("{\"a\":1,\"b\":{\"c\":[1,2],\"d\":\"x\"},\"e\":0}");
        for (String same :
                List.of(
                        " { \"b\" : {\"d\":\"x\", \"c\":[1,2]}, \"a\":1, \"e\":0 }\n",
                        "{\"a\":1.0,\"b\":{\"c\":[1e0,20e-1],\"d\":\"\\u0078\"},\"e\":-0.0}")) {
            assertEquals(plain, of(same));
        }
        assertEquals(of("{\"a\":100}"), of("{\"a\":1E2}"));
        assertEquals(of(""), of("{}"));
    }

    @Test
    void meaning_does() {
        String plain = of("{\"a\":1}");
        for (String other :
                List.of(
                        "{\"a\":2}",
                        "{\"a\":\"1\"}",
                        "{\"A\":1}",
                        "{\"a\":1,\"b\":null}",
                        "{\"a\":[1]}",
                        "{\"a\":1.0000000000000000001}",
                        "[1]")) {
            assertNotEquals(plain, of(other));
        }
        assertNotEquals(plain, Fingerprint.of("function", "other", "{\"a\":1}"));
        assertNotEquals(plain, Fingerprint.of("handoff", "t", "{\"a\":1}"));
        assertNotEquals(of("{\"a\":[1,2]}"), of("{\"a\":[2,1]}"));
    }

    @Test
    void broken_arguments_compare_as_their_text() {
        assertEquals(of("{\"a\":"), of("{\"a\":"));
        assertNotEquals(of("{\"a\":"), of("{\"a\": "));
        assertNotEquals(of("{} {}"), of("{}"));
        // which of two members of one name counts is up to the reader
        assertNotEquals(of("{\"a\":1,\"a\":2}"), of("{\"a\":2}"));
        assertNotEquals(of("{\"a\":1,\"a\":2}"), of("{\"a\":2,\"a\":1}"));
    }

    @Test
    void a_number_beyond_all_bounds_is_no_trouble() {
        assertEquals(of("{\"a\":1e999999}"), of("{\"a\":10e999998}"));
        assertNotEquals(of("{\"a\":1e999999}"), of("{\"a\":1e999998}"));
    }

    @Test
    void a_number_that_cannot_be_computed_with_compares_as_text() {
        assertEquals(of("{\"a\":1e99999999999}"), of("{\"a\":1e99999999999}"));
        assertNotEquals(of("{\"a\":1e99999999999}"), of("{\"a\":1e99999999998}"));
        // at the edge of what an exponent may be
        assertNotEquals(of("{\"a\":10e2147483647}"), of("{\"a\":1e2147483647}"));
        assertNotEquals(of("{\"a\":1e-2147483647}"), of("{\"a\":100e2147483647}"));
    }
}
