package io.patchbay.api.guardrail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.SessionOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardrailsTest {

    @Test
    void the_debounce_is_100_characters_and_can_be_overridden() {
        assertEquals(100, GuardrailPolicy.DEFAULT.debounceCharacters());
        assertEquals(
                10, GuardrailPolicy.builder().debounceCharacters(10).build().debounceCharacters());
        assertEquals(GuardrailPolicy.DEFAULT, GuardrailPolicy.builder().build());
    }

    @Test
    void a_missing_policy_hint_is_the_name_and_an_explicit_one_is_kept() {
        assertEquals("calm", OutputGuardrail.of("calm", text -> Verdict.PASS).policyHint());
        assertEquals("calm", InputGuardrail.of("calm", text -> Verdict.PASS).policyHint());
        assertEquals(
                "stay calm",
                OutputGuardrail.of("calm", "stay calm", text -> Verdict.PASS).policyHint());
    }

    @Test
    void a_wrong_value_is_named_with_what_would_be_right() {
        IllegalArgumentException time =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> GuardrailPolicy.builder().verdictTimeout(Duration.ZERO).build());
        assertTrue(String.valueOf(time.getMessage()).contains("verdictTimeout"), time::toString);
        IllegalArgumentException wait =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                GuardrailPolicy.builder()
                                        .transcriptTimeout(Duration.ofSeconds(-1))
                                        .build());
        assertTrue(String.valueOf(wait.getMessage()).contains("transcriptTimeout"), wait::toString);
        IllegalArgumentException bytes =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> GuardrailPolicy.builder().holdBackBytes(10).build());
        assertTrue(String.valueOf(bytes.getMessage()).contains("65536"), bytes::toString);
        assertThrows(
                IllegalArgumentException.class, () -> SessionOptions.builder().inputGuardrail(" "));
    }

    @Test
    void options_keep_guardrails_in_order() {
        SessionOptions options =
                SessionOptions.builder()
                        .guardrail(OutputGuardrail.of("one", text -> Verdict.PASS))
                        .outputGuardrail("two")
                        .guardrail(InputGuardrail.of("three", text -> Verdict.trip("no")))
                        .inputGuardrail("four")
                        .build();
        assertEquals(2, options.outputGuardrails().size());
        assertEquals("one", options.outputGuardrails().get(0).given().orElseThrow().name());
        assertEquals(2, options.inputGuardrails().size());
    }
}
