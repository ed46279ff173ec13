package io.patchbay.api.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CallRequestsTest {

    @Test
    void digits_do_not_show_themselves() {
        Digits digits = new Digits("4711", Digits.End.COUNT);
        assertEquals("Digits[4 keys, COUNT]", digits.toString());
    }

    @Test
    void a_request_for_digits_that_cannot_be_met_is_refused_by_name() {
        assertRefused("count", () -> DigitRequest.of(0));
        assertRefused("count", () -> DigitRequest.of(65));
        assertRefused("terminators", () -> DigitRequest.builder(4).terminators("x").build());
        assertRefused("first", () -> DigitRequest.builder(4).first(Duration.ZERO).build());
        assertRefused("between", () -> DigitRequest.builder(4).between(Duration.ZERO).build());
    }

    @Test
    void a_call_is_placed_to_an_address_with_a_scheme_and_does_not_show_it() {
        URI anna = URI.create("sip:anna@example.org");
        assertRefused("target", () -> DialRequest.of("sip", URI.create("anna")));
        assertRefused(
                "ringing", () -> DialRequest.builder("sip", anna).ringing(Duration.ZERO).build());
        String shown = DialRequest.of("sip", anna).toString();
        assertFalse(shown.contains("anna"), shown);
    }

    @Test
    void a_transfer_that_came_about_is_no_failure() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new TransferFailedException(TransferResult.done()));
    }

    private static void assertRefused(String name, Executable what) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, what);
        assertTrue(String.valueOf(refused.getMessage()).contains(name), refused.getMessage());
    }
}
