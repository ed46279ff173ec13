package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a call whose place another takes (RFC 3891). */
class ReplacesTest {

    @Test
    void a_call_is_named_by_its_id_and_both_tags() {
        assertEquals(
                new Replaces("a@b", "1", "2", true),
                Replaces.parse("a@b;from-tag=2;to-tag=1;early-only;x=y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b;to-tag=1",
                "a@b;from-tag=2",
                ";to-tag=1;from-tag=2",
                "a@b;to-tag=1;to-tag=3;from-tag=2",
                "a@b;to-tag=1;from-tag=2\r\nVia: x",
                "a@b\u0000;to-tag=1;from-tag=2"
            })
    void what_names_none_is_refused(String value) {
        assertNull(Replaces.parse(value));
    }
}
