package io.patchbay.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlansTest {

    private static final ProviderCapabilities CAPABILITIES =
            new ProviderCapabilities(
                    Set.of(),
                    List.of(),
                    List.of(),
                    Map.of(
                            ConfigField.INSTRUCTIONS, Mutability.ANY_TIME,
                            ConfigField.TOOLS, Mutability.NEXT_RESPONSE,
                            ConfigField.VOICE, Mutability.BEFORE_FIRST_AUDIO,
                            ConfigField.TRANSCRIPTION, Mutability.RECONNECT),
                    ProviderCapabilities.Resumption.REPLAY,
                    ProviderCapabilities.MoveOrder.CONNECT_FIRST,
                    null,
                    new ProviderCapabilities.Limits(1 << 20, 0));

    private static final SessionConfig CURRENT =
            SessionConfig.builder().instructions("Be brief.").voice("ann").build();

    private static ConfigPlan plan(boolean spoken, SessionConfig wanted) {
        return Plans.of("acme", CAPABILITIES, spoken, CURRENT, wanted);
    }

    @Test
    void what_is_as_it_was_reaches_nobody() {
        ConfigPlan plan = plan(true, CURRENT);
        assertTrue(plan.now().isEmpty() && plan.deferred().isEmpty() && plan.newLine().isEmpty());
        assertEquals(Map.of(), plan.rejected());
    }

    @Test
    void each_field_goes_when_it_may() {
        ConfigPlan plan =
                plan(
                        false,
                        SessionConfig.builder()
                                .instructions("Be long.")
                                .tools(List.of())
                                .voice("bob")
                                .clear(ConfigField.TRANSCRIPTION)
                                .build());
        assertEquals(Set.of(ConfigField.INSTRUCTIONS, ConfigField.VOICE), plan.now().fields());
        assertEquals(Set.of(ConfigField.TOOLS), plan.deferred().fields());
        assertEquals(Set.of(ConfigField.TRANSCRIPTION), plan.newLine().fields());
    }

    @Test
    void a_voice_that_was_heard_needs_a_new_line() {
        ConfigPlan plan = plan(true, SessionConfig.builder().voice("bob").build());
        assertTrue(plan.now().isEmpty());
        assertEquals(Set.of(ConfigField.VOICE), plan.newLine().fields());
    }

    @Test
    void what_the_provider_does_not_have_is_refused_by_name_unless_it_is_taken_away() {
        ConfigPlan plan =
                plan(
                        false,
                        SessionConfig.builder()
                                .speed(1.5)
                                .clear(ConfigField.NOISE_REDUCTION)
                                .build());
        assertEquals(Map.of(ConfigField.SPEED, "acme has no such setting"), plan.rejected());
    }
}
