package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Plugs of all kinds come and go at once, in any order, while a caller speaks, tools run, agents
 * hand over and lines break: every frame arrives in order, every call has one output, and in the
 * end the newest versions serve and nobody holds another one.
 */
class AllSwapsRandomTest {
    private static final int RUNS = 150;
    private static final int STEPS = 60;

    private static final class World implements AutoCloseable {
        private final Random random;
        private final List<String> story = new ArrayList<>();
        private final LivelyCall call =
                new LivelyCall(
                        SessionOptions.builder()
                                .limits(
                                        SessionLimits.builder()
                                                .callerAudio(Duration.ofMinutes(5))
                                                .plugWait(Duration.ofMinutes(5))
                                                .build()),
                        met -> {});

        World(long seed) {
            random = new Random(seed);
            call.session.connect();
            call.loop.run();
            assertEquals(SessionState.CONNECTED, call.session.state());
        }

        private void told(String what) {
            story.add(what);
        }

        void step() {
            PlugKind kind = LivelyCall.KINDS.get(random.nextInt(LivelyCall.KINDS.size()));
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    told("swap " + kind);
                    call.swap(kind);
                }
                case 2 -> {
                    told("beside " + kind);
                    call.plugIn(kind);
                }
                case 3 -> {
                    if (call.has(kind)) {
                        told("out " + kind);
                        call.remove(kind);
                    }
                }
                case 4 -> {
                    told("all");
                    LivelyCall.KINDS.forEach(call::swap);
                }
                case 5 -> {
                    told("break");
                    call.line(line -> line.disconnect(Lines.RESET));
                }
                case 6 -> {
                    told("slow");
                    call.calls("slow");
                }
                case 7 -> {
                    told("handoff");
                    call.calls(random.nextBoolean() ? "transfer_to_bills" : "transfer_to_guide");
                }
                case 8 -> {
                    told("tools");
                    call.calls(random.nextBoolean() ? "time" : "own");
                }
                case 9 -> {
                    told("results");
                    call.hanging.forEach(result -> result.complete(ToolResult.of("found")));
                    call.hanging.clear();
                }
                case 10 -> {
                    told("answer");
                    call.hears(call.turns.spokenAnswer("one two three", random.nextInt(1_500)));
                }
                default -> {
                    told("interrupted");
                    call.hears(
                            call.turns
                                    .spokenAnswer("one two three", 1_000)
                                    .before(TransportEvent.AudioDone.class));
                    call.session.interrupt();
                }
            }
            call.loop.run();
            int frames = random.nextInt(5) == 0 ? random.nextInt(100) : random.nextInt(6);
            for (int i = 0; i < frames; i++) {
                call.speaks();
                call.advance(20);
            }
        }

        void settle() {
            LivelyCall.KINDS.forEach(call::swap);
            for (int i = 0; i < 40; i++) {
                call.hanging.forEach(result -> result.complete(ToolResult.of("found")));
                call.hanging.clear();
                call.speaks();
                call.advance(1_000);
            }
        }

        void check() {
            assertEquals(SessionState.CONNECTED, call.session.state());
            Map<String, Integer> outputs = new HashMap<>();
            for (Item item : call.session.history().items()) {
                if (item instanceof Item.FunctionCallOutput output) {
                    outputs.merge(output.callId(), 1, Integer::sum);
                }
            }
            for (Item item : call.session.history().items()) {
                if (item instanceof Item.FunctionCall made) {
                    assertEquals(1, outputs.getOrDefault(made.callId(), 0), made::callId);
                }
            }
            for (SessionEvent event : call.events) {
                if (event instanceof SessionEvent.Swapped swapped) {
                    assertEquals(Duration.ZERO, swapped.swap().audioLost(), swapped::toString);
                }
            }
            call.assertAllArrived();
            call.assertNewestServe();
            call.removed.forEach(gone -> assertTrue(gone.toCompletableFuture().isDone(), "gone"));
        }

        @Override
        public void close() {
            call.close();
            call.loop.advance(Duration.ofSeconds(60));
            assertEquals(List.of(), call.inUse());
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void nothing_is_lost_and_in_the_end_the_newest_serve() {
        int swaps = 0;
        for (long seed = 1; seed <= RUNS; seed++) {
            World world = new World(seed);
            try {
                for (int i = 0; i < STEPS; i++) {
                    world.step();
                }
                world.settle();
                world.check();
                world.close();
                for (SessionEvent event : world.call.events) {
                    swaps += event instanceof SessionEvent.Swapped ? 1 : 0;
                }
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + world.story, e);
            }
        }
        assertTrue(swaps > RUNS * 20, "there were swaps: " + swaps);
    }
}
