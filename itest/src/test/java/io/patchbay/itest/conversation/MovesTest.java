package io.patchbay.itest.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.speech.ScriptedSpeech;
import io.patchbay.runtime.Patchbay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One call with one agent that goes from provider to provider, each with a wire of its own: what
 * was said before goes along, tools are called on each, and nothing is lost or done twice.
 */
@Tag("once")
class MovesTest {

    private static final String WHERE = "which cities did I name";

    /** What a provider that takes no output of another line's call is told in words. */
    private static final String TOLD = "has come to this: ten)";

    private static final Pattern ASKED = Pattern.compile(Cast.TIME + " in (\\w+)");
    private static final List<String> CITIES =
            List.of("oslo", "rome", "lima", "cairo", "quito", "tokyo");

    private static final Way OPENAI = Way.ALL.get(0);
    private static final Way XAI =
            new Way("openai", "xai", "/v1/realtime", true, Restoration.REPLAYED);
    private static final Way GEMINI =
            new Way(
                    "gemini",
                    "gemini",
                    "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent",
                    true,
                    Restoration.REPLAYED);
    private static final Way DEEPGRAM =
            new Way("deepgram", "deepgram", "/v1/agent/converse", true, Restoration.REPLAYED);
    // takes nothing of what was said before
    private static final Way QWEN =
            new Way("openai", "qwen", "/api-ws/v1/realtime", true, Restoration.FRESH);

    private final ScriptedSpeech speech = new ScriptedSpeech();
    private final Cast cast = new Cast();
    private Emulator emulator;
    private Patchbay patchbay;

    @BeforeEach
    void start() throws Exception {
        emulator =
                Emulator.builder()
                        .options(EmulatorOptions.defaults().withPace(4).withAnyModel(true))
                        .engines(speech.engines())
                        .script(this::reply)
                        .start();
        patchbay = Patchbay.load();
    }

    @AfterEach
    void stop() {
        patchbay.close();
        emulator.close();
    }

    /** The model knows what its provider was told, and nothing else. */
    private Optional<Script.Reply> reply(Script.Turn turn) {
        if (turn.input().endsWith(TOLD)) {
            return Optional.of(new Script.Reply.Say(Cast.TEN));
        } else if (!turn.input().equals(WHERE)) {
            return cast.reply(turn);
        }
        Set<String> cities = new LinkedHashSet<>();
        for (String item : remembered(turn.sessionId())) {
            Matcher asked = ASKED.matcher(item);
            while (asked.find()) {
                cities.add(asked.group(1));
            }
        }
        return Optional.of(new Script.Reply.Say(named(cities)));
    }

    private static String named(Iterable<String> cities) {
        return "You named " + String.join(" and ", cities) + ".";
    }

    private List<String> remembered(String session) {
        return emulator.conversation(session).toCompletableFuture().join();
    }

    @Test
    void a_call_goes_from_provider_to_provider_and_nothing_is_lost() throws Exception {
        List<Way> ways = List.of(OPENAI, XAI, GEMINI, DEEPGRAM, QWEN, OPENAI);
        SessionOptions options =
                SessionOptions.builder().agent(cast.desk()).line(OPENAI.line(emulator)).build();
        try (Talk talk = new Talk(patchbay, options)) {
            talk.connect();
            for (int i = 0; i < ways.size(); i++) {
                Way way = ways.get(i);
                if (i > 0) {
                    moves(talk, way);
                }
                asks(talk, CITIES.get(i));
                speech.hears(WHERE);
                talk.speak(600);
                int known = way.restored() == Restoration.FRESH ? i : 0;
                talk.answered("desk", named(CITIES.subList(known, i + 1)));
                talk.next(SessionEvent.PlaybackEnded.class);
            }
            nothingLost(talk.session, ways.size());
            assertEquals(history(ways.size()), talk.history());
        }
    }

    /** Moves the call, and is told what the new line knows. */
    private void moves(Talk talk, Way way) throws Exception {
        CompletionStage<Void> moved = talk.session.renew(way.line(emulator));
        SessionEvent.Reconnected there = talk.next(SessionEvent.Reconnected.class);
        Talk.done(moved);
        assertEquals(way.provider(), there.line().provider());
        assertEquals(way.profile(), there.line().profile());
        assertEquals(way.restored(), there.restored(), () -> way + ": " + there.lost());
        if (way.restored() == Restoration.FRESH) {
            assertFalse(there.lost().isEmpty(), "what it does not know is to be told");
        }
    }

