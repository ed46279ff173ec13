package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.internal.session.Plugboard.Talk;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A line's transport or provider is not there: it is updated, removed, or has not started. */
class MissingPlugTest {
    @Test
    void a_lost_line_waits_for_its_plug_and_is_back_the_moment_it_is_there() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            Talk talk = board.connected("a");
            talk.session.sendMessage("Hello", false);
            board.loop.run();
            ScriptedLine old = ScriptedLine.of(board, "a");
            board.takeOut("a");
            old.breaks();
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            board.advance(20_000);
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            assertEquals(
                    "there is no transport named 'a'; offered are: []; waiting up to 30000 ms"
                            + " for it",
                    talk.warnings("plug-missing").get(0));
            assertTrue(talk.all(SessionEvent.Reconnecting.class).isEmpty(), "nothing was tried");
            board.plugIn("a");
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals(
                    Restoration.REPLAYED, talk.last(SessionEvent.Reconnected.class).restored());
            assertEquals(0, board.loop.timers());
        }
    }

    /** A line that is kept although its factory is gone from the board. */
    private record ScriptedLine(io.patchbay.tck.ScriptedTransport transport, Plugboard board) {
        static ScriptedLine of(Plugboard board, String name) {
            return new ScriptedLine(board.line(name), board);
        }

        void breaks() {
            transport.disconnect(Lines.RESET);
            board.loop.run();
        }
    }

    @Test
    void the_wait_ends_with_words_that_name_what_is_missing_and_what_is_offered() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            board.plugIn("other");
            Talk talk = board.connected("a");
            ScriptedLine old = ScriptedLine.of(board, "a");
            board.takeOut("a");
            old.breaks();
            board.advance(29_999);
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            board.advance(1);
            assertEquals(SessionState.CLOSED, talk.session.state());
            String message = talk.last(SessionEvent.Error.class).message();
            assertTrue(
                    message.contains(
                            "there is no transport named 'a'; offered are: [other]; waited"
                                    + " 30000 ms for it"),
                    message);
            assertEquals(0, board.loop.timers());
        }
    }

    @Test
    void a_plug_that_flaps_does_not_hold_the_session_for_ever() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            Talk talk =
                    board.open(
                            options ->
                                    options.limits(
                                            SessionLimits.builder()
                                                    .plugWait(Duration.ofSeconds(5))
                                                    .build()),
                            "a");
            board.connect(talk);
            ScriptedLine old = ScriptedLine.of(board, "a");
            board.takeOut("a");
            old.breaks();
            for (int i = 0; i < 2; i++) {
                board.advance(2_000);
                board.plugIn("a", Lines.RESET);
                assertEquals(1, board.tried("a"));
                assertEquals(SessionState.RECONNECTING, talk.session.state());
                board.takeOut("a");
            }
            board.advance(999);
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            board.advance(10_000);
            assertEquals(SessionState.CLOSED, talk.session.state());
        }
    }

    @Test
    void the_next_choice_is_taken_at_once_and_no_attempt_is_counted_for_the_missing_one() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            board.plugIn("b");
            Talk talk = board.connected("a", "b");
            ScriptedLine old = ScriptedLine.of(board, "a");
            board.takeOut("a");
            old.breaks();
            board.attempt(talk);
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals("b", talk.on());
            assertTrue(talk.warnings("plug-missing").isEmpty());
        }
    }

    @Test
    void a_plug_that_comes_back_while_another_choice_is_waited_for_is_tried_at_once() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            board.plugIn("b");
            Talk talk = board.connected("a", "b");
            ScriptedLine old = ScriptedLine.of(board, "a");
            board.takeOut("a");
            board.dead("b", true);
            old.breaks();
            for (int i = 0; i < 5; i++) {
                board.attempt(talk);
            }
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            board.plugIn("a");
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals("a", talk.on());
        }
    }

    @Test
    void attempts_that_are_used_up_do_not_end_the_wait_for_a_plug() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            board.plugIn("b");
            Talk talk =
                    board.open(
                            options ->
                                    options.reconnect(
                                            ReconnectPolicy.builder().attempts(2).build()),
                            "a",
                            "b");
            board.connect(talk);
            ScriptedLine old = ScriptedLine.of(board, "a");
            board.takeOut("a");
            board.dead("b", true);
            old.breaks();
            board.attempt(talk);
            board.attempt(talk);
            assertEquals(2, board.tried("b"));
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            board.advance(29_000);
            board.plugIn("a");
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals(2, board.tried("b"));
        }
    }

    @Test
    void the_first_connect_waits_for_a_plug_that_is_being_updated() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            board.takeOut("a");
            Talk talk = board.open(options -> {}, "a");
            CompletionStage<Void> connecting = board.connect(talk);
            board.advance(14_000);
            assertFalse(connecting.toCompletableFuture().isDone());
            assertEquals(1, talk.warnings("plug-missing").size());
            board.plugIn("a");
            connecting.toCompletableFuture().join();
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals(0, board.loop.timers());
        }
    }

    @Test
    void the_first_connect_waits_as_long_as_a_connect_may_take_and_says_what_is_missing() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            board.takeOut("a");
            Talk talk = board.open(options -> {}, "a");
            CompletionStage<Void> connecting = board.connect(talk);
            board.advance(15_000);
            assertEquals(
                    "there is no transport named 'a'; offered are: []; waited 15000 ms for it",
                    Plugboard.failure(connecting).getMessage());
            assertEquals(SessionState.NEW, talk.session.state());
            assertEquals(0, board.loop.timers());
        }
    }

    @Test
    void a_name_that_nobody_ever_offered_fails_at_once_where_plugs_do_not_come_by_themselves() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("other");
            Talk talk = board.open(options -> {}, "a");
            assertEquals(
                    "there is no transport named 'a'; offered are: [other]",
                    Plugboard.failure(board.connect(talk)).getMessage());
        }
    }

    @Test
    void in_a_container_that_starts_a_name_that_is_not_there_yet_is_waited_for() {
        try (Plugboard board = new Plugboard()) {
            board.heart.plugs().inAnyOrder();
            Talk talk = board.open(options -> {}, "a");
            CompletionStage<Void> connecting = board.connect(talk);
            board.advance(3_000);
            assertFalse(connecting.toCompletableFuture().isDone());
            board.plugIn("a");
            connecting.toCompletableFuture().join();
        }
    }

    @Test
    void a_close_ends_the_wait_and_leaves_nothing() {
        for (boolean first : new boolean[] {true, false}) {
            try (Plugboard board = new Plugboard()) {
                board.plugIn("a");
                Talk talk = board.open(options -> {}, "a");
                if (first) {
                    board.takeOut("a");
                    CompletionStage<Void> connecting = board.connect(talk);
                    talk.session.close(CloseReason.NORMAL);
                    board.loop.run();
                    assertEquals(
                            "the session was closed", Plugboard.failure(connecting).getMessage());
                } else {
                    board.connect(talk);
                    ScriptedLine old = ScriptedLine.of(board, "a");
                    board.takeOut("a");
                    old.breaks();
                    talk.session.close(CloseReason.NORMAL);
                    board.loop.run();
                }
                assertEquals(SessionState.CLOSED, talk.session.state());
                assertEquals(0, board.loop.timers());
                board.plugIn("a");
                assertEquals(0, board.tried("a"));
            }
        }
    }

    @Test
    void a_parked_session_that_is_connected_again_waits_for_its_plug_too() {
        try (Plugboard board = new Plugboard()) {
            board.plugIn("a");
            Talk talk =
                    board.open(
                            options ->
                                    options.legs(
                                            LegPolicy.of(
                                                    LegPolicy.CallerGone.CLOSE,
                                                    LegPolicy.ModelGone.PARK)),
                            "a");
            board.connect(talk);
            talk.session.park();
            board.loop.run();
            board.takeOut("a");
            CompletionStage<Void> again = board.connect(talk);
            assertFalse(again.toCompletableFuture().isDone());
            board.plugIn("a");
            again.toCompletableFuture().join();
        }
    }
}
