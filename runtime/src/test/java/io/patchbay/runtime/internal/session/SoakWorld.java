package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.Retention;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A caller who talks for hours with agents that have tools, over lines that may break, and the
 * comparison of what both sides know. It remembers nothing that grows with the length of the call.
 */
final class SoakWorld implements AutoCloseable {
    static final int TICK_MILLIS = 20;
    private static final int HISTORY = 64;
    private static final int STORY = 400;
    private static final boolean TRACE = Boolean.getBoolean("patchbay.soak.trace");

    final VirtualLoop loop = new VirtualLoop();
    final RealtimeSession session;
    final SoakServer.Totals totals = new SoakServer.Totals();
    final Map<String, Integer> happened = new TreeMap<>();
    int drops;
    int turns;

    /** What the server and the tools do by themselves. */
    private static final Pattern EXPECTED =
            Pattern.compile(
                    "response failed|cut short|not be transcribed|tool 'broken'|the model called");

    private final Random random;
    private final boolean rough;
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final RealtimeAgent front;
    private final ByteBuffer voice = frame((byte) 1);
    private final ByteBuffer silence = frame((byte) 0);
    private final List<SoakServer> servers = new ArrayList<>();
    private final Set<String> lost = new HashSet<>();
    private final List<String> forgotten = new ArrayList<>();
    private final ArrayDeque<String> story = new ArrayDeque<>();
    private int speaking;
    private int running;
    private boolean manual;
    private boolean playing;
    private boolean settling;
    private SessionEvent.@Nullable Error unexpected;

