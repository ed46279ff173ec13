package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/guardrails.md shows. */
class GuardrailGuideTest {

    private static SessionOptions example(RealtimeAgent agent) {
        OutputGuardrail noPrices =
                OutputGuardrail.of(
                        "no-prices",
                        "never name a price",
                        text -> text.contains("€") ? Verdict.trip("a price") : Verdict.PASS);
        InputGuardrail noCards =
                InputGuardrail.of(
                        "no-cards",
                        text ->
                                text.matches(".*\\d{12,}.*")
                                        ? Verdict.trip("a number")
                                        : Verdict.PASS);
        SessionOptions options =
                SessionOptions.builder()
                        .agent(agent)
                        .guardrail(noPrices)
                        .guardrail(noCards)
                        .guardrails(
                                GuardrailPolicy.builder()
                                        .holdBack(GuardrailPolicy.HoldBack.SENTENCE)
                                        .whenLate(GuardrailPolicy.WhenLate.TRIP)
                                        .build())
                        .build();
        return options;
    }

    @Test
    void the_example_stops_prices_and_cards() {
        SessionOptions options = example(Call.agent());
        SessionOptions.Builder same =
                SessionOptions.builder().agent(Call.agent()).guardrails(options.guardrails());
        options.outputGuardrails().forEach(one -> same.guardrail(one.given().orElseThrow()));
        options.inputGuardrails().forEach(one -> same.guardrail(one.given().orElseThrow()));
        try (Call call = Call.with(same)) {
            call.hears(call.turns.callerSays("my card is 123456789012"));
            call.hears(call.turns.spokenAnswer("It costs 5 €.", 500));
            assertEquals(
                    List.of("no-cards", "no-prices"),
                    call.events(SessionEvent.GuardrailTripped.class).stream()
                            .map(SessionEvent.GuardrailTripped::guardrail)
                            .toList());
            assertTrue(call.heard.isEmpty(), "no price is heard");
        }
    }
}
