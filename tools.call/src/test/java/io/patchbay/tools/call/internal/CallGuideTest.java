package io.patchbay.tools.call.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.AnswerPolicy;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.audio.GreetingClassifier;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedLeg;
import io.patchbay.tck.ScriptedPhone;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The code of docs/calls.md, as it stands there, and what these tools do in a session. */
class CallGuideTest {
    private static final Map<String, Object> SALES =
            Map.of("target.sales", "sip:sales@example.org", "approval", "transfer_call");

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final ScriptedTurns turns = new ScriptedTurns();
    private final ScriptedLeg phone = new ScriptedLeg("phone");
    private final List<String> charged = new ArrayList<>();

    private static RealtimeAgent receptionist() {
        // guide: agent
        RealtimeAgent agent =
                RealtimeAgent.builder("receptionist")
                        .instructions("Help the caller, or transfer him to who can.")
                        .tool("transfer_call")
                        .tool("end_call")
                        .tool("collect_digits")
                        .build();
        // guide: end
        return agent;
    }

    private Patchbay scripted() {
        return Patchbay.builder()
                .loops(() -> loop)
                .workers(loop)
                .transport(lines)
                .provider(new ScriptedProvider())
                .build();
    }

    private static SessionOptions options() {
        LineChoice line =
                LineChoice.builder().transport("scripted").provider("scripted").key("k").build();
        return SessionOptions.builder().agent(receptionist()).line(line).build();
    }

    private RealtimeSession talk(Patchbay patchbay) {
        RealtimeSession session = patchbay.open(options());
        session.addLeg(phone);
        does(session::connect);
        return session;
    }

    private <T> T does(Supplier<CompletionStage<T>> task) {
        CompletionStage<T> stage = task.get();
        loop.run();
        return stage.toCompletableFuture().join();
    }

    private ScriptedTransport line() {
        return lines.last();
    }

    private void wishes(String tool, String arguments) {
        line().play(turns.functionCall("c1", tool, arguments));
        loop.run();
    }

    private String output() {
        Item item = line().expect(Command.CreateItem.class).item();
        line().play(turns.accepted(item));
        loop.run();
        return ((Item.FunctionCallOutput) item).output();
    }

    private static List<String> offered(SessionConfig config) {
        return config.value(ConfigField.TOOLS).orElseThrow().stream()
                .map(ToolDefinition::name)
                .sorted()
                .toList();
    }

    @Test
    void a_transfer_waits_for_consent_and_its_failure_is_told_to_the_model() {
        Patchbay patchbay = scripted();
        patchbay.plugIn(PlugIn.tools(new CallTools()).settings(SALES));
        RealtimeSession session = talk(patchbay);
        wishes("transfer_call", "{\"target\":\"sales\"}");
        assertEquals("transfer_call", session.approvals().get(0).tool());
        assertTrue(phone.asked().isEmpty(), "nobody has consented");
        does(() -> session.approve("c1"));
        assertEquals(
                new Control.Transfer(URI.create("sip:sales@example.org")), phone.asked().get(0));
        phone.transfer()
                .completeExceptionally(
                        new TransferFailedException(
                                new TransferResult(TransferResult.Outcome.BUSY, 486, "Busy Here")));
        loop.run();
        assertEquals(
                "The caller was not transferred: sales is busy. The caller is still with you.",
                output());
        assertEquals(SessionState.CONNECTED, session.state());
    }

    @Test
    void a_transfer_to_which_nobody_consents_is_not_made() {
        Patchbay patchbay = scripted();
        patchbay.plugIn(PlugIn.tools(new CallTools()).settings(SALES));
        RealtimeSession session = talk(patchbay);
        wishes("transfer_call", "{\"target\":\"sales\"}");
        does(() -> session.reject("c1"));
        assertEquals("The call of the tool 'transfer_call' was not approved.", output());
        assertTrue(phone.asked().isEmpty());
    }

    @Test
    void other_targets_hold_for_a_call_that_is_up() {
        Patchbay patchbay = scripted();
        Plugged first = patchbay.plugIn(PlugIn.tools(new CallTools()).version("1"));
        talk(patchbay);
        assertEquals(
                List.of("collect_digits", "end_call"),
                offered(line().connects().get(0).config()),
                "without a target nobody can be transferred");
        first.replace(PlugIn.tools(new CallTools()).version("2").settings(SALES));
        loop.advance(Duration.ofSeconds(1));
        assertEquals(
                List.of("collect_digits", "end_call", "transfer_call"),
                offered(line().expect(Command.UpdateSession.class).change()));
        wishes("transfer_call", "{\"target\":\"sales\"}");
        assertTrue(phone.asked().isEmpty(), "and the new one asks for consent");
    }

