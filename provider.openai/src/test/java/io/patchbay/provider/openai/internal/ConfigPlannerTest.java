package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Tracing;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a change of configuration reaches the provider. */
class ConfigPlannerTest {

    private final TestLine line = new TestLine().established();

    private ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return line.codec.plan(current, wanted);
    }

    @Test
    void a_voice_changes_freely_until_the_model_has_spoken() {
        SessionConfig wanted = SessionConfig.builder().voice("cedar").build();
        assertEquals(wanted, plan(SessionConfig.EMPTY, wanted).now());

        line.receive("{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA\"}");

        assertEquals(wanted, plan(SessionConfig.EMPTY, wanted).newLine());
    }

    @Test
    void tools_and_instructions_wait_for_the_next_response() {
        SessionConfig wanted = SessionConfig.builder().instructions("x").tools(List.of()).build();
        assertEquals(wanted, plan(SessionConfig.EMPTY, wanted).deferred());
    }

    @Test
    void nothing_is_planned_for_what_is_the_same_in_other_words() {
        SessionConfig none = SessionConfig.builder().tools(List.of()).instructions("").build();
        SessionConfig cleared =
                SessionConfig.builder()
                        .clear(ConfigField.TOOLS)
                        .clear(ConfigField.INSTRUCTIONS)
                        .build();
        assertTrue(plan(none, cleared).deferred().isEmpty());
    }

    @Test
    void tracing_can_be_switched_on_but_then_stays() {
        SessionConfig on =
                SessionConfig.builder().set(ConfigField.TRACING, new Tracing.Auto()).build();
        SessionConfig off = SessionConfig.builder().clear(ConfigField.TRACING).build();
        assertEquals(on, plan(SessionConfig.EMPTY, on).now());
        assertEquals(off, plan(on, off).newLine());
    }

    @Test
    void what_the_provider_does_not_take_is_rejected_with_a_reason() {
        ConfigPlan plan =
                plan(
                        SessionConfig.EMPTY,
                        SessionConfig.builder()
                                .speed(3)
                                .maxOutputTokens(5000)
                                .inputFormat(AudioFormat.PCM16_16K)
                                .outputFormat(new AudioFormat(AudioFormat.Encoding.OPUS, 48_000, 1))
                                .clear(ConfigField.VOICE)
                                .providerData("7")
                                .build());
        assertEquals(
                Set.of(
                        ConfigField.SPEED,
                        ConfigField.MAX_OUTPUT_TOKENS,
                        ConfigField.INPUT_FORMAT,
                        ConfigField.OUTPUT_FORMAT,
                        ConfigField.VOICE,
                        ConfigField.PROVIDER_DATA),
                plan.rejected().keySet());
        assertTrue(plan.now().isEmpty());
    }
}
