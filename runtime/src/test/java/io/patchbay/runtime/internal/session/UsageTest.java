package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.Budget;
import io.patchbay.api.session.Money;
import io.patchbay.api.session.PriceTable;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Usage;
import io.patchbay.api.session.Usage.Tokens;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.PriceTables;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is counted, for whom, and what it costs. */
class UsageTest {
    /** An answer of the script takes 10 tokens in and 5 out: 0.25 each. */
    private static final PriceTable PRICES =
            PriceTables.parse(
                    """
                    {"currency":"USD","models":{"*":{
                      "text":{"input":15000,"output":20000},"minute":60}}}
                    """);

    private static final Money ANSWER = Money.of("0.25", "USD");

    private static SessionOptions.Builder priced() {
        return SessionOptions.builder().agent(Call.agent()).prices(PRICES);
    }

    private static Turn ended(Response.Status status, @Nullable Usage usage) {
        return Turn.events(
                new TransportEvent.ResponseStarted(
                        new Response(
                                "r",
                                Response.Status.IN_PROGRESS,
                                null,
                                null,
                                List.of(),
                                false,
                                Map.of(),
                                null)),
                new TransportEvent.ResponseDone(
                        new Response("r", status, null, null, List.of(), false, Map.of(), usage)));
    }

    private static TransportEvent transcribed(String itemId, double seconds) {
        return new TransportEvent.InputTranscriptDone(
                itemId, 0, "hello", new Usage(0, Tokens.NONE, Tokens.NONE, Tokens.NONE, seconds));
    }

    private static void same(Money wanted, Money found) {
        assertEquals(0, wanted.compareTo(found), wanted + " and " + found);
    }

    @Test
    void each_response_counts_for_its_agent_and_says_so() {
        try (Call call = Call.with(Call.agent())) {
            call.hears(call.turns.textAnswer("one"));
            RealtimeAgent other = RealtimeAgent.builder("other").instructions("I am other").build();
            call.does(() -> call.session.updateAgent(other));
            call.hears(call.turns.textAnswer("two"));
            call.hears(call.turns.textAnswer("three"));

            assertEquals(Set.of("guide", "other"), call.session.usageByAgent().keySet());
            assertEquals(ScriptedTurns.USAGE, call.session.usageByAgent().get("guide"));
            Usage others = call.session.usageByAgent().get("other");
            assertTrue(others != null && others.responses() == 2);
            assertEquals(3, call.session.usage().responses());
            SessionEvent.UsageUpdated last = call.events(SessionEvent.UsageUpdated.class).get(2);
            assertEquals("other", last.agent());
            assertEquals("resp_3", last.responseId());
            assertEquals(call.session.usage(), last.total());
            assertNull(last.cost());
        }
    }

    @Test
    void the_callers_words_count_for_the_agent_that_listened() {
        try (Call call = Call.with(priced())) {
            call.hears(
                    call.turns
                            .callerSays("hello")
                            .before(TransportEvent.InputTranscriptDone.class));
            call.does(
                    () ->
                            call.session.updateAgent(
                                    RealtimeAgent.builder("other").instructions("x").build()));
            call.hears(transcribed("item_1", 2));
            Usage guide = call.session.usageByAgent().get("guide");
            assertTrue(guide != null && guide.transcriptionSeconds() == 2);
            SessionEvent.UsageUpdated told = call.only(SessionEvent.UsageUpdated.class);
            assertNull(told.responseId());
            same(Money.of("2", "USD"), java.util.Objects.requireNonNull(told.cost()));
        }
    }

    @Test
    void failed_and_cancelled_responses_are_counted_as_what_they_are() {
        try (Call call = Call.with(Call.agent())) {
            call.hears(ended(Response.Status.FAILED, null));
            call.hears(ended(Response.Status.CANCELLED, ScriptedTurns.USAGE));
            call.hears(call.turns.textAnswer("whole"));
            Usage used = call.session.usage();
            assertEquals(3, used.responses());
            assertEquals(1, used.failed());
            assertEquals(1, used.cancelled());
            assertEquals(20, used.input().text());
        }
    }

