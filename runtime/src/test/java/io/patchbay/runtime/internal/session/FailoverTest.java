package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.ReconnectPolicy.Failback;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.runtime.internal.session.Plugboard.Talk;
import io.patchbay.tck.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session with several ways to a model goes on over the next when one is dead. */
class FailoverTest {
    private static Plugboard board(String... names) {
        Plugboard board = new Plugboard();
        for (String name : names) {
            board.plugIn(name);
        }
        return board;
    }

    private static void hears(Plugboard board, String on, String text, String id) {
        board.line(on)
                .emit(
                        new TransportEvent.ItemAdded(
                                Item.Message.user(text).withId(id), Placement.END));
        board.loop.run();
    }

    @Test
    void a_line_that_cannot_be_restored_goes_on_over_the_next_choice_with_its_history() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = board.connected("a", "b");
            hears(board, "a", "Hello", "i1");
            board.dead("a", true);
            board.breaks("a");
            board.attempt(talk);
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals("b", talk.on());
            assertEquals(2, board.tried("a"), "it had its chance to be back");
            SessionEvent.Reconnected back = talk.last(SessionEvent.Reconnected.class);
            assertEquals("b", back.line().transport());
            assertEquals(Restoration.REPLAYED, back.restored());
            assertEquals(
                    List.of("i1"),
                    board
                            .line("b")
                            .commands(io.patchbay.api.transport.Command.CreateItem.class)
                            .stream()
                            .map(created -> created.item().id())
                            .toList());
            assertEquals(
                    List.of(
                            "the session goes on over LineChoice[b, scripted] in place of"
                                    + " LineChoice[a, scripted]: connection reset"),
                    talk.warnings("fell-back"));
        }
    }

    @Test
    void a_lost_line_is_first_tried_where_it_was() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = board.connected("a", "b");
            board.breaks("a");
            board.attempt(talk);
            assertEquals("a", talk.on());
            assertEquals(0, board.tried("b"));
            assertEquals(List.of(), talk.warnings("fell-back"));
        }
    }

    @Test
    void a_first_choice_that_never_answers_does_not_delay_a_second_one_that_lives() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = board.connected("a", "b");
            board.transport("a").prepare(line -> line.openByHand(true));
            board.breaks("a");
            board.attempt(talk);
            board.advance(5_099);
            assertEquals(SessionState.RECONNECTING, talk.session.state());
            board.advance(1);
            assertEquals("b", talk.on());
        }
    }

    @Test
    void a_slow_first_choice_gets_more_time_when_nothing_else_lives() {
        try (Plugboard board = board("a", "b")) {
            board.dead("b", true);
            board.transport("a").prepare(line -> line.openByHand(true));
            Talk talk = board.open(options -> {}, "a", "b");
            CompletionStage<Void> connecting = board.connect(talk);
            board.advance(5_000);
            assertFalse(connecting.toCompletableFuture().isDone());
            board.advance(7_000);
            board.line("a").accept();
            board.loop.run();
            connecting.toCompletableFuture().join();
            assertEquals("a", talk.on());
        }
    }

    @Test
    void a_line_that_dies_young_again_and_again_makes_way_for_the_next_choice() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = board.connected("a", "b");
            board.advance(60_000);
            board.breaks("a");
            board.attempt(talk);
            assertEquals("a", talk.on());
            board.breaks("a");
            assertEquals(Duration.ZERO, talk.last(SessionEvent.Reconnecting.class).delay());
            board.loop.run();
            assertEquals("b", talk.on());
        }
    }

    @Test
    void each_choice_is_tried_as_often_as_the_policy_says_and_then_it_is_over() {
        try (Plugboard board = board("a", "b")) {
            Talk talk =
                    board.open(
                            options ->
                                    options.reconnect(
                                            ReconnectPolicy.builder().attempts(3).build()),
                            "a",
                            "b");
            board.connect(talk);
            board.dead("a", true);
            board.dead("b", true);
            board.breaks("a");
            board.advance(60_000);
            assertEquals(SessionState.CLOSED, talk.session.state());
            assertEquals(1 + 3, board.tried("a"));
            assertEquals(3, board.tried("b"));
            assertEquals(0, board.loop.timers());
        }
    }

    private static Talk fallen(Plugboard board, Failback failback) {
        Talk talk =
                board.open(
                        options ->
                                options.reconnect(
                                        ReconnectPolicy.builder().failback(failback).build()),
                        "a",
                        "b");
        board.connect(talk);
        hears(board, "a", "Hello", "i1");
        board.dead("a", true);
        board.breaks("a");
        board.attempt(talk);
        assertEquals("b", talk.on());
        return talk;
    }

    @Test
    void by_default_a_call_stays_where_it_is_and_the_next_loss_begins_with_the_preferred_choice() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = fallen(board, Failback.NEVER);
            board.dead("a", false);
            board.advance(600_000);
            assertEquals("b", talk.on());
            assertEquals(0, board.loop.timers());
            board.breaks("b");
            board.attempt(talk);
            assertEquals("a", talk.on());
        }
    }

    @Test
    void a_session_that_is_to_return_does_so_at_a_silence_once_its_choice_is_well() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = fallen(board, Failback.AT_SILENCE);
            board.dead("a", false);
            board.line("b").emit(new TransportEvent.SpeechStarted("s", 0));
            board.advance(60_000);
            assertEquals("b", talk.on(), "the caller speaks");
            board.line("b").emit(new TransportEvent.SpeechStopped("s", 60_000));
            hears(board, "b", "So far so good", "i2");
            board.advance(10_000);
            assertEquals("a", talk.on());
            assertEquals("a", talk.last(SessionEvent.Reconnected.class).line().transport());
            assertEquals(1, talk.all(SessionEvent.Disconnected.class).size(), "moved, not lost");
            assertEquals(1, talk.warnings("fell-back").size());
            assertEquals(TransportState.DISCONNECTED, board.line("b").state());
            assertEquals(0, board.loop.timers());
        }
    }

    @Test
    void a_return_that_fails_leaves_the_call_alone_and_is_tried_again_later() {
        try (Plugboard board = board("a", "b")) {
            Talk talk = fallen(board, Failback.AT_SILENCE);
            ScriptedTransport line = board.line("b");
            board.advance(300_000);
            assertEquals("b", talk.on());
            assertEquals(TransportState.CONNECTED, line.state());
            assertTrue(board.tried("a") > 3, () -> "tried " + board.tried("a"));
            board.dead("a", false);
            board.advance(600_000);
            assertEquals("a", talk.on());
            assertEquals(1, talk.all(SessionEvent.Disconnected.class).size());
        }
    }

    @Test
    void a_preferred_choice_whose_plug_comes_later_is_returned_to() {
        try (Plugboard board = board("b")) {
            Talk talk =
                    board.open(
                            options ->
                                    options.reconnect(
                                            ReconnectPolicy.builder()
                                                    .failback(Failback.AT_SILENCE)
                                                    .build()),
                            "a",
                            "b");
            board.connect(talk);
            assertEquals("b", talk.on());
            assertEquals(1, talk.warnings("fell-back").size());
            board.plugIn("a");
            board.advance(21_000);
            assertEquals("a", talk.on());
        }
    }

    private static @Nullable ScriptedTransport standing(Plugboard board, String name) {
        return board.transport(name).created().stream()
                .filter(line -> line.state() == TransportState.CONNECTED)
                .findFirst()
                .orElse(null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatever_dies_and_recovers_the_session_ends_on_a_line_that_lives(long seed) {
        Random random = new Random(seed);
        List<String> names = List.of("a", "b", "c");
        List<String> out = new ArrayList<>();
        try (Plugboard board = board("a", "b", "c")) {
            Talk talk =
                    board.open(
                            options ->
                                    options.reconnect(
                                                    ReconnectPolicy.builder()
                                                            .attempts(10_000)
                                                            .failback(
                                                                    Failback.values()[
                                                                            (int) (seed % 2)])
                                                            .build())
                                            .limits(
                                                    SessionLimits.builder()
                                                            .plugWait(Duration.ofDays(1))
                                                            .build()),
                            "a",
                            "b",
                            "c");
            board.connect(talk);
            hears(board, talk.on(), "Remember me", "i1");
            for (int step = 0; step < 300; step++) {
                String name = names.get(random.nextInt(3));
                boolean in = !out.contains(name);
                ScriptedTransport line = in ? standing(board, name) : null;
                switch (random.nextInt(6)) {
                    case 0 -> {
                        if (in) {
                            board.dead(name, true);
                        }
                    }
                    case 1 -> {
                        if (in) {
                            board.dead(name, false);
                        }
                    }
                    case 2 -> {
                        if (in) {
                            board.takeOut(name);
                            out.add(name);
                        }
                        if (line != null) {
                            line.disconnect(Lines.RESET);
                        }
                    }
                    case 3 -> {
                        if (!in) {
                            out.remove(name);
                            board.plugIn(name);
                        }
                    }
                    default -> {
                        if (line != null) {
                            line.disconnect(Lines.RESET);
                        }
                    }
                }
                board.advance(random.nextInt(2_000));
            }
            for (String name : List.copyOf(out)) {
                board.plugIn(name);
            }
            names.forEach(name -> board.dead(name, false));
            board.advance(600_000);
            assertEquals(SessionState.CONNECTED, talk.session.state());
            assertEquals(TransportState.CONNECTED, board.line(talk.on()).state());
            assertEquals(1, talk.session.history().size());
            for (String name : names) {
                long open =
                        board.transport(name).created().stream()
                                .filter(line -> line.state() == TransportState.CONNECTED)
                                .count();
                assertEquals(name.equals(talk.on()) ? 1 : 0, open, "one line, and no leftovers");
            }
        }
    }
}
