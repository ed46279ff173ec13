package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTransport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A whole session against a server that does what the protocol allows, in random order, over a line
 * that breaks now and then and is made again: never two requests outstanding, none lost in silence,
 * never stuck.
 */
class SessionInterleavingTest {
    private static final int SEEDS = 1_000;
    private static final CloseReason BROKEN =
            new CloseReason(CloseReason.Cause.LOST, 0, "the wire is cut", null);

    @Test
    void no_interleaving_loses_doubles_or_blocks_a_request() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            try {
                world.live(80);
                world.settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + world.story, e);
            } finally {
                world.call.close();
            }
        }
    }

    /** What the application asked for by itself. */
    private static final class Wish {
        final CompletionStage<Receipt> receipt;
        int answers;

        Wish(CompletionStage<Receipt> receipt) {
            this.receipt = receipt;
        }
    }

    private static final class World {
        final Random random;
        final List<String> story = new ArrayList<>();
        final Call call;
        final ArrayDeque<Command> toServer = new ArrayDeque<>();
        final ArrayDeque<TransportEvent> toClient = new ArrayDeque<>();

        /** Manual requests by the mark in their metadata or JSON. */
        final Map<String, Wish> wishes = new LinkedHashMap<>();

        /** Messages that want an answer, by their text: whether a response began after them. */
        final Map<String, Boolean> motives = new HashMap<>();

        final Set<String> inConversation = new HashSet<>();
        int read;
        int eventsRead;
        int count;
        @Nullable String outstanding;
        @Nullable String active;
        boolean stalled;
        boolean mayStall = true;

        World(long seed) {
            random = new Random(seed);
            call =
                    Call.with(
                            SessionOptions.builder()
                                    .reconnect(ReconnectPolicy.NEVER)
                                    .legs(
                                            LegPolicy.of(
                                                    LegPolicy.CallerGone.KEEP,
                                                    LegPolicy.ModelGone.PARK))
                                    .config(
                                            SessionConfig.builder()
                                                    .turnDetection(Call.SERVER_TURNS)
                                                    .build()));
        }

        void live(int steps) {
            for (int i = 0; i < steps; i++) {
                if (call.session.state() == SessionState.PARKED) {
                    if (random.nextInt(3) == 0) {
                        story.add("connect");
                        connect();
                    }
                } else {
                    step();
                }
                look();
            }
        }

        /** Another line, which is told the conversation. */
        private void connect() {
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.connect();
            call.line().acknowledgeItems(false);
            read = call.line().commands().size();
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0 -> wish();
                case 1, 2 -> message();
                case 3 -> speak();
                case 4, 5, 6, 7 -> serve();
                case 8, 9, 10, 11 -> deliver();
                case 12 -> finish(Response.Status.COMPLETED);
                case 13 -> {
                    switch (random.nextInt(6)) {
                        case 0 -> {
                            story.add("interrupt");
                            call.does(call.session::interrupt);
                        }
                        case 1 -> {
                            story.add("raw cancel");
                            call.does(
                                    () -> call.session.sendEvent("{\"type\":\"response.cancel\"}"));
                        }
                        default -> call.advance(random.nextInt(400));
                    }
                }
                default -> {
                    if (random.nextInt(30) == 0) {
                        cut();
                    } else {
                        call.advance(random.nextInt(200));
                    }
                }
            }
        }

        /** The line breaks: what was on it is gone, and the server forgets all. */
        private void cut() {
            story.add("the line breaks");
            // what was on its way, or answered by nobody, is reported by the end of the line
            toServer.clear();
            toClient.clear();
            motives.clear();
            inConversation.clear();
            active = null;
            stalled = false;
            outstanding = null;
            for (Wish wish : wishes.values()) {
                wish.answers = Math.max(wish.answers, 1);
            }
            call.line().disconnect(BROKEN);
            call.run();
            assertTrue(
                    wishes.values().stream()
                            .allMatch(w -> w.receipt.toCompletableFuture().isDone()),
                    "the end of the line leaves no request without an answer");
        }

        private void wish() {
            String mark = "w" + count++;
            story.add("wish " + mark);
            CompletionStage<Receipt> receipt =
                    random.nextBoolean()
                            ? call.does(
                                    () ->
                                            call.session.requestResponse(
                                                    ResponseOptions.builder()
                                                            .metadata(Map.of("mark", mark))
                                                            .build()))
                            : call.does(
                                    () ->
                                            call.session.sendEvent(
                                                    "{\"type\":\"response.create\",\"event_id\":\""
                                                            + mark
                                                            + "\"}"));
            wishes.put(mark, new Wish(receipt));
        }

        private void message() {
            String text = "m" + count++;
            story.add("message " + text);
            motives.put(text, false);
            call.does(() -> call.session.sendMessage(text));
        }

        /** The caller says something, all at once; the server cancels, and answers if it can. */
        private void speak() {
            story.add("the caller speaks");
            String id = "u" + count++;
            if (active != null) {
                stalled = false;
                finish(Response.Status.CANCELLED);
            }
            // the cancelled response ends after the news of speech
            ArrayDeque<TransportEvent> ended = new ArrayDeque<>();
            if (!toClient.isEmpty() && toClient.peekLast() instanceof TransportEvent.ResponseDone) {
                ended.add(toClient.pollLast());
            }
            toClient.add(new TransportEvent.SpeechStarted(id, 0));
            toClient.addAll(ended);
            toClient.add(new TransportEvent.SpeechStopped(id, 500));
            toClient.add(new TransportEvent.InputCommitted(id, Placement.END));
            Item said =
                    new Item.Message(
                            id,
                            Role.USER,
                            List.of(new ContentPart.InputAudio(null, null)),
                            ItemStatus.COMPLETED);
            toClient.add(new TransportEvent.ItemAdded(said, Placement.END));
            begin("vad");
        }

        private void begin(String why) {
            String id = "r" + count++ + why;
            active = id;
            stalled = mayStall && random.nextInt(25) == 0;
            motives.replaceAll((text, answered) -> answered || inConversation.contains(text));
            story.add("server starts " + id + (stalled ? " and stalls" : ""));
            toClient.add(
                    new TransportEvent.ResponseStarted(response(id, Response.Status.IN_PROGRESS)));
        }

        private static Response response(String id, Response.Status status) {
            return new Response(id, status, null, null, List.of(), false, Map.of(), null);
        }

        private void finish(Response.Status how) {
            String id = active;
            if (id != null && !stalled) {
                active = null;
                story.add("server ends " + id + " " + how);
                toClient.add(new TransportEvent.ResponseDone(response(id, how)));
            }
        }

        /** The server takes one command. */
        private void serve() {
            Command command = toServer.poll();
            if (command instanceof Command.CreateItem create) {
                inConversation.add(((Item.Message) create.item()).text());
                toClient.add(new TransportEvent.ItemAdded(create.item(), Placement.END));
            } else if (mark(command) != null) {
                create(command, String.valueOf(mark(command)));
            } else if (command instanceof Command.CancelResponse
                    || command instanceof Command.Raw) {
                cancel(command);
            }
        }

        private void create(Command command, String mark) {
            if (active != null) {
                story.add("server refuses " + mark);
                toClient.add(error("conversation_already_has_active_response", command));
                return;
            }
            Wish wish = wishes.get(mark);
            if (wish != null) {
                wish.answers++;
            }
            begin("for" + mark);
        }

        private void cancel(Command command) {
            String named =
                    command instanceof Command.CancelResponse cancel ? cancel.responseId() : null;
            if (active == null || named != null && !named.equals(active)) {
                toClient.add(error("response_cancel_not_active", command));
            } else if (random.nextInt(10) > 0) {
                stalled = false;
                finish(Response.Status.CANCELLED);
            }
        }

        /** The mark of a request for a response; empty when the session asks; else null. */
        private static @Nullable String mark(@Nullable Command command) {
            if (command instanceof Command.CreateResponse create) {
                return create.options().metadata().getOrDefault("mark", "");
            }
            if (command instanceof Command.Raw raw && raw.json().contains("response.create")) {
                int at = raw.json().indexOf("event_id\":\"") + 11;
                return raw.json().substring(at, raw.json().indexOf('"', at));
            }
            return null;
        }

        private static TransportEvent error(String code, Command command) {
            return new TransportEvent.Error(
                    new ProviderError(
                            "invalid_request_error",
                            code,
                            "no",
                            null,
                            command.id(),
                            ProviderError.Severity.RECOVERABLE));
        }

        /** The client hears one thing. */
        private void deliver() {
            TransportEvent event = toClient.poll();
            if (event == null) {
                return;
            }
            story.add("client hears " + name(event));
            if (event instanceof TransportEvent.ResponseStarted) {
                outstanding = null;
            } else if (event instanceof TransportEvent.Error e
                    && String.valueOf(e.error().commandId()).equals(outstanding)) {
                outstanding = null;
            }
            call.hears(event);
        }

        private static String name(TransportEvent event) {
            return event.getClass().getSimpleName()
                    + (event instanceof TransportEvent.ResponseStarted e
                            ? " " + e.response().id()
                            : event instanceof TransportEvent.ResponseDone e
                                    ? " " + e.response().id()
                                    : "");
        }

        /** What the session has sent since, and what it has told. */
        private void look() {
            for (; eventsRead < call.events.size(); eventsRead++) {
                if (call.events.get(eventsRead) instanceof SessionEvent.Error e
                        && e.message().contains("given up")) {
                    story.add("given up");
                    outstanding = null;
                }
            }
            if (call.session.state() == SessionState.PARKED) {
                return;
            }
            ScriptedTransport line = call.line();
            List<Command> sent = line.commands();
            for (; read < sent.size(); read++) {
                Command command = sent.get(read);
                String mark = mark(command);
                if (mark != null) {
                    story.add("create " + mark);
                    assertNull(outstanding, "only one request is outstanding");
                    outstanding = command.id();
                }
                toServer.add(command);
            }
        }

        /** Everything arrives, everything ends; then nothing may be left. */
        void settle() {
            mayStall = false;
            if (call.session.state() == SessionState.PARKED) {
                connect();
            }
            for (int i = 0; i < 400; i++) {
                look();
                while (!toServer.isEmpty() || !toClient.isEmpty()) {
                    serve();
                    deliver();
                    look();
                }
                stalled = false;
                finish(Response.Status.COMPLETED);
                call.advance(250);
            }
            assertNull(active, "no response runs at the end");
            assertNull(outstanding, "nothing is outstanding at the end");
            wishes.forEach(
                    (mark, wish) -> {
                        assertTrue(wish.receipt.toCompletableFuture().isDone(), mark + " was sent");
                        assertEquals(1, wish.answers, mark + " was answered once");
                    });
            motives.forEach((text, answered) -> assertTrue(answered, text + " was answered"));
        }
    }
}
