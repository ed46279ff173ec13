package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.outputs;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.FunctionTool.OnInterruption;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolInputGuardrail;
import io.patchbay.api.tool.ToolOutputGuardrail;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolVerdict;
import io.patchbay.api.transport.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever tools, people and the model do: every call of a completed response gets one output. */
class OneOutputPerCallTest {
    private static final String[] ARGUMENTS = {"{}", "{\"n\":1}", "{\"n\":", "[1]", "\"x\"", ""};

    private final List<CompletableFuture<ToolResult>> hanging = new ArrayList<>();

    private RealtimeAgent agent(Random random) {
        RealtimeAgent.Builder agent = RealtimeAgent.builder("guide").instructions("Help.");
        for (int i = 0; i < 12; i++) {
            int number = i;
            var builder =
                    FunctionTool.builder("t" + i)
                            .timeout(Duration.ofMillis(500 + 500L * (i % 4)))
                            .background(i == 3)
                            .onInterruption(OnInterruption.values()[i % 3])
                            .approval(
                                    i == 5
                                            ? ToolApproval.ALWAYS
                                            : i == 6
                                                    ? (arguments, context) -> random.nextBoolean()
                                                    : ToolApproval.NEVER);
            if (i == 7) {
                builder.guardrail(
                        ToolInputGuardrail.of(
                                "in", (arguments, context) -> verdict(random.nextInt(4))));
            }
            if (i == 8) {
                builder.guardrail(
                        ToolOutputGuardrail.of(
                                "out", (output, context) -> verdict(random.nextInt(4))));
            }
            agent.tool(builder.buildAsync((arguments, context) -> run(random, number)));
        }
        return agent.build();
    }

    private static ToolVerdict verdict(int kind) {
        return switch (kind) {
            case 0 -> ToolVerdict.reject("no");
            case 1 -> ToolVerdict.raise("never");
            case 2 -> throw new IllegalStateException("broken rule");
            default -> ToolVerdict.ALLOW;
        };
    }

    private CompletableFuture<ToolResult> run(Random random, int tool) {
        switch (random.nextInt(6)) {
            case 0:
                throw new IllegalStateException("tool " + tool);
            case 1:
                return CompletableFuture.failedFuture(new IllegalStateException("later"));
            case 2, 3:
                CompletableFuture<ToolResult> result = new CompletableFuture<>();
                hanging.add(result);
                return result;
            case 4:
                return CompletableFuture.completedFuture(ToolResult.background("noted"));
            default:
                return CompletableFuture.completedFuture(ToolResult.of("fine"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void every_call_of_a_completed_response_gets_exactly_one_output(long seed) {
        Random random = new Random(seed);
        Map<String, Integer> wanted = new HashMap<>();
        Map<String, Item.FunctionCall> made = new HashMap<>();
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(agent(random))
                                .tools(
                                        ToolPolicy.builder()
                                                .approvalExpiry(Duration.ofSeconds(3))
                                                .maxRunning(4)
                                                .maxWaiting(4)
                                                .build()))) {
            int responses = 0;
            for (int step = 0; step < 400; step++) {
                switch (random.nextInt(7)) {
                    case 0, 1 -> {
                        Response.Status status =
                                random.nextInt(6) == 0
                                        ? Response.Status.CANCELLED
                                        : Response.Status.COMPLETED;
                        int count = 1 + random.nextInt(3);
                        Item.FunctionCall[] calls = new Item.FunctionCall[count];
                        for (int i = 0; i < count; i++) {
                            String id = "c" + step + "_" + i;
                            calls[i] =
                                    wish(
                                            id,
                                            "t" + random.nextInt(13),
                                            ARGUMENTS[random.nextInt(ARGUMENTS.length)]);
                            wanted.put(id, status == Response.Status.COMPLETED ? 1 : 0);
                            made.put(id, calls[i]);
                        }
                        call.hears(response("r" + responses++, status, calls));
                    }
                    case 2 -> {
                        if (!hanging.isEmpty()) {
                            hanging.remove(random.nextInt(hanging.size()))
                                    .complete(ToolResult.of("late"));
                        }
                    }
                    case 3 -> {
                        List<PendingApproval> pending = call.session.approvals();
                        if (!pending.isEmpty()) {
                            PendingApproval one = pending.get(random.nextInt(pending.size()));
                            Consent consent =
                                    random.nextBoolean() ? Consent.APPROVE : Consent.REJECT;
                            call.session.decide(one, consent);
                            call.session.decide(one.callId(), Consent.REJECT);
                        }
                    }
                    case 4 -> call.advance(random.nextInt(1_200));
                    case 5 -> {
                        call.hears(call.turns.spokenAnswer("hm", 300));
                        call.does(call.session::interrupt);
                    }
                    default -> again(random, call, made, wanted, responses++);
                }
                call.run();
            }
            call.advance(60_000);
            call.advance(60_000);
            Map<String, Integer> told = new HashMap<>();
            for (String output : outputs(call)) {
                told.merge(output.substring(0, output.indexOf('=')), 1, Integer::sum);
            }
            wanted.values().removeIf(count -> count == 0);
            assertEquals(wanted, told);
            assertTrue(call.session.approvals().isEmpty());
            assertTrue(
                    call.line().commands(Command.CreateItem.class).size() >= 100,
                    "the model made calls");
        }
    }

    /** The model makes a call again that is over: one more output, and no run. */
    private static void again(
            Random random,
            Call call,
            Map<String, Item.FunctionCall> made,
            Map<String, Integer> wanted,
            int response) {
        List<String> over = new ArrayList<>();
        for (String output : outputs(call)) {
            String id = output.substring(0, output.indexOf('='));
            if (wanted.getOrDefault(id, 0) == 1 && !over.contains(id)) {
                over.add(id);
            }
        }
        if (!over.isEmpty()) {
            String id = over.get(over.size() - 1 - random.nextInt(Math.min(5, over.size())));
            wanted.merge(id, 1, Integer::sum);
            call.hears(response("again" + response, Objects.requireNonNull(made.get(id))));
        }
    }
}
