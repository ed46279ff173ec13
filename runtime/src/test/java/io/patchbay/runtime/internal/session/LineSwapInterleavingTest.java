package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Plugs come and go, lines break, openings are refused, people and tools talk, in any order: in the
 * end one line stands on the plugs that there are, and every call has one output.
 */
class LineSwapInterleavingTest {
    private static final int RUNS = 300;
    private static final int STEPS = 60;

    private static final class World implements AutoCloseable {
        private final Random random;
        private final List<String> story = new ArrayList<>();
        private final List<SwapCall.Transport> transports = new ArrayList<>();
        private final List<ScriptedProvider> providers = new ArrayList<>();
        private final List<CompletableFuture<ToolResult>> hanging = new ArrayList<>();
        private final SwapCall swap;
        private int versions = 1;
        private int calls;
        private int turns;

        World(long seed) {
            random = new Random(seed);
            FunctionTool look =
                    FunctionTool.builder("look")
                            .buildAsync(
                                    (arguments, context) -> {
                                        CompletableFuture<ToolResult> result =
                                                new CompletableFuture<>();
                                        hanging.add(result);
                                        return result;
                                    });
            swap =
                    new SwapCall(
                            SessionOptions.builder()
                                    .agent(ToolScript.agent(look))
                                    .line(Call.scripted()));
            transports.add(swap.transport("1"));
            providers.add(swap.provider("1"));
            swap.call.connect();
            swap.call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        int kind = random.nextInt(6);
                        line.openByHand(kind == 0);
                        if (kind == 1) {
                            line.failNextConnect(Lines.RESET);
                        }
                    });
        }

        void step() {
            Call call = swap.call;
            switch (random.nextInt(13)) {
                case 0, 1 -> {
                    told("transport " + ++versions);
                    transports.add(swap.transport("" + versions));
                }
                case 2 -> {
                    told("provider " + ++versions);
                    providers.add(swap.provider("" + versions));
                }
                case 3 -> {
                    if (!transports.isEmpty()) {
                        told("transport out");
                        swap.unplug(transports.remove(random.nextInt(transports.size())));
                    }
                }
                case 4 -> {
                    if (!providers.isEmpty()) {
                        told("provider out");
                        swap.unplug(providers.remove(random.nextInt(providers.size())));
                    }
                }
                case 5 -> open();
                case 6 -> {
                    if (random.nextInt(3) == 0) {
                        living(line -> line.disconnect(Lines.RESET), "break");
                    }
                }
                case 7 -> living(line -> line.play(call.turns.spokenAnswer("well", 500)), "answer");
                case 8 -> {
                    String id = "c" + ++calls;
                    living(
                            line ->
                                    line.play(
                                            ToolScript.response(
                                                    "r" + id, ToolScript.wish(id, "look", "{}"))),
                            "call " + id);
                }
                case 9 -> {
                    if (!hanging.isEmpty()) {
                        told("result");
                        hanging.remove(0).complete(ToolResult.of("found"));
                    }
                }
                case 10 -> {
                    String id = "t" + ++turns;
                    living(
                            line -> {
                                line.emit(new TransportEvent.SpeechStarted(id, 0));
                                line.emit(new TransportEvent.SpeechStopped(id, 20));
                                line.emit(new TransportEvent.InputCommitted(id, Placement.END));
                            },
                            "turn " + id);
                }
                case 11 -> {
                    told("frame");
                    call.session.sendAudio(Call.frame(random.nextInt(100)));
                }
                default -> {
                    told("renew");
                    call.session.renew();
                }
            }
            call.run();
            call.advance(random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(80));
        }

        private void told(String what) {
            story.add(what);
        }

        /** The far end of the session's line says something. */
        private void living(java.util.function.Consumer<ScriptedTransport> action, String what) {
            for (ScriptedTransport line : swap.call.lines.created()) {
                if (line.state() == TransportState.CONNECTED) {
                    told(what);
                    action.accept(line);
                    return;
                }
            }
        }

        private void open() {
            for (ScriptedTransport line : swap.call.lines.created()) {
                if (line.state() == TransportState.CONNECTING) {
                    told("opening");
                    if (random.nextInt(4) == 0) {
                        line.refuse(Lines.RESET);
                    } else {
                        line.accept();
                    }
                }
            }
        }

        void settle() {
            swap.call.lines.prepare(line -> line.acknowledgeItems(true));
            // a move that was rolled back is tried again when there is news
            transports.add(swap.transport("" + ++versions));
            providers.add(swap.provider("" + ++versions));
            for (int i = 0; i < 100; i++) {
                for (ScriptedTransport line : swap.call.lines.created()) {
                    if (line.state() == TransportState.CONNECTING) {
                        line.accept();
                    }
                }
                hanging.forEach(result -> result.complete(ToolResult.of("found")));
                hanging.clear();
                swap.call.advance(500);
            }
        }

        void check() {
            List<String> answered = new ArrayList<>();
            for (Item item : swap.call.session.history().items()) {
                if (item instanceof Item.FunctionCallOutput output) {
                    assertTrue(!answered.contains(output.callId()), output::callId);
                    answered.add(output.callId());
                }
            }
            for (Item item : swap.call.session.history().items()) {
                if (item instanceof Item.FunctionCall call) {
                    assertTrue(answered.contains(call.callId()), call::callId);
                }
            }
            for (Swap swap : swap.swaps()) {
                assertTrue(!swap.audioLost().isNegative(), swap::toString);
            }
            if (swap.call.session.state() == SessionState.CLOSED) {
                assertEquals(
                        1,
                        swap.call.events(SessionEvent.StateChanged.class).stream()
                                .filter(e -> e.state() == SessionState.CLOSED && e.reason() != null)
                                .count());
                swap.assertNothingHeldOfOthers(0);
            } else {
                swap.assertSettled();
            }
        }

        @Override
        public void close() {
            swap.close();
        }
    }

    @Test
    void in_the_end_one_line_stands_and_nothing_is_held() {
        int closed = 0;
        int swaps = 0;
        for (long seed = 1; seed <= RUNS; seed++) {
            World world = new World(seed);
            try {
                for (int i = 0; i < STEPS; i++) {
                    world.step();
                }
                world.settle();
                world.check();
                swaps += world.swap.swaps().size();
                closed += world.swap.call.session.state() == SessionState.CLOSED ? 1 : 0;
                world.close();
                world.swap.assertNothingHeldOfOthers(0);
                assertEquals(0, world.swap.call.loop.timers());
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + world.story, e);
            }
        }
        assertTrue(swaps > RUNS * 3, "there were swaps: " + swaps);
        assertTrue(closed < RUNS / 10, "most calls live on: " + closed + " ended");
    }
}
