package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.TransportState;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call in virtual time, of which everything is a plug that can be exchanged: its way to the
 * model, its agent and what that names, and the way in which its caller came. A version of a plug
 * can be told from what it does. The far end answers every request by itself.
 */
final class SwapBoard implements AutoCloseable {

    final VirtualLoop loop = new VirtualLoop();
    final ScriptedTurns turns = new ScriptedTurns();
    final List<SessionEvent> events = new ArrayList<>();
    final List<CompletionStage<Void>> removed = new ArrayList<>();

    final Versions versions = new Versions();
    final TestLeg leg = new TestLeg("caller", AudioFormat.PCM16_24K, Pacing.SINK);
    final Patchbay patchbay;
    final RealtimeSession session;
    private final Map<PlugKind, Plugged> plugged = new HashMap<>();
    private final Map<ScriptedTransport, Integer> answered = new IdentityHashMap<>();
    private @Nullable Plugged trial;
    private @Nullable Turn rest;
    private @Nullable ScriptedTransport speaker;
    private int calls;

    /**
     * Connected, with version 1 of each kind.
     *
     * @param callDrain for how long a live call may stay on an old way for callers
     */
    SwapBoard(Duration callDrain) {
        this(callDrain, null, 0);
    }

    /**
     * Connected while version 2 of a kind is tried on half of the calls.
     *
     * @param before how many were opened before; by its number a call gets it or not
     */
    static SwapBoard trying(PlugKind kind, int before) {
        return new SwapBoard(Duration.ofHours(9), kind, before);
    }

