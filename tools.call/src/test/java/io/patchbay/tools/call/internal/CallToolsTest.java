package io.patchbay.tools.call.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.session.DigitsReceiver;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolResult.Kind;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.api.transport.TransferResult.Outcome;
import io.patchbay.tck.ScriptedPhone;
import io.patchbay.tck.ScriptedPhone.Asked;
import io.patchbay.tck.ScriptedToolContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CallToolsTest {
    private static final Map<String, Object> TARGETS =
            Map.of(
                    "target.sales", "sip:sales@example.org",
                    "target.sales.for", "orders and prices",
                    "target.front-desk", "tel:+49301234");

    private final ScriptedPhone phone = new ScriptedPhone();

    private static Map<String, FunctionTool> tools(Map<String, ?> settings) {
        Map<String, FunctionTool> tools = new LinkedHashMap<>();
        for (Object tool : new CallTools().create(Settings.of(settings), new InPlace()).tools()) {
            FunctionTool function = (FunctionTool) tool;
            tools.put(function.definition().name(), function);
        }
        return tools;
    }

    private static FunctionTool tool(String name, Map<String, ?> settings) {
        return Objects.requireNonNull(tools(settings).get(name), name);
    }

    private static CompletableFuture<ToolResult> begin(
            FunctionTool tool, String arguments, ScriptedToolContext context) throws Exception {
        return tool.execute(arguments, context).toCompletableFuture();
    }

    private ToolResult run(FunctionTool tool, String arguments) throws Exception {
        return begin(tool, arguments, phone.context()).join();
    }

    private static boolean offered(FunctionTool tool, ScriptedToolContext context) {
        return tool.enabled(context.moment());
    }

    @Test
    void the_model_chooses_among_names_and_never_sees_an_address() throws Exception {
        FunctionTool transfer = tool("transfer_call", TARGETS);
        String told = transfer.definition().toString();
        assertFalse(told.contains("example.org") || told.contains("49301234"), told);
        assertTrue(told.contains("sales (orders and prices)"), told);
        JsonNode schema = CallTool.JSON.readTree(transfer.definition().parameters());
        List<String> names = new ArrayList<>();
        schema.path("properties").path("target").path("enum").forEach(n -> names.add(n.asString()));
        assertEquals(List.of("front-desk", "sales"), names);

        assertEquals(Kind.BACKGROUND, run(transfer, "{\"target\":\"front-desk\"}").kind());
        assertEquals(
                List.of(new Asked.Transfer(URI.create("tel:+49301234"), Duration.ofSeconds(60))),
                phone.asked());
    }

    @Test
    void an_invented_target_is_answered_with_those_there_are() throws Exception {
        ToolResult refused = run(tool("transfer_call", TARGETS), "{\"target\":\"tel:+1900555\"}");
        assertEquals(Kind.FAILURE, refused.kind());
        assertEquals(
                "There is no such target. Choose one of: front-desk, sales.", refused.output());
        assertEquals(List.of(), phone.asked());
    }

    @Test
    void a_failed_transfer_is_told_in_words_and_the_caller_is_still_there() throws Exception {
        FunctionTool transfer = tool("transfer_call", TARGETS);
        Map<Outcome, String> words =
                Map.of(
                        Outcome.BUSY, "sales is busy",
                        Outcome.NO_ANSWER, "sales does not answer",
                        Outcome.NOT_FOUND, "sales could not be reached",
                        Outcome.TIMEOUT, "in time",
                        Outcome.NOT_ALLOWED, "not allowed",
                        Outcome.REFUSED, "do not work now",
                        Outcome.FAILED, "do not work now");
        for (Map.Entry<Outcome, String> each : words.entrySet()) {
            phone.transfersEnd(new TransferResult(each.getKey(), 486, "Secret Words 486"));
            ToolResult told = run(transfer, "{\"target\":\"sales\"}");
            assertEquals(Kind.FAILURE, told.kind());
            assertTrue(told.output().contains(each.getValue()), told.output());
            assertTrue(told.output().contains("still with you"), told.output());
            assertFalse(told.output().contains("Secret"), told.output());
        }
        phone.transfersEnd(new TransferResult(Outcome.ENDED, 0, "gone"));
        assertEquals(Kind.BACKGROUND, run(transfer, "{\"target\":\"sales\"}").kind());
    }

    @Test
    void a_call_that_ends_has_its_closing_words() throws Exception {
        FunctionTool end = tool("end_call", Map.of());
        ToolResult unsaid = run(end, "{\"reason\":\"done\"}");
        assertEquals(Kind.ANSWER, unsaid.kind());
        assertTrue(unsaid.output().contains("goodbye"), unsaid.output());

        Item bye = Item.Message.user("bye");
        ScriptedToolContext said = phone.context().after(bye, Item.Message.assistant("Goodbye!"));
        assertEquals(Kind.BACKGROUND, begin(end, "{}", said).join().kind());
        ScriptedToolContext unanswered =
                phone.context().after(Item.Message.assistant("Hello."), bye);
        assertEquals(Kind.ANSWER, begin(end, "{}", unanswered).join().kind());
        assertEquals(3, phone.asked().size());
        assertTrue(phone.asked().stream().allMatch(Asked.HangUp.class::isInstance));
    }

    @Test
    void keys_are_pressed_and_nothing_else() throws Exception {
        FunctionTool send = tool("send_digits", Map.of("send.max", 5));
        assertEquals(Kind.ANSWER, run(send, "{\"keys\":\"12*#D\"}").kind());
        assertEquals(Kind.FAILURE, run(send, "{\"keys\":\"123456\"}").kind());
        assertEquals(Kind.FAILURE, run(send, "{\"keys\":\"call me\"}").kind());
        assertEquals(Kind.FAILURE, run(send, "{}").kind());
        assertEquals(List.of(new Asked.SendDigits("12*#D")), phone.asked());
    }

    @Test
    void digits_are_read_as_the_operator_set_it() throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "digits.first", 3_000,
                        "digits.between", 1_000,
                        "digits.terminators", "*");
        FunctionTool collect = tool("collect_digits", settings);
        CompletableFuture<ToolResult> result =
                begin(collect, "{\"purpose\":\"number\",\"count\":4}", phone.context());
        assertFalse(result.isDone());
        DigitRequest asked =
                new DigitRequest(4, "*", Duration.ofSeconds(3), Duration.ofSeconds(1), true, false);
        assertEquals(List.of(new Asked.CollectDigits(asked)), phone.asked());
        phone.presses(new Digits("4711", Digits.End.COUNT));
        assertEquals("The caller entered 4711.", result.join().output());
        phone.presses(new Digits("", Digits.End.NONE));
        assertEquals(
                "The caller entered nothing.",
                run(collect, "{\"purpose\":\"pin\",\"count\":4}").output());
        assertEquals(Kind.FAILURE, run(collect, "{\"purpose\":\"x\",\"count\":21}").kind());
    }

    @Test
    void sensitive_digits_go_to_the_application_and_the_model_is_told_its_words() throws Exception {
        FunctionTool collect = tool("collect_digits", Map.of("digits.sensitive", true));
        assertFalse(offered(collect, phone.context()), "nobody is there to receive them");
        List<String> received = new ArrayList<>();
        DigitsReceiver receiver =
                (sessionId, purpose, digits) -> {
                    received.add(purpose + " " + digits.keys());
                    return "The card was accepted.";
                };
        ScriptedToolContext context = phone.context().application(receiver);
        assertTrue(offered(collect, context));
        phone.presses(new Digits("4000123", Digits.End.TERMINATOR));
        ToolResult told =
                begin(collect, "{\"purpose\":\"card number\",\"count\":20}", context).join();
        assertEquals("The card was accepted.", told.output());
        assertEquals(List.of("card number 4000123"), received);
        Asked.CollectDigits asked =
                assertInstanceOf(Asked.CollectDigits.class, phone.asked().get(0));
        assertTrue(asked.request().sensitive());
        assertEquals(Kind.FAILURE, run(collect, "{\"purpose\":\"pin\",\"count\":4}").kind());
    }

    @Test
    void a_tool_is_offered_where_the_call_can_do_it() {
        Map<String, FunctionTool> all = tools(TARGETS);
        ScriptedToolContext nobody = new ScriptedToolContext(null);
        all.values().forEach(tool -> assertTrue(offered(tool, phone.context())));
        all.values().forEach(tool -> assertFalse(offered(tool, nobody)));
        phone.without(Verb.TRANSFER, "no").without(Verb.SEND_DTMF, "no");
        phone.without(Verb.RECEIVE_DTMF, "no").without(Verb.HANG_UP, "no");
        List<String> left = new ArrayList<>();
        all.forEach(
                (name, tool) -> {
                    if (offered(tool, phone.context())) {
                        left.add(name);
                    }
                });
        assertEquals(List.of("end_call"), left);
        ScriptedToolContext able = new ScriptedPhone().context();
        assertFalse(offered(tool("transfer_call", Map.of()), able), "there is no target");
    }

    @Test
    void a_call_that_is_over_or_cannot_is_told_so() throws Exception {
        phone.without(Verb.SEND_DTMF, "no keys here");
        assertEquals(
                "This call cannot do that.",
                run(tool("send_digits", Map.of()), "{\"keys\":\"1\"}").output());
        phone.ends();
        assertEquals(
                "That could not be done now.",
                run(tool("transfer_call", TARGETS), "{\"target\":\"sales\"}").output());
        FunctionTool end = tool("end_call", Map.of());
        assertEquals(Kind.FAILURE, run(end, "{}").kind());
        assertEquals(Kind.FAILURE, begin(end, "{}", new ScriptedToolContext(null)).join().kind());
    }

    @Test
    void the_operator_says_which_are_offered_and_which_need_consent() {
        Map<String, FunctionTool> some =
                tools(
                        Map.of(
                                "tools", "end_call, transfer_call",
                                "approval", "transfer_call",
                                "target.sales", "sip:sales@example.org"));
        assertEquals(List.of("transfer_call", "end_call"), List.copyOf(some.keySet()));
        assertEquals(
                List.of(ToolApproval.ALWAYS, ToolApproval.NEVER),
                some.values().stream().map(FunctionTool::approval).toList());
    }

    @Test
    void a_wrong_setting_is_named() {
        assertWrong("target.sales", Map.of("target.sales", "http://example.org"));
        assertWrong("target.sales", Map.of("target.sales", "no address"));
        assertWrong("target.the boss", Map.of("target.the boss", "sip:boss@example.org"));
        assertWrong("target.sales.for", Map.of("target.sales.for", "orders"));
        assertWrong("tools", Map.of("tools", "end_call,dance"));
        assertWrong("approval", Map.of("approval", "dance"));
        assertWrong("transfer.limit", Map.of("transfer.limit", 0));
        assertWrong("send.max", Map.of("send.max", 65));
        assertWrong("digits.max", Map.of("digits.max", 0));
        assertWrong("digits.first", Map.of("digits.first", 600_001));
        assertWrong("digits.terminators", Map.of("digits.terminators", "x"));
        assertWrong("digits.sensitive", Map.of("digits.sensitive", "perhaps"));
    }

    private static void assertWrong(String name, Map<String, ?> settings) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> tools(settings));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("'" + name),
                name + ": " + refused.getMessage());
    }

    @Test
    void the_source_is_found_on_the_class_path() {
        assertEquals(
                CallTools.class,
                ServiceLoader.load(ToolSource.class).findFirst().orElseThrow().getClass());
    }

    private static final class InPlace implements PlugContext {
        @Override
        public String name() {
            return "call";
        }

        @Override
        public Executor workers() {
            return Runnable::run;
        }
    }
}
