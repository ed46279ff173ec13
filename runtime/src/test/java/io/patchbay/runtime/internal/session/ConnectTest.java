package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectTest {
    private static ConnectException failure(CompletionStage<Void> stage) {
        CompletionException thrown =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return assertInstanceOf(ConnectException.class, thrown.getCause());
    }

    @Test
    void a_session_connects_and_says_so() {
        try (Call call = Call.with(Call.agent())) {
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(
                    List.of("StateChanged", "ConfigChanged", "StateChanged", "Connected"),
                    call.eventNames().toList());
            assertEquals("sess_1", call.only(SessionEvent.Connected.class).sessionId());
            assertEquals("guide", call.session.agent().orElseThrow().name());
        }
    }

    @Test
    void a_second_connect_is_refused_and_disturbs_nothing() {
        AtomicInteger runs = new AtomicInteger();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(ToolRuntimeTest.tool("count", () -> "" + runs.incrementAndGet()))
                        .build();
        try (Call call = Call.with(agent)) {
            assertThrows(IllegalStateException.class, call.session::connect);
            call.run();

            call.hears(call.turns.functionCall("c1", "count", "{}"));
            assertEquals(1, runs.get());
            call.takesItem();
            call.line().expect(Command.CreateResponse.class);
            assertEquals(1, call.lines.created().size());
        }
    }

    @Test
    void a_failed_connect_leaves_nothing_open_and_may_be_tried_again() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            CloseReason refused =
                    new CloseReason(CloseReason.Cause.LOST, 0, "connection refused", null);
            call.lines.prepare(line -> line.failNextConnect(refused));
            CompletionStage<Void> first = call.does(call.session::connect);
            assertEquals("connection refused", failure(first).getMessage());
            assertEquals(SessionState.NEW, call.session.state());
            call.line().assertClosed();

            call.lines.prepare(line -> {});
            call.connect();
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @Test
    void a_line_that_never_answers_is_given_up_in_time() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> connecting = call.does(call.session::connect);
            // beyond its own limit, so that a transport can say by itself why it was too slow
            call.advance(15_099);
            assertFalse(connecting.toCompletableFuture().isDone());
            call.advance(1);
            assertTrue(failure(connecting).reason().text().contains("15000 ms"));
            call.line().assertClosed();
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void a_choice_that_is_not_offered_gives_way_to_the_next() {
        try (Call call = Call.opened(SessionOptions.builder().line(pigeon()))) {
            call.connect();
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @Test
    void an_unknown_transport_is_named_together_with_those_there_are() {
        VirtualLoop loop = new VirtualLoop();
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(new ScriptedTransportFactory())
                        .build();
        CompletionStage<Void> stage =
                patchbay.open(SessionOptions.builder().line(pigeon()).build()).connect();
        loop.run();
        ConnectException failure = failure(stage);
        assertEquals(
                "there is no transport named 'pigeon'; offered are: [scripted]",
                failure.getMessage());
        assertFalse(failure.reason().retryable());
    }

    private static LineChoice pigeon() {
        return LineChoice.builder().transport("pigeon").provider("scripted").key("k").build();
    }

    @Test
    void a_missing_key_says_what_to_do_and_is_not_retried() {
        LineChoice keyless =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .credentials(
                                scope ->
                                        CompletableFuture.failedFuture(
                                                new IllegalStateException("no key: set KEY")))
                        .build();
        VirtualLoop loop = new VirtualLoop();
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(new ScriptedTransportFactory())
                        .provider(new ScriptedProvider())
                        .build();
        RealtimeSession session = patchbay.open(SessionOptions.builder().line(keyless).build());
        CompletionStage<Void> stage = session.connect();
        loop.run();
        ConnectException failure = failure(stage);
        assertEquals("no key: set KEY", failure.getMessage());
        assertFalse(failure.reason().retryable());
    }

    @Test
    void instructions_that_fail_fail_the_connect_before_the_line_is_touched() {
        RealtimeAgent broken =
                RealtimeAgent.builder("broken")
                        .instructions(
                                context -> {
                                    throw new IllegalStateException("no weather today");
                                })
                        .build();
        try (Call call = Call.opened(SessionOptions.builder().agent(broken))) {
            CompletionStage<Void> stage = call.does(call.session::connect);
            assertTrue(failure(stage).reason().text().contains("no weather today"));
            assertEquals(0, call.lines.created().size());
            assertEquals(SessionState.NEW, call.session.state());
        }
    }

    @Test
    void a_close_while_connecting_ends_both() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> connecting = call.does(call.session::connect);
            CompletionStage<Void> closed = call.does(() -> call.session.close(CloseReason.NORMAL));
            assertTrue(closed.toCompletableFuture().isDone());
            failure(connecting);
            assertEquals(SessionState.CLOSED, call.session.state());
            call.line().assertClosed();
            assertThrows(IllegalStateException.class, call.session::connect);
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void a_close_as_soon_as_the_session_is_connected_is_no_loss_of_the_line() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            call.does(() -> call.session.connect().thenRun(call.session::close));
            call.run();
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(List.of(), call.events(SessionEvent.Error.class));
        }
    }

    @Test
    void a_close_before_the_connect_and_a_second_close_are_fine() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            CompletionStage<Void> closed = call.does(() -> call.session.close(CloseReason.NORMAL));
            assertTrue(closed.toCompletableFuture().isDone());
            assertEquals(closed, call.does(() -> call.session.close(CloseReason.NORMAL)));
            assertEquals(List.of(), call.patchbay.sessions());
        }
    }

    @Test
    void a_lost_line_that_is_not_to_come_back_is_reported_and_closes_the_session() {
        try (Call call = Call.with(SessionOptions.builder().reconnect(ReconnectPolicy.NEVER))) {
            CloseReason gone = new CloseReason(CloseReason.Cause.LOST, 1006, "reset", null);
            call.line().disconnect(gone);
            call.run();
            SessionEvent.StateChanged last =
                    call.events(SessionEvent.StateChanged.class)
                            .get(call.events(SessionEvent.StateChanged.class).size() - 1);
            assertEquals(SessionState.CLOSED, last.state());
            assertEquals(gone, last.reason());
            assertTrue(gone.retryable());
            assertTrue(call.only(SessionEvent.Error.class).message().contains("reset"));
        }
    }

    @Test
    void a_parked_session_keeps_its_history_and_connects_again() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .reconnect(ReconnectPolicy.NEVER)
                                .legs(
                                        LegPolicy.of(
                                                LegPolicy.CallerGone.CLOSE,
                                                LegPolicy.ModelGone.PARK)))) {
            call.says("Hello");
            call.line().disconnect(new CloseReason(CloseReason.Cause.LOST, 1006, "reset", null));
            call.run();
            assertEquals(SessionState.PARKED, call.session.state());
            assertEquals(1, call.session.history().size());

            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.connect();
            assertEquals(
                    SessionEvent.Restoration.REPLAYED,
                    call.only(SessionEvent.Reconnected.class).restored());
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(2, call.only(SessionEvent.Error.class).stamp().generation() + 1);
        }
    }

    @Test
    void a_throwing_listener_hurts_neither_the_session_nor_the_others() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            throw new IllegalStateException("mine");
                        }
                    });
            call.connect();
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertTrue(
                    call.events(SessionEvent.Error.class).stream()
                            .allMatch(e -> e.source() == SessionEvent.ErrorSource.LISTENER));
            assertFalse(call.events(SessionEvent.Error.class).isEmpty());
        }
    }

    @Test
    void what_a_second_line_tells_comes_after_what_the_first_one_told() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .reconnect(ReconnectPolicy.NEVER)
                                .legs(
                                        LegPolicy.of(
                                                LegPolicy.CallerGone.CLOSE,
                                                LegPolicy.ModelGone.PARK)))) {
            call.hears(new TransportEvent.ItemAdded(said("a"), Placement.FIRST));
            call.hears(new TransportEvent.ItemAdded(said("b"), Placement.after("a")));
            call.line().disconnect(new CloseReason(CloseReason.Cause.LOST, 1006, "reset", null));
            call.run();
            IllegalArgumentException refused = new IllegalArgumentException("no history here");
            call.lines.prepare(
                    line -> {
                        line.failNext(Command.CreateItem.class, refused);
                        line.failNext(Command.CreateItem.class, refused);
                    });
            call.connect();
            assertEquals(
                    SessionEvent.Restoration.FRESH,
                    call.only(SessionEvent.Reconnected.class).restored());
            call.hears(new TransportEvent.ItemDeleted("a"));
            call.hears(new TransportEvent.ItemAdded(said("c"), Placement.FIRST));
            call.hears(new TransportEvent.ItemAdded(said("d"), Placement.after("c")));
            assertEquals(
                    List.of("b", "c", "d"),
                    call.session.history().items().stream().map(Item::id).toList());
        }
    }

    private static Item said(String id) {
        return Item.Message.user(id).withId(id);
    }
}
