package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.runtime.internal.session.ResponseRequest.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The gate against a server that does what the protocol allows, in random order: never two requests
 * outstanding, none lost, never stuck.
 */
class ResponseGateInterleavingTest {
    private static final long SILENCE = 15_000;
    private static final long CANCEL = 5_000;

    @Test
    void no_interleaving_loses_doubles_or_blocks_a_request() {
        for (long seed = 0; seed < 20_000; seed++) {
            World world = new World(seed);
            try {
                world.live(60);
                world.settle();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + world.story, e);
            }
        }
    }

    /** A client and a server with a wire between them. */
    private static final class World implements ResponseGate.Actions {
        final Random random;
        final List<String> story = new ArrayList<>();
        final ArrayDeque<Runnable> toServer = new ArrayDeque<>();
        final ArrayDeque<Runnable> toClient = new ArrayDeque<>();
        final ResponseGate gate = new ResponseGate(this, SILENCE, CANCEL);
        final Set<String> manual = new HashSet<>();
        final Map<String, Boolean> items = new HashMap<>();
        final Set<String> taken = new HashSet<>();
        @Nullable String outstanding;
        @Nullable String active;
        final Set<String> flying = new HashSet<>();
        final Set<String> dropped = new HashSet<>();
        boolean open = true;
        boolean stalled;
        boolean mayStall = true;
        long now;
        long due = -1;
        int count;

        World(long seed) {
            random = new Random(seed);
            gate.open(now);
        }

        void live(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
            }
        }

        private void step() {
            if (!open || random.nextInt(60) == 0) {
                reopen();
                return;
            }
            switch (random.nextInt(12)) {
                case 0 -> requestManually();
                case 1, 2 -> requestForItem();
                case 3 -> startByItself();
                case 4, 5, 6 -> run(toServer);
                case 7, 8, 9 -> run(toClient);
                case 10 -> finish("completed");
                default -> {
                    if (random.nextInt(3) == 0) {
                        story.add("interrupt");
                        gate.cancel();
                    } else {
                        tick(random.nextInt(4_000));
                    }
                }
            }
        }

        /** The line goes, or another comes. */
        private void reopen() {
            story.add(open ? "close" : "open");
            open = !open;
            if (open) {
                gate.open(now);
                return;
            }
            toServer.clear();
            toClient.clear();
            gate.close();
            assertFalse(gate.busy(), "a gate without a line is free");
            assertEquals(0, gate.waiting(), "nothing waits for a line that is gone");
            assertEquals(-1, due, "no timer runs without a line");
            // what was sent and not answered is lost with the line, and nothing else
            for (String id : manual) {
                boolean known = taken.contains(id) || dropped.contains(id) || givenUp.contains(id);
                assertTrue(known || flying.contains(id), id + " is lost in silence");
            }
            givenUp.addAll(flying);
            flying.clear();
            items.replaceAll((item, answered) -> true);
            inConversation.clear();
            outstanding = null;
            active = null;
            stalled = false;
        }

        private void run(ArrayDeque<Runnable> wire) {
            Runnable next = wire.poll();
            if (next != null) {
                next.run();
            }
        }

        private void requestManually() {
            Command command = Command.CreateResponse.of(ResponseOptions.DEFAULT);
            manual.add(command.id());
            story.add("want " + command.id());
            gate.request(new ResponseRequest(command, Origin.MANUAL, null, null), now);
        }

        private void requestForItem() {
            String item = "i" + count++;
            story.add("item " + item);
            items.put(item, false);
            toServer.add(
                    () -> {
                        inConversation.add(item);
                        toClient.add(() -> gate.acknowledged(item));
                    });
            gate.request(
                    new ResponseRequest(
                            Command.CreateResponse.of(ResponseOptions.DEFAULT),
                            random.nextBoolean() ? Origin.MESSAGE : Origin.TOOLS,
                            null,
                            item),
                    now);
        }

        final Set<String> inConversation = new HashSet<>();

        private void startByItself() {
            if (active == null) {
                begin("vad");
            }
        }

        private void begin(String why) {
            String id = "r" + count++ + why;
            active = id;
            stalled = mayStall && random.nextInt(20) == 0;
            inConversation.forEach(item -> items.put(item, true));
            story.add("server starts " + id + (stalled ? " and stalls" : ""));
            toClient.add(
                    () -> {
                        story.add("client sees " + id);
                        outstanding = null;
                        gate.started(id, now);
                    });
        }

        private void finish(String how) {
            String id = active;
            if (id != null && !stalled) {
                active = null;
                story.add("server ends " + id + " " + how);
                toClient.add(
                        () -> {
                            story.add("client sees the end of " + id);
                            gate.ended(id, now);
                        });
            }
        }

        private void tick(long nanos) {
            now += nanos;
            if (due >= 0 && now >= due) {
                due = -1;
                story.add("timer");
                gate.expired(now);
            } else if (!toClient.isEmpty()) {
                gate.sign(now);
            }
        }

        /** Everything arrives, everything ends; then nothing may be left. */
        void settle() {
            if (!open) {
                reopen();
            }
            mayStall = false;
            stalled = false;
            for (int i = 0; i < 1_000; i++) {
                while (!toServer.isEmpty() || !toClient.isEmpty()) {
                    run(toServer);
                    run(toClient);
                }
                if (!gate.busy() && gate.waiting() == 0 && active == null) {
                    break;
                }
                stalled = false;
                finish("completed");
                tick(1_000);
            }
            assertFalse(gate.busy(), "free at the end");
            assertEquals(0, gate.waiting(), "nothing waits at the end");
            assertEquals(manual, union(taken), "each manual request was taken");
            items.forEach((item, answered) -> assertTrue(answered, item + " was answered"));
        }

        private Set<String> union(Set<String> seen) {
            Set<String> both = new HashSet<>(seen);
            both.retainAll(manual);
            givenUp.stream().filter(manual::contains).forEach(both::add);
            dropped.stream().filter(manual::contains).forEach(both::add);
            return both;
        }

        /** Those that an interruption or the watchdog cancelled before they began. */
        final Set<String> givenUp = new HashSet<>();

        @Override
        public void create(ResponseRequest request) {
            String id = request.command.id();
            assertEquals(null, outstanding, "only one request is outstanding");
            assertTrue(open, "nothing is sent without a line");
            outstanding = id;
            flying.add(id);
            story.add("create " + id);
            toServer.add(
                    () -> {
                        if (active == null) {
                            flying.remove(id);
                            assertTrue(taken.add(id), id + " is taken once");
                            begin("for " + id);
                        } else {
                            story.add("server refuses " + id);
                            toClient.add(
                                    () -> {
                                        if (id.equals(outstanding)) {
                                            outstanding = null;
                                        }
                                        flying.remove(id);
                                        gate.failed(busy(id), now);
                                    });
                        }
                    });
        }

        @Override
        public void cancel(@Nullable String responseId) {
            story.add("cancel " + responseId);
            toServer.add(
                    () -> {
                        if (active != null && (responseId == null || responseId.equals(active))) {
                            if (random.nextInt(10) > 0) {
                                stalled = false;
                            }
                            finish("cancelled");
                        }
                    });
        }

        @Override
        public void timer(long nanos) {
            due = nanos == 0 ? -1 : now + nanos;
        }

        @Override
        public void over(ResponseRequest request) {
            story.add("over " + request.command.id());
        }

        @Override
        public void silent(@Nullable String responseId) {
            story.add("silent " + responseId);
        }

        @Override
        public void gaveUp(@Nullable String responseId) {
            story.add("gave up " + responseId);
            if (outstanding != null && responseId == null) {
                givenUp.add(outstanding);
                outstanding = null;
                // what a lost request would have answered is lost with it, and was reported
                items.replaceAll((item, answered) -> true);
            }
        }

        @Override
        public void dropped(ResponseRequest request) {
            assertFalse(open, "nothing is dropped while the line stands");
            assertTrue(dropped.add(request.command.id()), "it is told once");
        }

        private static ProviderError busy(String commandId) {
            return new ProviderError(
                    "invalid_request_error",
                    "conversation_already_has_active_response",
                    "busy",
                    null,
                    commandId,
                    ProviderError.Severity.RECOVERABLE);
        }
    }
}