    @Test
    void a_session_with_prices_tells_money() {
        try (Call call = Call.with(priced())) {
            same(Money.of("0", "USD"), call.session.cost().orElseThrow());
            call.hears(call.turns.textAnswer("one"));
            call.hears(call.turns.textAnswer("two"));
            same(Money.of("0.50", "USD"), call.session.cost().orElseThrow());
            SessionEvent.UsageUpdated last = call.events(SessionEvent.UsageUpdated.class).get(1);
            same(ANSWER, java.util.Objects.requireNonNull(last.cost()));
            same(Money.of("0.5", "USD"), java.util.Objects.requireNonNull(last.totalCost()));
        }
    }

    @Test
    void a_missing_price_is_told_once() {
        PriceTable other =
                PriceTables.parse("{\"currency\":\"USD\",\"models\":{\"x\":{\"minute\":1}}}");
        try (Call call = Call.with(SessionOptions.builder().agent(Call.agent()).prices(other))) {
            call.hears(call.turns.textAnswer("one"));
            call.hears(call.turns.textAnswer("two"));
            List<SessionEvent.Warning> warnings =
                    call.events(SessionEvent.Warning.class).stream()
                            .filter(w -> w.code().equals("price-missing"))
                            .toList();
            assertEquals(2, warnings.size(), "input and output, once each: " + warnings);
        }
    }

    @Test
    void a_budget_warns_and_ends_the_session_after_the_answer() {
        try (Call call = Call.with(priced().budget(Budget.of(Money.of("0.50", "USD"))))) {
            call.hears(call.turns.textAnswer("one"));
            assertEquals(List.of(), call.events(SessionEvent.Warning.class));
            call.hears(transcribed("item_1", 0.2)); // now 0.45: more than 80 percent
            assertEquals("budget-near", call.only(SessionEvent.Warning.class).code());
            Turn spoken = call.turns.spokenAnswer("two, which is long", 1_000);
            call.hears(spoken);
            // the budget is spent, and the answer plays to its end
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.advance(2_000);
            assertEquals(SessionState.CLOSED, call.session.state());
            CloseReason reason =
                    call.events(SessionEvent.StateChanged.class).stream()
                            .filter(e -> e.state() == SessionState.CLOSED)
                            .findFirst()
                            .orElseThrow()
                            .reason();
            assertTrue(
                    reason != null && reason.text().contains("the budget of 0.50 USD is spent"),
                    String.valueOf(reason));
        }
    }

    @Test
    void a_budget_that_ends_at_once_does_not_wait_for_the_player() {
        try (Call call = Call.with(priced().budget(new Budget(ANSWER, 1, true)))) {
            call.hears(call.turns.spokenAnswer("one", 1_000));
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(1, call.events(SessionEvent.ResponseEnded.class).size());
        }
    }

    @Test
    void nobody_speaks_on_a_spent_budget() {
        try (Call call = Call.with(priced().budget(Budget.of(ANSWER)))) {
            call.hears(call.turns.spokenAnswer("one", 5_000));
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.hears(call.turns.spokenAnswer("two", 100).before(TransportEvent.AudioDone.class));
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(0, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void a_budget_without_prices_of_its_currency_is_refused() {
        SessionOptions.Builder without =
                SessionOptions.builder().budget(Budget.of(Money.of("1", "USD")));
        String none =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, without::build).getMessage());
        assertTrue(none.contains("budget needs prices in USD"), none);
        SessionOptions.Builder euros = priced().budget(Budget.of(Money.of("1", "EUR")));
        String other =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, euros::build).getMessage());
        assertTrue(other.contains("they are in USD"), other);
        assertThrows(IllegalArgumentException.class, () -> Budget.of(Money.of("0", "USD")));
        assertThrows(IllegalArgumentException.class, () -> new Budget(ANSWER, 80, false));
        assertThrows(IllegalArgumentException.class, () -> Money.of("1,5", "USD"));
        assertThrows(IllegalArgumentException.class, () -> Money.of("1", "dollar"));
    }
}
