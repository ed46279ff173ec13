package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TapReportTest {

    private static final String REPORT =
            """
            TAP version 13
            # Subtest: one
            ok 1 - one
              ---
              duration_ms: 1
              ...
            # Subtest: two
            not ok 2 - two
              ---
              error: 'no answer'
              ...
                ok 1 - nested
            ok 3 - agents.test.mjs
            1..3
            """;

    @Test
    void tests_are_read_with_what_went_wrong() {
        List<TapReport.Result> results = TapReport.read(REPORT);
        assertEquals(
                List.of("one", "two", "nested"),
                results.stream().map(TapReport.Result::name).toList());
        results.get(0).check();
        AssertionError failure = assertThrows(AssertionError.class, () -> results.get(1).check());
        assertTrue(String.valueOf(failure.getMessage()).contains("no answer"));
    }
}
