package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a session's wishes, told before it connects. */
class LinePlanTest {

    private static final CredentialSupplier NOBODY =
            scope -> CompletableFuture.failedFuture(new AssertionError("a key was asked for"));

    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final ScriptedProvider able = new ScriptedProvider();
    private final ScriptedProvider modest =
            new ScriptedProvider("modest", ScriptedProvider.modest());
    private final Patchbay patchbay =
            Patchbay.builder().transport(lines).provider(able).provider(modest).build();

    @AfterEach
    void nothing_was_opened() {
        assertTrue(lines.created().isEmpty(), "a transport was made");
        assertTrue(able.endpoints().isEmpty() && modest.endpoints().isEmpty());
        assertTrue(patchbay.sessions().isEmpty());
        patchbay.close();
    }

    private static LineChoice line(String provider) {
        return LineChoice.builder()
                .transport("scripted")
                .provider(provider)
                .credentials(NOBODY)
                .build();
    }

    private LinePlan plan(SessionOptions options) {
        List<LinePlan> plans =
                patchbay.plan(options).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        assertEquals(1, plans.size());
        return plans.get(0);
    }

    private static SessionOptions.Builder on(String provider) {
        return SessionOptions.builder().line(line(provider));
    }

    private static LinePlan.Row row(LinePlan plan, String wish) {
        return plan.row(wish).orElseThrow(() -> new AssertionError(wish + " is not in " + plan));
    }

    private static void assertNative(LinePlan plan, String wish, String asked) {
        assertEquals(asked, row(plan, wish).asked());
        assertInstanceOf(Resolution.Native.class, row(plan, wish).resolution(), plan::toString);
    }

    private static String emulated(LinePlan plan, String wish) {
        return assertInstanceOf(
                        Resolution.Emulated.class, row(plan, wish).resolution(), plan::toString)
                .how();
    }

    private static String rejected(LinePlan plan, String wish) {
        return assertInstanceOf(
                        Resolution.Rejected.class, row(plan, wish).resolution(), plan::toString)
                .reason();
    }

    private static FunctionTool tool(String name) {
        return FunctionTool.builder(name).description("d").build((arguments, call) -> "x");
    }

    @Test
    void an_agents_wishes_are_told_without_content() {
        LinePlan plan =
                plan(
                        on("scripted")
                                .agent(
                                        RealtimeAgent.builder("guide")
                                                .instructions("Never tell this.")
                                                .voice("marin")
                                                .tool(tool("hours"))
                                                .tool(tool("price"))
                                                .handoff(RealtimeAgent.builder("boss").build())
                                                .build())
                                .build());
        assertTrue(plan.opens());
        assertEquals("scripted", plan.profile());
        assertNative(plan, "instructions", "16 characters");
        assertNative(plan, "voice", "marin");
        assertNative(plan, "tools", "hours, price, transfer_to_boss");
        assertNative(plan, "handoffs", "transfer_to_boss");
        assertNative(plan, "caller's sound", "PCM16 24 kHz");
        assertNative(plan, "turns", "noticed by what is said");
        assertFalse(plan.toString().contains("Never tell"), plan::toString);
    }

    @Test
    void what_is_played_here_needs_no_model() {
        AudioClip clip =
                AudioClip.of(AudioFormat.PCM16_24K, new byte[AudioFormat.PCM16_24K.bytes(500)]);
        LinePlan plan =
                plan(
                        on("scripted")
                                .manners(
                                        Manners.builder()
                                                .greeting(Utterance.clip(clip))
                                                .farewell(Utterance.instructed("Say good-bye."))
                                                .build())
                                .build());
        assertEquals("a clip of 500 ms", row(plan, "greeting").asked());
        assertTrue(emulated(plan, "greeting").contains("played here"));
        assertNative(plan, "farewell", "in its own words");
    }

    @Test
    void a_line_that_lacks_what_is_needed_does_not_open_and_says_why() {
        LinePlan plan =
                plan(
                        on("modest")
                                .agent(
                                        RealtimeAgent.builder("guide")
                                                .voice("marin")
                                                .tool(tool("hours"))
                                                .build())
                                .interruption(InterruptionPolicy.afterWords(2))
                                .build());
        assertFalse(plan.opens());
        List<String> refused = plan.refusals().stream().map(LinePlan.Row::wish).toList();
        assertTrue(refused.containsAll(List.of("voice", "tools", "interruption")), plan::toString);
        assertTrue(rejected(plan, "interruption").contains("transcription"), plan::toString);
    }

    @Test
    void what_can_be_done_without_keeps_no_line_from_opening() {
        LinePlan plan = plan(on("modest").build());
        assertTrue(plan.opens(), plan::toString);
        assertFalse(rejected(plan, "pictures").isBlank());
        assertFalse(row(plan, "pictures").needed());
    }

    @Test
    void guardrails_of_input_need_a_provider_that_writes_down_what_it_hears() {
        InputGuardrail guardrail = InputGuardrail.of("polite", words -> Verdict.PASS);
        assertTrue(plan(on("scripted").guardrail(guardrail).build()).opens());
        LinePlan plan = plan(on("modest").guardrail(guardrail).build());
        assertFalse(plan.opens());
        assertTrue(rejected(plan, "input guardrails").contains("in writing"), plan::toString);
    }

    @Test
    void each_line_has_a_plan_of_its_own_in_their_order() {
        List<LinePlan> plans =
                patchbay.plan(
                                SessionOptions.builder()
                                        .line(line("modest"))
                                        .line(line("scripted"))
                                        .build())
                        .toCompletableFuture()
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join();
        assertEquals(
                List.of("modest", "scripted"),
                plans.stream().map(plan -> plan.line().provider()).toList());
    }

    @Test
    void a_plug_that_is_not_there_is_a_plan_that_lists_those_that_are() {
        LinePlan provider = plan(on("pigeon").build());
        assertFalse(provider.opens());
        assertNull(provider.profile());
        assertTrue(rejected(provider, "provider").contains("modest"), provider::toString);
        LinePlan transport =
                plan(
                        SessionOptions.builder()
                                .line(LineChoice.builder().transport("pigeon").build())
                                .build());
        assertTrue(rejected(transport, "transport").contains("scripted"), transport::toString);
    }

    @Test
    void a_profile_that_does_not_exist_is_answered_with_those_that_do() {
        LinePlan plan =
                plan(
                        SessionOptions.builder()
                                .line(
                                        LineChoice.builder()
                                                .transport("scripted")
                                                .provider("modest")
                                                .profile("proud")
                                                .build())
                                .build());
        assertFalse(plan.opens());
        assertTrue(rejected(plan, "profile").contains("'proud'"), plan::toString);
        assertTrue(rejected(plan, "profile").contains("modest"), plan::toString);
    }

    @Test
    void an_agent_that_nobody_offers_is_no_plan() {
        CompletionException failure =
                assertThrows(
                        CompletionException.class,
                        () ->
                                patchbay.plan(on("scripted").agent("pigeon").build())
                                        .toCompletableFuture()
                                        .orTimeout(30, TimeUnit.SECONDS)
                                        .join());
        assertTrue(String.valueOf(failure.getMessage()).contains("'pigeon'"));
    }

    @Test
    void turns_that_the_client_ends_are_a_wish_too() {
        LinePlan plan =
                plan(
                        on("scripted")
                                .config(
                                        SessionConfig.builder()
                                                .clear(ConfigField.TURN_DETECTION)
                                                .build())
                                .build());
        assertNative(plan, "turns", "ended by the client");
    }
}