    /**
     * Connected.
     *
     * @param rough whether callers interrupt, lines break and settings change
     */
    SoakWorld(long seed, boolean rough) {
        random = new Random(seed);
        this.rough = rough;
        lines.prepare(
                line -> {
                    if (rough && !servers.isEmpty() && random.nextInt(8) == 0) {
                        line.failNextConnect(Lines.RESET);
                    }
                });
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(provider)
                        .build();
        RealtimeAgent last = RealtimeAgent.builder("last").instructions("Say goodbye.").build();
        RealtimeAgent second =
                RealtimeAgent.builder("second")
                        .instructions("Look things up.")
                        .tool(slow())
                        .tool(fast())
                        .handoff(last)
                        .build();
        front =
                RealtimeAgent.builder("front")
                        .instructions("Be kind.")
                        .tool(fast())
                        .tool(slow())
                        .tool(broken())
                        .handoff(second)
                        .build();
        session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(front)
                                .line(Call.scripted())
                                .config(
                                        SessionConfig.builder()
                                                .turnDetection(Call.SERVER_TURNS)
                                                .build())
                                .retention(new Retention(HISTORY, 1 << 20))
                                .reconnect(
                                        ReconnectPolicy.builder()
                                                .attempts(1_000_000)
                                                .firstDelay(Duration.ofMillis(100))
                                                .longestDelay(Duration.ofSeconds(1))
                                                .build())
                                .build());
        session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        heard(event);
                    }
                });
        session.connect();
        tick();
        assertEquals(SessionState.CONNECTED, session.state());
    }

    private static ByteBuffer frame(byte value) {
        ByteBuffer frame = ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(TICK_MILLIS));
        while (frame.hasRemaining()) {
            frame.put(value);
        }
        return frame.flip();
    }

    private static FunctionTool fast() {
        return FunctionTool.builder("fast")
                .description("Knows at once.")
                .build((arguments, context) -> "known");
    }

    private FunctionTool slow() {
        return FunctionTool.builder("slow")
                .description("Looks it up.")
                .buildAsync(
                        (arguments, context) -> {
                            CompletableFuture<ToolResult> result = new CompletableFuture<>();
                            running++;
                            loop.schedule(
                                    () -> {
                                        running--;
                                        result.complete(ToolResult.of("found"));
                                    },
                                    Duration.ofMillis(100 + random.nextInt(2_000)));
                            return result;
                        });
    }

    private static FunctionTool broken() {
        return FunctionTool.builder("broken")
                .description("Fails.")
                .build(
                        (arguments, context) -> {
                            throw new IllegalStateException("out of order");
                        });
    }

    private void heard(SessionEvent event) {
        traces(event);
        if (event instanceof SessionEvent.Error error) {
            tells("error " + error.message() + " " + error.provider());
            if (!EXPECTED.matcher(error.message()).find()) {
                unexpected = error;
            }
            count("error: " + error.message().replaceAll("[a-z]+_\\d+|(?<=call )\\S+", "…"));
        } else if (event instanceof SessionEvent.Warning warning) {
            count("warning: " + warning.code());
        } else if (event instanceof SessionEvent.Reconnected back) {
            tells("back " + back.lost());
            count("restored: " + back.restored());
            for (String line : back.lost()) {
                lost.add(line.substring(0, Math.max(0, line.indexOf(':'))));
                count("lost: " + line.substring(line.indexOf(':') + 1).replaceAll("\\d+", "n"));
            }
        } else if (event instanceof SessionEvent.HistoryForgotten old) {
            forgotten.addAll(old.itemIds());
        } else if (event instanceof SessionEvent.PlaybackStarted) {
            playing = true;
        } else if (event instanceof SessionEvent.PlaybackEnded) {
            playing = false;
        } else if (event instanceof SessionEvent.AudioInterrupted) {
            playing = false;
            count("interrupted");
        } else if (event instanceof SessionEvent.AgentHandoff
                || event instanceof SessionEvent.ToolEnded) {
            count(event.getClass().getSimpleName());
        } else if (event instanceof SessionEvent.SpeechStopped && manual) {
            session.requestResponse(ResponseOptions.DEFAULT);
        }
    }

    private void count(String what) {
        happened.merge(what, 1, Integer::sum);
    }

    private void tells(String what) {
        story.addLast(loop.elapsed().toMillis() + " " + what);
        if (story.size() > STORY) {
            story.removeFirst();
        }
    }

    private void traces(Object what) {
        if (TRACE
                && !(what instanceof SessionEvent.Measured)
                && !(what instanceof SessionEvent.TranscriptDelta)
                && !(what instanceof TransportEvent.TranscriptDelta)) {
            tells(what.toString());
        }
    }

    String story() {
        return String.join("\n", story);
    }

    // ---- time

    /** Twenty milliseconds, in which both sides do what they do. */
    private void tick() {
        boolean talks = speaking > 0;
        speaking = Math.max(0, speaking - 1);
        session.sendAudio((talks ? voice : silence).duplicate());
        loop.advance(Duration.ofMillis(TICK_MILLIS));
        meetServers();
        long now = loop.elapsed().toMillis();
        for (SoakServer server : servers) {
            if (server.line().state() == TransportState.CONNECTED) {
                server.tick(now);
            }
        }
        SoakServer current = server();
        servers.removeIf(
                server ->
                        server != current && server.line().state() == TransportState.DISCONNECTED);
        assertEquals(null, unexpected);
        if (rough) {
            fate();
        }
    }

    private void meetServers() {
        ScriptedTransport line = lines.last();
        if (servers.isEmpty() || server().line() != line) {
            servers.add(new SoakServer(line, random, totals, this::traces));
            lines.forget();
            provider.forget();
        }
    }

    private SoakServer server() {
        return servers.get(servers.size() - 1);
    }

    /** What happens to a caller at any moment. */
    private void fate() {
        if (settling) {
            return;
        }
        int chance = random.nextInt(4_000);
        if (chance < 4) {
            drop();
        } else if (chance < 6 && server().answering()) {
            drop();
        } else if (chance < 16 && running > 0) {
            drop();
        } else if (chance < 30) {
            tells("interrupt");
            session.interrupt();
        } else if (chance == 31) {
            manual = !manual;
            tells("manual " + manual);
            session.updateConfig(
                    SessionConfig.builder()
                            .turnDetection(Call.SERVER_TURNS.with(!manual, true))
                            .build());
        }
    }

    private void drop() {
        ScriptedTransport line = server().line();
        if (line.state() == TransportState.CONNECTED) {
            drops++;
            tells("the line breaks");
            line.disconnect(Lines.RESET);
        }
    }

    // ---- turns

    /** The caller says or writes something, and waits as long as callers do. */
    void turn() {
        turns++;
        if (turns % 7 == 0) {
            tells("back to the front");
            session.updateAgent(front);
        }
        if (random.nextInt(5) == 0) {
            tells("writes " + turns);
            session.sendMessage("message " + turns, random.nextInt(5) > 0);
        } else {
            tells("speaks " + turns);
            speaking = 10 + random.nextInt(40);
        }
        if (rough && random.nextInt(3) > 0) {
            for (int i = 20 + random.nextInt(100); i > 0; i--) {
                tick();
            }
        } else {
            listen();
        }
    }

    /** Hears the answer out, and whatever follows from it. */
    private void listen() {
        for (int i = 0, quiet = 0; i < 600 && quiet < 25; i++) {
            tick();
            quiet = still() ? quiet + 1 : 0;
        }
    }

    private boolean still() {
        ResponseGate gate = ((Session) session).gate();
        return speaking == 0
                && running == 0
                && !playing
                && session.state() == SessionState.CONNECTED
                && server().quiet()
                && !gate.busy()
                && gate.waiting() == 0;
    }

    /** All that has begun ends, and then both sides know the same. */
    void settle() {
        settling = true;
        // longer than the gate waits for the answer to a turn
        for (int i = 0, quiet = 0; quiet < 200; i++) {
            tick();
            quiet = still() ? quiet + 1 : 0;
            if (i > 6_000) {
                ResponseGate gate = ((Session) session).gate();
                throw new AssertionError(
                        "stuck: "
                                + session.state()
                                + ", server quiet "
                                + server().quiet()
                                + ", tools "
                                + running
                                + ", gate busy "
                                + gate.busy()
                                + ", waiting "
                                + gate.waiting());
            }
        }
        settling = false;
        compare();
        Set<String> ids = new HashSet<>();
        Set<String> calls = new HashSet<>();
        for (Item item : session.history().items()) {
            ids.add(item.id());
            if (item instanceof Item.FunctionCall call) {
                calls.add(call.callId());
            }
        }
        lost.retainAll(ids);
        totals.due.retainAll(calls);
    }

    // ---- both sides

    private void compare() {
        SoakConversation told = server().conversation;
        // what the session keeps no longer need not be compared
        forgotten.forEach(told::delete);
        forgotten.clear();
        List<Item> mine = new ArrayList<>(session.history().items());
        mine.removeIf(item -> told.item(item.id()) == null && mayBeMissing(item));
        List<Item> theirs = told.items();
        assertEquals("", difference(theirs, mine), "history (-) and server (+) differ");
        for (int i = 0; i < mine.size(); i++) {
            same(theirs.get(i), mine.get(i), told);
        }
        outputs(session.history().items());
        outputs(theirs);
        assertEquals(totals.usage, session.usage());
        assertEquals(0, session.counters().listenerFailures());
        assertEquals(0, session.queues().callerAudioBytes());
        assertFalse(((Session) session).gate().speaking());
    }

    /** What a new line is not told: what was reported, and answers of which nothing was heard. */
    private boolean mayBeMissing(Item item) {
        return lost.contains(item.id())
                || item instanceof Item.Message message && "".equals(heard(message));
    }

    /** Item by item, in few words: histories are long. */
    private static String difference(List<Item> theirs, List<Item> mine) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.max(mine.size(), theirs.size()) && text.length() < 2_000; i++) {
            Item here = i < mine.size() ? mine.get(i) : null;
            Item there = i < theirs.size() ? theirs.get(i) : null;
            if (here == null || there == null || !here.id().equals(there.id())) {
                text.append("\n").append(i).append(" -").append(here).append(" +").append(there);
            }
        }
        return text.toString();
    }

    private static void same(Item theirs, Item mine, SoakConversation told) {
        if (theirs instanceof Item.Message server && mine instanceof Item.Message client) {
            assertEquals(server.role(), client.role(), mine.id());
            String known = heard(client);
            String text = server.text();
            if (told.isTruncated(mine.id())) {
                assertTrue(known != null && text.startsWith(known), () -> text + " / " + client);
            } else if (server.content().stream()
                    .anyMatch(ContentPart.OutputText.class::isInstance)) {
                // an earlier line had it as sound; what was cut after that, this one cannot cut
                String least = known == null ? client.text() : known;
                assertTrue(
                        text.startsWith(least) && client.text().startsWith(text),
                        () -> text + " / " + client);
            } else {
                assertEquals(text, client.text(), mine.id());
                assertEquals(null, known, mine.id());
                assertEquals(server.status(), client.status(), mine.id());
            }
        } else {
            assertEquals(theirs, mine);
        }
    }

    private static @Nullable String heard(Item.Message message) {
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.OutputAudio audio && audio.heard() != null) {
                return audio.heard().text();
            }
        }
        return null;
    }

    /** Every call of a completed response has one output; no call has two. */
    private void outputs(List<Item> items) {
        Map<String, Integer> outputs = new HashMap<>();
        for (Item item : items) {
            if (item instanceof Item.FunctionCallOutput output) {
                outputs.merge(output.callId(), 1, Integer::sum);
            }
        }
        for (Item item : items) {
            if (item instanceof Item.FunctionCall call) {
                int count = outputs.getOrDefault(call.callId(), 0);
                assertEquals(
                        totals.due.contains(call.callId()) ? 1 : 0, count, "outputs of " + call);
            }
        }
    }

    /** Nothing is left that would happen later. */
    void nothingIsLeft() {
        settle();
        // what still plays ends
        for (int i = 0; i < 1_000; i++) {
            tick();
        }
        assertEquals(0, running);
        assertEquals(0, loop.timers(), "timers");
    }

    @Override
    public void close() {
        session.close(CloseReason.NORMAL);
        loop.run();
        assertEquals(SessionState.CLOSED, session.state());
        assertEquals(0, loop.timers(), "timers of a closed session");
    }
}
