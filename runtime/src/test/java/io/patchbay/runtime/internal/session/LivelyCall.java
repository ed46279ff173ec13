package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportState;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call in virtual time that uses a plug of every kind, and says of each callback that it is
 * there, so that a test may do anything in it. Not connected at first.
 */
final class LivelyCall implements AutoCloseable {
    private static final int FRAME = AudioFormat.PCM16_24K.bytes(20);

    static final List<PlugKind> KINDS =
            List.of(
                    PlugKind.TRANSPORT,
                    PlugKind.PROVIDER,
                    PlugKind.TOOL,
                    PlugKind.GUARDRAIL,
                    PlugKind.AGENT);

    final VirtualLoop loop = new VirtualLoop();
    final ScriptedTurns turns = new ScriptedTurns();
    final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    final List<SessionEvent> events = new ArrayList<>();
    final List<CompletionStage<Void>> removed = new ArrayList<>();
    final List<CompletableFuture<ToolResult>> hanging = new ArrayList<>();
    final TestLeg leg;
    final Patchbay patchbay;
    final RealtimeSession session;
    private final Consumer<String> met;
    private final Map<PlugKind, Plugged> plugged = new EnumMap<>(PlugKind.class);
    private final Map<ScriptedTransport, Integer> answered = new IdentityHashMap<>();

    /** What was made of each version, by kind; the newest is the last. */
    final Map<PlugKind, List<Object>> made = new EnumMap<>(PlugKind.class);

    private Object mark = new Object();
    private int version;
    private int calls;
    private int spoken;

    /**
     * Opens the session.
     *
     * @param met told the name of each callback, on its thread
     */
    LivelyCall(SessionOptions.Builder options, Consumer<String> met) {
        this.met = met;
        lines.prepare(line -> line.acknowledgeItems(true));
        patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .observer(
                                new SessionObserver() {
                                    @Override
                                    public SessionListener observe(RealtimeSession observed) {
                                        met.accept("observe");
                                        return new SessionListener() {
                                            @Override
                                            public void onEvent(SessionEvent event) {
                                                met.accept("observer " + name(event));
                                            }
                                        };
                                    }
                                })
                        .build();
        KINDS.forEach(this::plugIn);
        session = patchbay.open(options.agent("guide").line(Call.scripted()).build());
        session.listenInline(new Ears());
        session.on(SessionEvent.class, event -> met.accept("off the loop " + name(event)));
        leg = new Leg();
        session.addLeg(leg);
        loop.run();
    }

    private static String name(Object event) {
        return event.getClass().getSimpleName();
    }

    private final class Ears implements SessionListener {
        @Override
        public Set<Interest> interests() {
            return EnumSet.allOf(Interest.class);
        }

        @Override
        public void onEvent(SessionEvent event) {
            events.add(event);
            met.accept("inline " + name(event));
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            met.accept("onAudio");
        }

        @Override
        public void onCallerAudio(AudioChunk chunk) {
            met.accept("onCallerAudio");
        }

        @Override
        public void onCall(SessionCall call) {
            met.accept("onCall " + name(call));
        }

        @Override
        public void onTransportEvent(TransportEvent event) {
            met.accept("onTransportEvent " + name(event));
        }
    }

    private final class Leg extends TestLeg {
        Leg() {
            super("caller", AudioFormat.PCM16_24K, AudioSink.Pacing.SINK);
        }

        @Override
        public AudioSink.Offer offer(AudioChunk chunk) {
            met.accept("sink offer");
            return super.offer(chunk);
        }

        @Override
        public void flush(@Nullable String itemId) {
            met.accept("sink flush");
            super.flush(itemId);
        }

        @Override
        public void close(CloseReason reason) {
            met.accept("leg close");
            super.close(reason);
        }
    }

    private final class Rule implements OutputGuardrail {
        final Object of = mark;

        @Override
        public String name() {
            return "no-bad";
        }

        @Override
        public CompletionStage<Verdict> check(String text, GuardrailContext context) {
            met.accept("guardrail");
            Objects.requireNonNull(of);
            return CompletableFuture.completedFuture(
                    text.contains("bad") ? Verdict.trip("found it") : Verdict.PASS);
        }
    }

    private final class Carriage implements TransportFactory {
        final Object of = mark;

        @Override
        public TransportCapabilities capabilities() {
            return lines.capabilities();
        }

        @Override
        public RealtimeTransport create(Settings settings, PlugContext context) {
            met.accept("transport create");
            Objects.requireNonNull(of);
            return lines.create(settings, context);
        }
    }

    private PlugIn made(PlugKind kind) {
        switch (kind) {
            case TRANSPORT:
                return PlugIn.transport(new Carriage());
            case PROVIDER:
                ScriptedProvider provider = new ScriptedProvider();
                mark = provider;
                return PlugIn.provider(provider);
            case TOOL:
                return PlugIn.tools(Sources.tools("clock", tool("time"), slow("slow")));
            case AGENT:
                return PlugIn.agents(Sources.agents("team", agent("guide"), agent("bills")));
            default:
                return PlugIn.guardrails(Sources.guardrails("rules", new Rule()));
        }
    }

    private FunctionTool tool(String name) {
        String description = "As version " + version + " does it.";
        Object of = mark;
        return FunctionTool.builder(name)
                .description(description)
                .build(
                        (arguments, context) -> {
                            met.accept("tool");
                            Objects.requireNonNull(of);
                            return description;
                        });
    }