    @Test
    void digits_reach_the_model_and_the_call_ends_after_its_words() {
        Patchbay patchbay = scripted();
        patchbay.plugIn(PlugIn.tools(new CallTools()));
        RealtimeSession session = talk(patchbay);
        wishes("collect_digits", "{\"purpose\":\"customer number\",\"count\":8}");
        for (String key : List.of("4", "7", "1", "1", "#")) {
            loop.execute(() -> phone.farEnd().onDtmf(key));
        }
        loop.run();
        assertEquals("The caller entered 4711.", output());
        line().expect(Command.CreateResponse.class);
        line().play(turns.spokenAnswer("Thank you, goodbye.", 400));
        line().play(turns.functionCall("c2", "end_call", "{}"));
        loop.run();
        assertEquals("The call ends when your words were heard.", output());
        loop.advance(Duration.ofSeconds(2));
        assertTrue(phone.asked().isEmpty(), "not in mid-word");
        phone.heardAll();
        loop.advance(Duration.ofMillis(200));
        assertEquals(new Control.HangUp("the agent ended the call"), phone.asked().get(0));
        assertEquals(SessionState.CLOSED, session.state());
    }

    private boolean charge(String card) {
        return charged.add(card);
    }

    @Test
    void a_tool_of_ones_own_is_tested_with_a_scripted_call() throws Exception {
        // guide: own
        FunctionTool pay =
                FunctionTool.builder("take_payment")
                        .description("Asks the caller for the card and charges it.")
                        .timeout(Duration.ofMinutes(3))
                        .enabled(context -> context.call().isPresent())
                        .buildAsync(
                                (arguments, context) ->
                                        context.call()
                                                .orElseThrow()
                                                .collectDigits(
                                                        DigitRequest.builder(19)
                                                                .sensitive()
                                                                .build())
                                                .thenApply(
                                                        card ->
                                                                ToolResult.of(
                                                                        charge(card.keys())
                                                                                ? "paid"
                                                                                : "declined")));
        // guide: test
        ScriptedPhone phone = new ScriptedPhone();
        phone.presses(new Digits("4000123", Digits.End.TERMINATOR));
        ToolResult result =
                pay.execute("{}", phone.context()).toCompletableFuture().get(10, TimeUnit.SECONDS);
        // guide: end
        assertEquals("paid", result.output());
        assertEquals(List.of("4000123"), charged);
    }

    @Test
    void the_tools_are_found_and_configured_on_the_class_path() {
        ClassLoader loader = CallGuideTest.class.getClassLoader();
        // guide: configure
        Patchbay patchbay =
                Patchbay.builder()
                        .services(loader)
                        .configure(
                                PlugKind.TOOL,
                                "call",
                                Map.of(
                                        "target.sales", "sip:sales@example.org",
                                        "target.sales.for", "orders and prices",
                                        "approval", "transfer_call"))
                        .build();
        // guide: end
        try (patchbay) {
            assertTrue(patchbay.plugs().stream().anyMatch(plug -> plug.name().equals("call")));
        }
    }

    @Test
    void a_call_is_placed_with_an_eye_on_machines() {
        Patchbay patchbay = scripted();
        SessionOptions options = options();
        // guide: dial
        DialRequest request =
                DialRequest.builder("sip", URI.create("sip:anna@example.org"))
                        .ringing(Duration.ofSeconds(30))
                        .answer(
                                AnswerPolicy.of(
                                        new GreetingClassifier(),
                                        AnswerPolicy.OnMachine.WAIT_FOR_BEEP))
                        .build();
        DialedCall call = patchbay.dial(request, options);
        // guide: end
        loop.run();
        CompletionException failed =
                assertThrows(
                        CompletionException.class,
                        () -> call.answered().toCompletableFuture().join());
        assertEquals(
                DialException.Kind.UNSUPPORTED,
                assertInstanceOf(DialException.class, failed.getCause()).kind());
    }

    @Test
    void a_policy_for_the_end_of_the_model_has_both() {
        AudioClip sorry = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 100);
        // guide: policy
        LegPolicy policy =
                LegPolicy.CLOSE_TOGETHER.toBuilder()
                        .modelGone(LegPolicy.ModelGone.TRANSFER)
                        .transferTo(URI.create("tel:+49301234"))
                        .announcement(sorry)
                        .build();
        // guide: end
        assertEquals(LegPolicy.ModelGone.TRANSFER, policy.modelGone());
    }

    @Test
    void the_guide_quotes_what_is_compiled_here() throws IOException {
        String here =
                Files.readString(
                        Path.of(
                                "src/test/java/io/patchbay/tools/call/internal/CallGuideTest.java"));
        String guide = squeezed(Files.readString(Path.of("../docs/calls.md")));
        int quoted = 0;
        for (String piece : here.split("// guide: ")) {
            int end = piece.indexOf('\n');
            String name = piece.substring(0, end).strip();
            if (List.of("agent", "own", "test", "configure", "dial", "policy").contains(name)) {
                quoted++;
                String code = squeezed(piece.substring(end));
                assertTrue(guide.contains(code), "the guide quotes '" + name + "'");
            }
        }
        assertEquals(6, quoted);
        assertFalse(guide.isEmpty());
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
