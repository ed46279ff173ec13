package io.patchbay.itest.conversation;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.emulator.Script;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Who takes part: the agents, the same for all providers, and the model that plays them. */
final class Cast {

    static final String WELCOME = "Welcome.";
    static final String TIME = "what time is it";
    static final String TEN = "It is ten o'clock.";
    static final String TELL = "tell me a story";
    static final String STORY =
            "Once upon a time there was a miller who had three sons and a mill and a donkey and a"
                    + " cat and when he died the sons shared what there was";
    static final String STOP = "stop I have a question about my bill";
    static final String BILLING = "Billing here.";
    static final String ASK = "tell me what nobody may know";
    static final String SECRET =
            "The secret of this house lies under the stone behind the door and nobody knows it but"
                    + " you and me and the cat";
    static final String SORRY = "Let us talk about something else.";
    static final String THERE = "are you still there";
    static final String HERE = "Yes I am here.";

    private static final String RULE = "no house secrets";

    final AtomicInteger toolRuns = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();

    /** The agent that begins; the other one is billing. */
    RealtimeAgent desk() {
        RealtimeAgent billing =
                RealtimeAgent.builder("billing")
                        .instructions("You answer questions about bills.")
                        .handoffDescription("Knows all about bills.")
                        .guardrail(secrets())
                        .build();
        return RealtimeAgent.builder("desk")
                .instructions("You sit at the front desk.")
                .tool(
                        FunctionTool.builder("get_time")
                                .description("Tells the time.")
                                .build(
                                        (arguments, context) -> {
                                            toolRuns.incrementAndGet();
                                            return "ten";
                                        }))
                .handoff(billing)
                .guardrail(secrets())
                .build();
    }

    private static OutputGuardrail secrets() {
        return OutputGuardrail.of(
                "secrets",
                RULE,
                words -> words.contains("secret") ? Verdict.trip("a secret") : Verdict.PASS);
    }

    /** What the model of every provider says; told off, it minds its tongue. */
    Optional<Script.Reply> reply(Script.Turn turn) {
        String input = turn.input();
        if (input.contains(RULE)) {
            return says(SORRY);
        } else if (input.contains(TIME)) {
            return calls("get_time");
        } else if (input.equals("ten")) {
            return says(TEN);
        } else if (input.contains(TELL)) {
            return says(STORY);
        } else if (input.contains(STOP)) {
            return calls("transfer_to_billing");
        } else if (input.contains(ASK)) {
            return says(told.getAndSet(true) ? SORRY : SECRET);
        } else if (input.contains(THERE)) {
            return says(HERE);
        }
        return says(turn.instructions().contains("bills") ? BILLING : WELCOME);
    }

    private static Optional<Script.Reply> says(String words) {
        return Optional.of(new Script.Reply.Say(words));
    }

    private static Optional<Script.Reply> calls(String tool) {
        return Optional.of(
                new Script.Reply.Calls("", List.of(new Script.FunctionCall(tool, "{}"))));
    }
}