    private FunctionTool slow(String name) {
        return FunctionTool.builder(name)
                .buildAsync(
                        (arguments, context) -> {
                            met.accept("slow tool");
                            CompletableFuture<ToolResult> result = new CompletableFuture<>();
                            hanging.add(result);
                            return result;
                        });
    }

    private RealtimeAgent agent(String name) {
        String words = "Speak as " + version + ".";
        Object of = mark;
        return RealtimeAgent.builder(name)
                .instructions(
                        context -> {
                            met.accept("instructions");
                            Objects.requireNonNull(of);
                            return CompletableFuture.completedFuture(words);
                        })
                .tool("time")
                .tool("slow")
                .tool(tool("own"))
                .tool(
                        FunctionTool.builder("pay")
                                .approval(ToolApproval.ALWAYS)
                                .build(
                                        (arguments, context) -> {
                                            met.accept("tool with consent");
                                            return "paid";
                                        }))
                .outputGuardrail("no-bad")
                .handoff(
                        Handoff.to(Reference.named(name.equals("guide") ? "bills" : "guide"))
                                .withOnHandoff(
                                        (input, context) -> {
                                            met.accept("handoff");
                                            return CompletableFuture.completedFuture(null);
                                        }))
                .build();
    }

    // ---- plugs

    /** A newer version, beside what is there. */
    void plugIn(PlugKind kind) {
        version++;
        mark = new Object();
        PlugIn plug = made(kind).version("" + version);
        made.computeIfAbsent(kind, any -> new ArrayList<>()).add(mark);
        plugged.put(kind, patchbay.plugIn(plug));
        loop.run();
    }

    /** A newer version takes the place of what is there. */
    void swap(PlugKind kind) {
        Plugged old = plugged.get(kind);
        plugIn(kind);
        if (old != null) {
            removed.add(old.remove());
            loop.run();
        }
    }

    boolean has(PlugKind kind) {
        return plugged.containsKey(kind);
    }

    void remove(PlugKind kind) {
        removed.add(Objects.requireNonNull(plugged.remove(kind)).remove());
        loop.run();
    }

    List<PlugInfo> inUse() {
        return patchbay.plugs().stream().filter(plug -> plug.users() > 0).toList();
    }

    // ---- the far end

    boolean over() {
        return session.state() == SessionState.CLOSED;
    }

    /** Does something with the session's line; nothing while it has none. */
    void line(Consumer<ScriptedTransport> action) {
        List<ScriptedTransport> all = lines.created();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).state() == TransportState.CONNECTED) {
                action.accept(all.get(i));
                loop.run();
                return;
            }
        }
    }

    void hears(TransportEvent event) {
        line(line -> line.emit(event));
    }

    /** The far end tells a turn, as far as anybody hears it. */
    void hears(Turn turn) {
        line(line -> line.play(turn));
    }

    void calls(String tool) {
        String id = "call_" + ++calls;
        hears(ToolScript.response("resp_" + id, ToolScript.wish(id, tool, "{}")));
    }

    /** Time passes; the far end answers what it is asked, and the caller hears it. */
    void advance(long millis) {
        for (long done = 0; done < millis; done += 20) {
            loop.advance(Duration.ofMillis(Math.min(20, millis - done)));
            for (ScriptedTransport line : List.copyOf(lines.created())) {
                int asked = line.commands(Command.CreateResponse.class).size();
                int from = answered.getOrDefault(line, 0);
                answered.put(line, asked);
                for (int i = from; i < asked; i++) {
                    if (line.state() == TransportState.CONNECTED) {
                        line.play(turns.spokenAnswer("All is well.", 60));
                        loop.run();
                    }
                }
            }
            loop.call(
                    () -> {
                        leg.plays();
                        return true;
                    });
        }
    }

    /** The caller speaks another frame of 20 ms. */
    void speaks() {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        frame.putInt(0, ++spoken);
        session.sendAudio(frame);
        loop.run();
    }

    /** Each line has the caller's frames in order, from where the one before it has ended. */
    void assertAllArrived() {
        int last = 0;
        for (ScriptedTransport line : lines.created()) {
            int before = -1;
            for (AudioClip clip : line.audio()) {
                ByteBuffer bytes = clip.bytes();
                for (int at = 0; at < clip.size(); at += FRAME) {
                    int number = bytes.getInt(bytes.position() + at);
                    if (before < 0) {
                        assertTrue(number <= last + 1, number + " after " + last);
                    } else {
                        assertEquals(before + 1, number);
                    }
                    before = number;
                    last = Math.max(last, number);
                }
            }
        }
        assertEquals(spoken, last);
    }

    /** The newest versions are in use, and no others. */
    void assertNewestServe() {
        Map<PlugKind, String> newest = new EnumMap<>(PlugKind.class);
        for (PlugInfo plug : patchbay.plugs()) {
            newest.putIfAbsent(plug.kind(), plug.version());
            boolean best = plug.version().equals(newest.get(plug.kind()));
            boolean held = plug.kind() != PlugKind.TOOL && plug.kind() != PlugKind.GUARDRAIL;
            assertEquals(best && held ? 1 : 0, plug.users(), patchbay.plugs()::toString);
        }
    }

    @Override
    public void close() {
        session.close(CloseReason.NORMAL);
        loop.run();
    }
}
