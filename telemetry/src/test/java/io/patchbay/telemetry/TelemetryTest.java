package io.patchbay.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedLeg;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a real session, whose far end is the test, looks like in OpenTelemetry. */
class TelemetryTest {
    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide").instructions("Be kind.").build();
    }

    @Test
    void a_spoken_turn_is_a_span_with_its_response_below_it() {
        try (Watched call = new Watched(agent())) {
            call.advance(1_000);
            call.hears(new TransportEvent.SpeechStarted("u1", 0));
            call.advance(2_000);
            call.hears(new TransportEvent.SpeechStopped("u1", 2_000));
            call.advance(300);
            Turn answer = call.turns.spokenAnswer("Good day.", 1_000);
            call.hears(answer);
            call.advance(1_500);
            SpanData turn = call.span("patchbay.turn");
            SpanData response = call.span("chat talker-1");
            assertEquals(3_300, Watched.millis(turn), "from speech to the end of the answer");
            assertEquals(300, Watched.millis(response), "from the end of speech to its end");
            assertEquals(turn.getSpanId(), response.getParentSpanId());
            assertEquals(SpanKind.CLIENT, response.getKind());
            assertEquals("chat", response.getAttributes().get(Names.OPERATION));
            assertEquals("scripted", response.getAttributes().get(Names.PROVIDER));
            assertEquals("talker-1", response.getAttributes().get(Names.MODEL));
            assertEquals("guide", response.getAttributes().get(Names.AGENT));
            assertEquals(answer.responseId(), response.getAttributes().get(Names.RESPONSE));
            assertEquals("speech", response.getAttributes().get(Names.OUTPUT_TYPE));
            assertEquals(List.of("completed"), response.getAttributes().get(Names.FINISH));
            assertEquals(10, response.getAttributes().get(Names.INPUT_TOKENS));
            assertEquals(5, response.getAttributes().get(Names.OUTPUT_TOKENS));
            assertEquals(0.3, response.getAttributes().get(Names.FIRST_AUDIO));
            call.end();
            SpanData session = call.span("patchbay.session");
            assertEquals(session.getSpanId(), turn.getParentSpanId());
            assertEquals(4_800, Watched.millis(session));
            assertEquals(call.session.id(), session.getAttributes().get(Names.CONVERSATION));
            assertEquals(StatusCode.UNSET, session.getStatus().getStatusCode());
        }
    }

    @Test
    void a_tool_and_the_answer_to_it_belong_to_the_turn_that_caused_them() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        FunctionTool tool =
                FunctionTool.builder("search").description("d").buildAsync((a, c) -> slow);
        RealtimeAgent agent = RealtimeAgent.builder("guide").tool(tool).build();
        try (Watched call = new Watched(agent)) {
            call.session.sendMessage("Find it");
            call.loop.run();
            call.takes();
            call.hears(call.turns.functionCall("call_1", "search", "{}"));
            call.advance(700);
            slow.complete(ToolResult.of("found"));
            call.loop.run();
            call.takes();
            assertEquals(List.of(), call.spans("patchbay.turn"), "the answer is still to come");
            call.hears(call.turns.textAnswer("Here it is."));
            SpanData turn = call.span("patchbay.turn");
            SpanData executed = call.span("execute_tool search");
            List<SpanData> responses = call.spans("chat talker-1");
            assertEquals(2, responses.size());
            assertEquals(turn.getSpanId(), executed.getParentSpanId());
            assertEquals(turn.getSpanId(), responses.get(0).getParentSpanId());
            assertEquals(turn.getSpanId(), responses.get(1).getParentSpanId());
            assertEquals(
                    responses.get(0).getSpanId(),
                    executed.getLinks().get(0).getSpanContext().getSpanId());
            assertEquals(700, Watched.millis(executed));
            assertEquals("execute_tool", executed.getAttributes().get(Names.OPERATION));
            assertEquals("search", executed.getAttributes().get(Names.TOOL));
            assertEquals("call_1", executed.getAttributes().get(Names.TOOL_CALL));
            assertEquals("result", executed.getAttributes().get(Names.OUTCOME));
            assertEquals(0.7, call.seconds("gen_ai.execute_tool.duration"), 1e-9);
        }
    }

    @Test
    void a_trace_knows_of_transfers_and_hold_and_of_no_address() {
        try (Watched call = new Watched(agent())) {
            tracesCall(call);
        }
    }

    private static void tracesCall(Watched call) {
        ScriptedLeg phone = new ScriptedLeg("phone");
        call.session.addLeg(phone);
        call.loop.run();
        call.session.call().orElseThrow().hold();
        call.session.call().orElseThrow().transfer(URI.create("tel:+49301234"));
        call.loop.run();
        phone.transfer().completeExceptionally(new IllegalStateException("no"));
        call.loop.run();
        call.session.close(CloseReason.NORMAL);
        call.loop.run();
        SpanData session = call.span("patchbay.session");
        assertEquals("scripted", session.getAttributes().get(Names.LEG));
        assertEquals(
                List.of("hold on", "transfer failed"),
                session.getEvents().stream()
                        .filter(event -> !event.getAttributes().isEmpty())
                        .map(
                                event ->
                                        event.getName()
                                                + " "
                                                + event.getAttributes()
                                                        .asMap()
                                                        .values()
                                                        .iterator()
                                                        .next())
                        .toList());
        assertFalse(call.exporter.getFinishedSpanItems().toString().contains("49301234"));
    }

    @Test
    void a_tool_that_fails_is_an_error() {
        FunctionTool tool =
                FunctionTool.builder("search")
                        .description("d")
                        .build(
                                (a, c) -> {
                                    throw new IllegalStateException("no disk");
                                });
        RealtimeAgent agent = RealtimeAgent.builder("guide").tool(tool).build();
        try (Watched call = new Watched(agent)) {
            call.session.sendMessage("Find it");
            call.loop.run();
            call.takes();
            call.hears(call.turns.functionCall("call_1", "search", "{}"));
            SpanData executed = call.span("execute_tool search");
            assertEquals(StatusCode.ERROR, executed.getStatus().getStatusCode());
            assertEquals("failed", executed.getAttributes().get(Names.ERROR));
            assertEquals(1, call.sum("patchbay.errors", Names.KIND, "tool"));
        }
    }

    @Test
    void an_interrupted_turn_says_so_and_the_next_one_links_to_it() {
        try (Watched call = new Watched(agent())) {
            call.session.sendMessage("Tell me a story");
            call.loop.run();
            call.takes();
            call.hears(call.turns.spokenAnswer("Once upon a time.", 10_000));
            call.advance(2_000);
            call.hears(new TransportEvent.SpeechStarted("u1", 0));
            SpanData cut = call.span("patchbay.turn");
            assertEquals(true, cut.getAttributes().get(Names.INTERRUPTED));
            assertEquals("speech", cut.getAttributes().get(Names.CAUSE));
            assertEquals(2_000, Watched.millis(cut));
            assertEquals(1, call.sum("patchbay.interruptions", Names.CAUSE, "speech"));
            assertEquals(
                    1,
                    call.metric("patchbay.interruption.latency")
                            .getHistogramData()
                            .getPoints()
                            .iterator()
                            .next()
                            .getCount());
            call.end();
            SpanData next = call.spans("patchbay.turn").get(1);
            assertEquals(cut.getSpanId(), next.getLinks().get(0).getSpanContext().getSpanId());
        }
    }

    @Test
    void metrics_carry_the_conventions_attributes_and_no_session_id() {
        try (Watched call = new Watched(agent())) {
            assertEquals(1, call.sum("patchbay.session.active"));
            call.session.sendMessage("Hello");
            call.loop.run();
            call.takes();
            call.advance(250);
            call.hears(call.turns.spokenAnswer("Good day.", 400));
            call.advance(1_000);
            assertEquals(0.25, call.seconds("gen_ai.client.operation.time_to_first_chunk"), 1e-9);
            assertEquals(0.25, call.seconds("gen_ai.client.operation.duration"), 1e-9);
            assertEquals(15, call.seconds("gen_ai.client.token.usage"), 1e-9);
            assertEquals(10, call.sum("patchbay.token.usage", Names.TOKEN_TYPE, "input"));
            assertEquals(
                    Map.of(
                            Names.OPERATION, "chat",
                            Names.PROVIDER, "scripted",
                            Names.MODEL, "talker-1"),
                    call.attributes("gen_ai.client.operation.duration").asMap());
            assertEquals(
                    0,
                    call.metric("patchbay.queue.caller_audio")
                            .getLongGaugeData()
                            .getPoints()
                            .iterator()
                            .next()
                            .getValue());
            call.end();
            assertEquals(0, call.sum("patchbay.session.active"));
        }
    }

    @Test
    void dropped_frames_are_counted() {
        try (Watched call = new Watched(agent())) {
            call.session.sendMessage("Hello");
            call.loop.run();
            call.takes();
            Turn answer = call.turns.spokenAnswer("Good day.", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.session.interrupt();
            call.loop.run();
            call.hears(
                    answer.from(TransportEvent.TranscriptDelta.class)
                            .before(TransportEvent.AudioDone.class));
            call.end();
            assertEquals(10, call.sum("patchbay.audio.late"));
        }
    }

    @Test
    void a_failed_response_is_an_error_by_its_code() {
        try (Watched call = new Watched(agent())) {
            call.session.sendMessage("Hello");
            call.loop.run();
            call.takes();
            Response failed =
                    new Response(
                            "r1",
                            Response.Status.FAILED,
                            null,
                            new ProviderError(
                                    "insufficient_quota",
                                    "quota_used_up",
                                    "pay first",
                                    null,
                                    null,
                                    ProviderError.Severity.RECOVERABLE),
                            List.of(),
                            false,
                            Map.of(),
                            null);
            call.hears(
                    Turn.events(
                            new TransportEvent.ResponseStarted(failed),
                            new TransportEvent.ResponseDone(failed)));
            SpanData response = call.span("chat talker-1");
            assertEquals(StatusCode.ERROR, response.getStatus().getStatusCode());
            assertEquals("quota_used_up", response.getAttributes().get(Names.ERROR));
        }
    }

    @Test
    void a_lost_session_is_an_error_with_its_cause() {
        try (Watched call = new Watched(agent())) {
            call.line().disconnect(new CloseReason(CloseReason.Cause.FATAL, 4001, "bad key", null));
            call.loop.run();
            SpanData session = call.span("patchbay.session");
            assertEquals(StatusCode.ERROR, session.getStatus().getStatusCode());
            assertEquals("fatal", session.getAttributes().get(Names.ERROR));
        }
    }

    @Test
    void an_observer_that_goes_ends_its_spans() {
        try (Watched call = new Watched(agent())) {
            call.hears(new TransportEvent.SpeechStarted("u1", 0));
            call.telemetry.close();
            assertEquals(1, call.spans("patchbay.turn").size());
            assertEquals(1, call.spans("patchbay.session").size());
            call.hears(new TransportEvent.SpeechStopped("u1", 700));
            call.end();
            assertEquals(2, call.exporter.getFinishedSpanItems().size());
        }
    }

    @Test
    void a_class_path_finds_it_and_nobody_is_hindered_from_setting_the_global_one() {
        SessionObserver found = ServiceLoader.load(SessionObserver.class).findFirst().orElseThrow();
        assertEquals(Telemetry.class, found.getClass());
        VirtualLoop loop = new VirtualLoop();
        GlobalOpenTelemetry.resetForTest();
        // nothing of its own to close: loop and workers are the test's
        Patchbay patchbay =
                Patchbay.builder().loops(() -> loop).workers(loop).observer(found).build();
        try {
            patchbay.open(SessionOptions.builder().build());
            loop.run();
            assertFalse(GlobalOpenTelemetry.isSet(), "asking for it must not set it");
            try (Watched later = new Watched(agent())) {
                GlobalOpenTelemetry.set(later.sdk);
                patchbay.open(SessionOptions.builder().build());
                loop.run();
                ((Telemetry) found).close();
                assertEquals(1, later.spans("patchbay.session").size(), "of the later session");
            }
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
    }
}
