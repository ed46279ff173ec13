package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedCall;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Connects, closes and listeners that cross each other: section 5.10 of the reference. */
class ConnectOrderTest {

    private static final CloseReason REFUSED =
            new CloseReason(CloseReason.Cause.LOST, 0, "connection refused", null);

    private static Call opened() {
        return Call.opened(SessionOptions.builder().agent(Call.agent()));
    }

    private static void listens(Call call, Consumer<SessionEvent> listener) {
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        listener.accept(event);
                    }
                });
    }

    private static CloseReason reason(CompletionStage<Void> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "it has failed");
        Throwable cause =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join())
                        .getCause();
        return assertInstanceOf(ConnectException.class, cause).reason();
    }

    private static boolean is(SessionEvent event, SessionState state) {
        return event instanceof SessionEvent.StateChanged changed && changed.state() == state;
    }

    @Test
    void an_overlapping_connect_is_refused_before_a_second_line_is_made() {
        try (Call call = opened()) {
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> first = call.does(call.session::connect);
            assertThrows(IllegalStateException.class, call.session::connect);
            call.line().accept();
            call.run();
            first.toCompletableFuture().join();
            assertEquals(1, call.lines.created().size());
        }
    }

    @Test
    void a_close_while_the_key_is_awaited_makes_no_connection_later() {
        CompletableFuture<Credential> key = new CompletableFuture<>();
        LineChoice line =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .credentials(scope -> key)
                        .build();
        try (Call call = Call.opened(SessionOptions.builder().line(line))) {
            CompletionStage<Void> connecting = call.does(call.session::connect);
            call.does(() -> call.session.close(CloseReason.NORMAL));
            assertEquals(CloseReason.Cause.LOCAL, reason(connecting).cause());
            key.complete(new Credential(Credential.Kind.API_KEY, Secret.of("late"), null));
            call.run();
            assertTrue(
                    call.lines.created().stream().allMatch(made -> made.connects().isEmpty()),
                    "nobody connects after the close");
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void a_listener_that_throws_or_closes_does_not_hide_why_a_connect_failed() {
        for (boolean closes : new boolean[] {false, true}) {
            try (Call call = opened()) {
                listens(
                        call,
                        event -> {
                            if (closes && is(event, SessionState.NEW)) {
                                call.session.close(CloseReason.NORMAL);
                            }
                            throw new IllegalStateException("angry");
                        });
                call.lines.prepare(line -> line.failNextConnect(REFUSED));
                CompletionStage<Void> connecting = call.does(call.session::connect);
                assertEquals(REFUSED, reason(connecting));
                assertEquals(closes ? SessionState.CLOSED : SessionState.NEW, call.session.state());
            }
        }
    }

    @Test
    void a_connect_from_within_the_news_of_a_failure_is_not_undone_by_it() {
        try (Call call = opened()) {
            List<CompletionStage<Void>> again = new ArrayList<>();
            listens(
                    call,
                    event -> {
                        if (is(event, SessionState.NEW) && again.isEmpty()) {
                            call.lines.prepare(line -> {});
                            again.add(call.session.connect());
                        }
                    });
            call.lines.prepare(line -> line.failNextConnect(REFUSED));
            CompletionStage<Void> first = call.does(call.session::connect);
            assertEquals(REFUSED, reason(first));
            again.get(0).toCompletableFuture().join();
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(TransportState.CONNECTED, call.line().state());
        }
    }

    @Test
    void the_end_is_told_to_every_listener_though_the_first_throws() {
        try (Call call = opened()) {
            listens(
                    call,
                    event -> {
                        throw new IllegalStateException("angry");
                    });
            List<SessionState> heard = new ArrayList<>();
            listens(
                    call,
                    event -> {
                        if (event instanceof SessionEvent.StateChanged changed) {
                            heard.add(changed.state());
                        }
                    });
            call.connect();
            CompletionStage<Void> closed = call.does(() -> call.session.close(CloseReason.NORMAL));
            closed.toCompletableFuture().join();
            assertEquals(
                    List.of(SessionState.CONNECTING, SessionState.CONNECTED, SessionState.CLOSED),
                    heard);
        }
    }

    @Test
    void a_close_within_the_news_of_the_connection_ends_it_cleanly() {
        try (Call call = opened()) {
            listens(
                    call,
                    event -> {
                        if (is(event, SessionState.CONNECTED)) {
                            call.session.close(CloseReason.NORMAL);
                        }
                    });
            call.does(call.session::connect);
            assertEquals(SessionState.CLOSED, call.session.state());
            call.line().assertClosed();
            assertEquals(List.of(), call.events(SessionEvent.Error.class));
        }
    }

    @Test
    void an_interruption_after_the_close_does_nothing() {
        try (Call call = Call.with(Call.agent())) {
            var answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(io.patchbay.api.transport.TransportEvent.AudioDone.class));
            call.does(() -> call.session.close(CloseReason.NORMAL));
            int sent = call.line().commands().size();
            call.does(call.session::interrupt);
            assertEquals(sent, call.line().commands().size());
            assertFalse(call.session.state() == SessionState.CONNECTED);
        }
    }

    @Test
    void after_a_second_connect_everything_is_told_once() {
        try (Call call = Call.with(HandoffTest.parking().agent(Call.agent()))) {
            call.line().disconnect(HandoffTest.GONE);
            call.run();
            call.connect();
            call.hears(call.turns.textAnswer("once"));
            call.only(SessionEvent.AgentStarted.class);
            call.only(SessionEvent.AgentEnded.class);
            assertEquals(1, call.events(SessionEvent.UsageUpdated.class).size());
            assertEquals(1, call.session.usage().responses());
        }
    }

    @Test
    void address_call_and_model_reach_the_provider_as_they_were_chosen() {
        URI url = URI.create("wss://models.example/v1/realtime");
        LineChoice line =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .key("k")
                        .url(url)
                        .callId("rtc_1")
                        .model("mine")
                        .build();
        try (Call call = Call.with(SessionOptions.builder().line(line))) {
            var asked = call.provider.endpoints().get(0);
            assertEquals(url, asked.url());
            assertEquals("rtc_1", asked.callId());
            assertEquals("mine", asked.model());
            ScriptedCall.Connect connect = call.line().connects().get(0);
            assertEquals(url, connect.uri());
            assertEquals("rtc_1", connect.callId());
            assertEquals("k", Objects.requireNonNull(asked.credential()).secret().reveal());
        }
    }

    @Test
    void a_connect_whose_own_news_end_the_session_fails() {
        Call call = Call.opened(SessionOptions.builder().agent(Call.agent()));
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.Connected) {
                            call.session.close(CloseReason.NORMAL);
                        }
                    }
                });
        CompletionStage<Void> connecting = call.does(call.session::connect);
        assertTrue(connecting.toCompletableFuture().isCompletedExceptionally());
        assertEquals(SessionState.CLOSED, call.session.state());
    }
}