    private SwapBoard(Duration callDrain, @Nullable PlugKind tried, int before) {
        SessionOptions options =
                SessionOptions.builder()
                        .agent("guide")
                        .line(Call.scripted())
                        .config(SessionConfig.builder().turnDetection(Call.SERVER_TURNS).build())
                        .build();
        patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .callDrain(callDrain)
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(options)))
                        .build();
        versions.lines.prepare(line -> line.acknowledgeItems(true));
        for (PlugKind kind : PlugKind.values()) {
            plugged.put(kind, plugIn(plug(kind, "1")));
        }
        if (tried != null) {
            trial = plugIn(plug(tried, "2").share(0.5));
        }
        for (int i = 0; i < before; i++) {
            patchbay.open(options).close(CloseReason.NORMAL);
        }
        session = call("1", leg);
        session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        events.add(event);
                    }
                });
        assertEquals(SessionState.CONNECTED, session.state());
    }

    // ---- plugs

    /** A version of a plug, which does what it does in the name of that version. */
    PlugIn plug(PlugKind kind, String version) {
        return versions.plug(kind, version);
    }

    /** A version that cannot make anything. */
    PlugIn broken(PlugKind kind, String version) {
        return versions.broken(kind, version);
    }

    /** Plugs in, beside what is there. */
    Plugged plugIn(PlugIn plug) {
        Plugged result = patchbay.plugIn(plug);
        loop.run();
        return result;
    }

    /** The version that is in now. */
    Plugged current(PlugKind kind) {
        return Objects.requireNonNull(plugged.get(kind));
    }

    /** The version that is tried. */
    Plugged trial() {
        return Objects.requireNonNull(trial);
    }

    void remove(Plugged plug) {
        removed.add(plug.remove());
        loop.run();
    }

    // ---- the call

    /** A call that comes in by the door of a version. */
    RealtimeSession call(String version, CallerLeg caller) {
        IncomingCalls door = Objects.requireNonNull(versions.doors.get(version));
        Decision.Accept accepted = (Decision.Accept) offered(door);
        CompletionStage<RealtimeSession> answer = door.answer(accepted.options(), caller);
        loop.run();
        return answer.toCompletableFuture().join();
    }

    private Decision offered(IncomingCalls door) {
        CompletionStage<Decision> decision =
                door.offer(new CallRouter.IncomingCall("phone", "call", Map.of()));
        loop.run();
        return decision.toCompletableFuture().join();
    }

    /** The line that stands, or the last that did. */
    ScriptedTransport line() {
        List<ScriptedTransport> all = versions.lines.created();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).state() == TransportState.CONNECTED) {
                return all.get(i);
            }
        }
        return versions.lines.last();
    }

    /** Nothing is remembered of lines but of the last. */
    void forgetsOldLines() {
        versions.lines.forget();
        answered.keySet().retainAll(versions.lines.created());
        speaker = null;
    }

    boolean connected() {
        return line().state() == TransportState.CONNECTED;
    }

    void hears(Turn turn) {
        line().play(turn);
        loop.run();
    }

    /** The far end begins a turn, whose {@code end} it tells when it is asked to. */
    void begins(Turn beginning, Turn end) {
        rest = end;
        speaker = line();
        hears(beginning);
    }

    /** The far end goes on with the turn that it began, if its line still stands. */
    void goesOn() {
        Turn end = rest;
        if (end != null && speaker == line() && connected()) {
            hears(end);
        }
    }

    /** Time passes; the far end answers what it is asked. */
    void advance(long millis) {
        for (long done = 0; done < millis; done += 10) {
            loop.advance(Duration.ofMillis(Math.min(10, millis - done)));
            answer();
        }
    }

    private void answer() {
        for (ScriptedTransport line : versions.lines.created()) {
            int asked = line.commands(Command.CreateResponse.class).size();
            int done = answered.getOrDefault(line, 0);
            answered.put(line, asked);
            for (int i = done; i < asked && line.state() == TransportState.CONNECTED; i++) {
                line.play(turns.textAnswer("All is well."));
                loop.run();
            }
        }
        leg.plays();
        loop.run();
    }

    /** Every call of a slow tool that runs comes to its result. */
    void slowToolsEnd() {
        List.copyOf(versions.results).forEach(Runnable::run);
        loop.run();
    }

    /** Every output of tools that a line was told, by call. */
    Map<String, List<String>> outputs() {
        Map<String, List<String>> outputs = new HashMap<>();
        for (Item item : session.history().items()) {
            if (item instanceof Item.FunctionCallOutput output) {
                outputs.computeIfAbsent(output.callId(), id -> new ArrayList<>())
                        .add(output.output());
            }
        }
        return outputs;
    }

    /** What the model hears of a tool that it calls now. */
    String calls(String tool) {
        return calls(tool, "{}");
    }

    String calls(String tool, String arguments) {
        String id = "call_" + ++calls;
        hears(ToolScript.response("resp_" + id, ToolScript.wish(id, tool, arguments)));
        advance(200);
        return String.join(" and ", outputs().getOrDefault(id, List.of()));
    }

    /** The version that the call has now, or none. */
    String serves(PlugKind kind) {
        switch (kind) {
            case TRANSPORT, PROVIDER:
                return patchbay.plugs().stream()
                        .filter(plug -> plug.kind() == kind && plug.users() > 0)
                        .map(PlugInfo::version)
                        .reduce("", (a, b) -> a + b);
            case CALLER_LEG:
                return List.copyOf(versions.doors.entrySet()).stream()
                        .filter(door -> offered(door.getValue()) instanceof Decision.Accept)
                        .map(Map.Entry::getKey)
                        .reduce("", (a, b) -> a + b);
            case AGENT:
                return calls("own-time").replace("from ", "");
            case TOOL:
                return calls("time").replace("from ", "");
            default:
                versions.judges.values().forEach(judge -> judge.texts.clear());
                hears(turns.textAnswer("This is fine."));
                advance(200);
                return versions.judges.entrySet().stream()
                        .filter(judge -> !judge.getValue().texts.isEmpty())
                        .map(Map.Entry::getKey)
                        .reduce("", (a, b) -> a + b);
        }
    }

    <E extends SessionEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What was told of the swaps of a kind. */
    List<Swap> told(PlugKind kind) {
        return events(SessionEvent.Swapped.class).stream()
                .map(SessionEvent.Swapped::swap)
                .filter(swap -> swap.kind() == kind)
                .toList();
    }

    /** Versions of a kind that the directory shows, with their users. */
    List<String> shown(PlugKind kind) {
        return patchbay.plugs().stream()
                .filter(plug -> plug.kind() == kind)
                .map(plug -> plug.version() + " " + plug.state())
                .toList();
    }

    /** Hangs up; nobody uses anything then. */
    @Override
    public void close() {
        session.close(CloseReason.NORMAL);
        loop.advance(Duration.ofSeconds(31)); // a call that was offered and not answered
        assertTrue(
                patchbay.plugs().stream().allMatch(plug -> plug.users() == 0),
                () -> "in use after the end: " + patchbay.plugs());
        removed.forEach(gone -> assertTrue(gone.toCompletableFuture().isDone(), "let go"));
    }
}