    /** The caller asks, a tool finds out, the agent says it. */
    private void asks(Talk talk, String city) throws Exception {
        String question = Cast.TIME + " in " + city;
        speech.hears(question);
        talk.speak(600);
        talk.understood(question);
        assertEquals(ToolOutcome.RESULT, talk.next(SessionEvent.ToolEnded.class).outcome());
        talk.answered("desk", Cast.TEN);
        talk.next(SessionEvent.PlaybackEnded.class);
        assertTrue(talk.heard() > 0, "the answer was to be heard");
    }

    /** By the session's own account, and by the memory of the model that it ended at. */
    private void nothingLost(RealtimeSession session, int calls) {
        assertEquals(calls, cast.toolRuns.get());
        assertEquals(0, session.counters().callerBytesDropped());
        assertEquals(0, session.counters().callsNotRun());
        assertEquals(0, session.counters().staleResults());
        History history = session.history();
        assertEquals(
                calls,
                history.items().stream().filter(Item.FunctionCallOutput.class::isInstance).count());
        List<String> ids = emulator.sessionIds();
        assertEquals(1, ids.size(), "the lines that were left are closed");
        List<String> model = remembered(ids.get(0));
        for (Item item : history.items()) {
            if (item instanceof Item.FunctionCall call) {
                assertEquals(
                        1,
                        model.stream()
                                .filter(known -> known.contains("\"function_call_output\""))
                                .filter(known -> known.contains('"' + call.callId() + '"'))
                                .count(),
                        () -> "outputs of " + call.callId() + " in " + model);
            }
        }
    }

    private static long outputs(History history) {
        return history.items().stream().filter(Item.FunctionCallOutput.class::isInstance).count();
    }

    private static List<String> history(int turns) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            boolean fresh = i == 4;
            lines.add("caller: " + Cast.TIME + " in " + CITIES.get(i));
            lines.add("calls get_time");
            lines.add("gets ten");
            lines.add("agent: " + Cast.TEN);
            lines.add("caller: " + WHERE);
            lines.add("agent: " + named(CITIES.subList(fresh ? i : 0, i + 1)));
        }
        return lines;
    }

    @Test
    void a_tool_that_runs_while_the_call_moves_gives_its_output_to_the_new_provider()
            throws Exception {
        Semaphore clock = new Semaphore(0);
        RealtimeAgent desk =
                RealtimeAgent.builder("desk")
                        .instructions("You sit at the front desk.")
                        .tool(
                                FunctionTool.builder("get_time")
                                        .description("Tells the time.")
                                        .build(
                                                (arguments, context) -> {
                                                    cast.toolRuns.incrementAndGet();
                                                    return clock.tryAcquire(60, TimeUnit.SECONDS)
                                                            ? "ten"
                                                            : "late";
                                                }))
                        .build();
        SessionOptions options =
                SessionOptions.builder()
                        .agent(desk)
                        .line(OPENAI.line(emulator))
                        .limits(SessionLimits.builder().drain(Duration.ofSeconds(1)).build())
                        .build();
        List<Way> ways = List.of(GEMINI, DEEPGRAM, OPENAI);
        try (Talk talk = new Talk(patchbay, options)) {
            talk.connect();
            for (int i = 0; i < ways.size(); i++) {
                speech.hears(Cast.TIME + " in " + CITIES.get(i));
                talk.speak(600);
                talk.next(SessionEvent.ToolStarted.class);
                moves(talk, ways.get(i));
                clock.release();
                assertEquals("ten", talk.next(SessionEvent.ToolEnded.class).output());
                talk.answered("desk", Cast.TEN);
                talk.next(SessionEvent.PlaybackEnded.class);
            }
            assertEquals(ways.size(), cast.toolRuns.get());
            assertEquals(ways.size(), outputs(talk.session.history()));
            assertEquals(0, talk.session.counters().callsNotRun());
            assertEquals(0, talk.session.counters().callerBytesDropped());
        }
    }
}
