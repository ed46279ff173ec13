package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions at work while plugs come and go at random: no call is lost, no plug is held. */
class PartSwapsRandomTest {

    private static final int SESSIONS = 4;

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory factory = new ScriptedTransportFactory();
    private final ScriptedTurns turns = new ScriptedTurns();
    private final List<ToolScript.Slow> slow = new ArrayList<>();
    private final List<Plugged> plugged = new ArrayList<>();
    private final List<CompletionStage<Void>> removed = new ArrayList<>();
    private final List<ScriptedTransport> lines = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();
    private int version;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_call_gets_one_output_and_every_removed_plug_is_let_go(long seed) {
        Random random = new Random(seed);
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(factory)
                        .provider(new ScriptedProvider())
                        .build();
        plugged.add(patchbay.plugIn(agents()));
        plugged.add(patchbay.plugIn(tools()));
        List<RealtimeSession> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            RealtimeSession session =
                    patchbay.open(
                            SessionOptions.builder().agent("guide").line(Call.scripted()).build());
            session.connect();
            loop.run();
            lines.add(factory.last());
            asked.add(0);
            sessions.add(session);
        }
        for (int step = 0; step < 300; step++) {
            step(patchbay, random);
        }
        loop.advance(Duration.ofSeconds(61)); // whatever runs still is cancelled or late
        loop.run();
        for (int i = 0; i < SESSIONS; i++) {
            Map<String, Integer> outputs = new HashMap<>();
            for (Command.CreateItem sent : lines.get(i).commands(Command.CreateItem.class)) {
                if (sent.item() instanceof Item.FunctionCallOutput output) {
                    outputs.merge(output.callId(), 1, Integer::sum);
                }
            }
            assertEquals(asked.get(i), outputs.size(), "calls of session " + i);
            assertTrue(outputs.values().stream().allMatch(count -> count == 1), outputs.toString());
        }
        plugged.forEach(one -> removed.add(one.remove()));
        loop.advance(Duration.ofSeconds(11));
        removed.forEach(gone -> assertTrue(gone.toCompletableFuture().isDone(), "let go"));
        assertEquals(
                List.of(),
                patchbay.plugs().stream()
                        .filter(
                                plug ->
                                        plug.kind() == PlugKind.TOOL
                                                || plug.kind() == PlugKind.AGENT)
                        .map(PlugInfo::toString)
                        .toList());
        sessions.forEach(session -> session.close(CloseReason.NORMAL));
        loop.run();
    }

    private void step(Patchbay patchbay, Random random) {
        int session = random.nextInt(SESSIONS);
        switch (random.nextInt(10)) {
            case 0 -> plugged.add(patchbay.plugIn(tools()));
            case 1 -> plugged.add(patchbay.plugIn(agents()));
            case 2, 3 -> {
                if (!plugged.isEmpty()) {
                    removed.add(plugged.remove(random.nextInt(plugged.size())).remove());
                }
            }
            case 4 -> loop.advance(Duration.ofMillis(random.nextInt(200)));
            case 5 -> loop.advance(Duration.ofMillis(random.nextInt(6_000)));
            case 6 -> {
                if (!slow.isEmpty()) {
                    slow.remove(random.nextInt(slow.size())).result.complete(ToolResult.of("ok"));
                }
            }
            case 7 -> lines.get(session).play(turns.textAnswer("So."));
            default -> {
                int number = asked.get(session);
                asked.set(session, number + 1);
                String id = "s" + session + "_" + number;
                lines.get(session)
                        .play(
                                ToolScript.response(
                                        "r" + id,
                                        ToolScript.wish(
                                                id, random.nextBoolean() ? "time" : "own", "{}")));
            }
        }
        loop.run();
    }

    private PlugIn tools() {
        version++;
        ToolScript.Slow tool = new ToolScript.Slow();
        slow.add(tool);
        return PlugIn.tools(Sources.tools("clock", tool.named("time"))).version("" + version);
    }

    private PlugIn agents() {
        version++;
        ToolScript.Slow tool = new ToolScript.Slow();
        slow.add(tool);
        return PlugIn.agents(
                        Sources.agents(
                                "team",
                                RealtimeAgent.builder("guide")
                                        .instructions("Speak as " + version + ".")
                                        .tool("time")
                                        .tool(tool.named("own"))
                                        .build()))
                .version("" + version);
    }
}
