package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Voice;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A session moves from one line to another: on request, before a line's end, for a change. */
class MoveTest {
    static ProviderCapabilities of(MoveOrder order, @Nullable Duration maxSession) {
        ProviderCapabilities all = ScriptedProvider.everything();
        return new ProviderCapabilities(
                all.features(),
                all.inputFormats(),
                all.outputFormats(),
                all.mutability(),
                all.resumption(),
                order,
                maxSession,
                all.limits());
    }

    private static LineChoice special() {
        return LineChoice.builder().transport("scripted").provider("special").key("k").build();
    }

    private static Call with(SessionOptions.Builder options, ProviderCapabilities capabilities) {
        Call call =
                Call.opened(
                        options.line(special()),
                        plugs -> plugs.provider(new NamedProvider("special", capabilities)));
        call.lines.prepare(line -> line.acknowledgeItems(true));
        call.connect();
        return call;
    }

    static Call with(MoveOrder order, @Nullable Duration maxSession) {
        return with(SessionOptions.builder(), of(order, maxSession));
    }

    private static void hears(Call call, String text, String id) {
        Item item = Item.Message.user(text).withId(id);
        call.hears(new TransportEvent.ItemAdded(item, io.patchbay.api.transport.Placement.END));
    }

    @Test
    void the_successor_connects_and_learns_first_and_then_takes_over() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            hears(call, "Hello", "a");
            ScriptedTransport old = call.line();
            call.events.clear();
            CompletionStage<Void> moved = call.does(call.session::renew);
            moved.toCompletableFuture().join();
            assertEquals(2, call.lines.created().size());
            assertEquals(TransportState.DISCONNECTED, old.state());
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(List.of("a"), Lines.ids(Lines.told(call)));
            assertEquals(
                    Restoration.REPLAYED, call.only(SessionEvent.Reconnected.class).restored());
            assertTrue(call.events(SessionEvent.Reconnecting.class).isEmpty());
            assertTrue(call.events(SessionEvent.Disconnected.class).isEmpty());
            assertTrue(call.events(SessionEvent.HistoryAdded.class).isEmpty());
        }
    }

    @Test
    void it_waits_for_a_silence_and_what_was_said_meanwhile_is_learned_too() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            hears(call, "Hello", "a");
            Turn answer = call.turns.spokenAnswer("one two three", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            CompletionStage<Void> moved = call.does(call.session::renew);
            call.hears(answer.from(TransportEvent.AudioDone.class));
            call.advance(1_000);
            assertFalse(moved.toCompletableFuture().isDone(), "it plays");
            assertEquals(1, call.lines.created().size());
            call.advance(1_500);
            moved.toCompletableFuture().join();
            assertEquals(2, Lines.told(call).size());
        }
    }

    @Test
    void a_caller_who_speaks_while_the_successor_learns_is_waited_for_and_learned() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            hears(call, "Hello", "a");
            ScriptedTransport old = call.line();
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> moved = call.does(call.session::renew);
            ScriptedTransport successor = call.line();
            old.emit(new TransportEvent.SpeechStarted("s", 0));
            call.run();
            successor.acknowledgeItems(true);
            successor.accept();
            call.run();
            assertFalse(moved.toCompletableFuture().isDone());
            assertEquals(TransportState.CONNECTED, old.state());
            old.emit(new TransportEvent.SpeechStopped("s", 100));
            hears2(call, old, "And more", "b");
            call.advance(4_000);
            moved.toCompletableFuture().join();
            assertEquals(List.of("a", "b"), Lines.ids(Lines.told(call)));
            assertEquals(Lines.ids(call.session.history().items()), Lines.ids(Lines.told(call)));
        }
    }

    private static void hears2(Call call, ScriptedTransport line, String text, String id) {
        line.emit(
                new TransportEvent.ItemAdded(
                        Item.Message.user(text).withId(id),
                        io.patchbay.api.transport.Placement.END));
        call.run();
    }

    @Test
    void it_does_not_wait_for_ever() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            call.hears(
                    call.turns
                            .spokenAnswer("one two three", 60_000)
                            .before(TransportEvent.AudioDone.class));
            CompletionStage<Void> moved = call.does(call.session::renew);
            call.advance(9_900);
            assertFalse(moved.toCompletableFuture().isDone());
            call.advance(200);
            moved.toCompletableFuture().join();
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void a_successor_that_fails_leaves_the_old_line_and_is_reported() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            ScriptedTransport old = call.line();
            call.lines.prepare(line -> line.failNextConnect(Lines.RESET));
            CompletionStage<Void> moved = call.does(call.session::renew);
            CompletionException failure =
                    assertThrows(
                            CompletionException.class, () -> moved.toCompletableFuture().join());
            assertEquals("connection reset", Failures.explained(failure).getMessage());
            assertEquals(TransportState.CONNECTED, old.state());
            assertEquals("line-not-moved", call.only(SessionEvent.Warning.class).code());
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.session.sendMessage("Still there?");
            call.run();
            assertEquals(1, old.commands(Command.CreateItem.class).size());
        }
    }

    @Test
    void where_only_one_line_may_be_the_old_one_is_closed_first() {
        try (Call call = with(MoveOrder.CLOSE_FIRST, null)) {
            hears(call, "Hello", "a");
            ScriptedTransport old = call.line();
            List<TransportState> seen = new ArrayList<>();
            call.lines.prepare(
                    line -> {
                        seen.add(old.state());
                        line.acknowledgeItems(true);
                    });
            call.events.clear();
            CompletionStage<Void> moved = call.does(call.session::renew);
            moved.toCompletableFuture().join();
            assertEquals(1, seen.size());
            assertTrue(seen.get(0) != TransportState.CONNECTED);
            assertTrue(call.events(SessionEvent.Reconnecting.class).isEmpty());
            assertEquals(
                    Restoration.REPLAYED, call.only(SessionEvent.Reconnected.class).restored());
        }
    }

    @Test
    void a_failed_successor_of_a_closed_line_is_a_lost_line() {
        try (Call call = with(MoveOrder.CLOSE_FIRST, null)) {
            List<ScriptedTransport> made = new ArrayList<>();
            call.lines.prepare(
                    line -> {
                        if (made.size() < 2) { // both choices
                            line.failNextConnect(Lines.RESET);
                        }
                        made.add(line);
                    });
            CompletionStage<Void> moved = call.does(call.session::renew);
            assertEquals(SessionState.RECONNECTING, call.session.state());
            Lines.attempt(call);
            moved.toCompletableFuture().join();
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @Test
    void another_line_may_be_chosen_and_is_preferred_from_then_on() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            LineChoice other =
                    LineChoice.builder()
                            .transport("scripted")
                            .provider("special")
                            .model("other")
                            .key("k")
                            .build();
            call.does(() -> call.session.renew(other)).toCompletableFuture().join();
            assertEquals("other", call.line().connects().get(0).model());
            Lines.again(call);
            assertEquals("other", call.line().connects().get(0).model());
        }
    }

    @Test
    void a_line_that_is_chosen_while_another_move_waits_is_the_one_that_is_made() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            Turn answer = call.turns.spokenAnswer("one two three", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            LineChoice other =
                    LineChoice.builder()
                            .transport("scripted")
                            .provider("special")
                            .model("other")
                            .key("k")
                            .build();
            CompletionStage<Void> first = call.does(call.session::renew);
            CompletionStage<Void> second = call.does(() -> call.session.renew(other));
            call.hears(answer.from(TransportEvent.AudioDone.class));
            call.advance(3_000);
            first.toCompletableFuture().join();
            second.toCompletableFuture().join();
            assertEquals("other", call.line().connects().get(0).model());
        }
    }

    @Test
    void a_line_that_is_chosen_while_a_successor_is_made_follows_it() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            LineChoice other =
                    LineChoice.builder()
                            .transport("scripted")
                            .provider("special")
                            .model("other")
                            .key("k")
                            .build();
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> first = call.does(call.session::renew);
            CompletionStage<Void> second = call.does(() -> call.session.renew(other));
            ScriptedTransport successor = call.line();
            call.lines.prepare(line -> line.acknowledgeItems(true));
            successor.accept();
            call.advance(3_000);
            first.toCompletableFuture().join();
            second.toCompletableFuture().join();
            assertEquals("other", call.line().connects().get(0).model());
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @Test
    void a_session_without_a_line_cannot_move() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            assertTrue(
                    call.does(call.session::renew)
                            .toCompletableFuture()
                            .isCompletedExceptionally());
        }
    }

    @Test
    void a_line_is_replaced_before_its_known_end_at_a_silence() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, Duration.ofMinutes(60))) {
            call.advance(Duration.ofMinutes(54).toMillis());
            assertEquals(1, call.lines.created().size());
            call.advance(Duration.ofMinutes(1).toMillis());
            assertEquals(2, call.lines.created().size());
            assertEquals(
                    Duration.ofMinutes(5), call.only(SessionEvent.LineExpiring.class).timeLeft());
            assertTrue(call.events(SessionEvent.Reconnecting.class).isEmpty());
            assertEquals(1, call.events(SessionEvent.Reconnected.class).size());
            call.advance(Duration.ofMinutes(55).toMillis());
            assertEquals(3, call.lines.created().size());
        }
    }

    @Test
    void at_the_latest_it_is_replaced_in_time_for_its_end() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, Duration.ofMinutes(60))) {
            call.advance(Duration.ofMinutes(54).toMillis());
            call.hears(new TransportEvent.SpeechStarted("s", 0));
            call.advance(Duration.ofSeconds(349).toMillis());
            assertEquals(1, call.lines.created().size());
            call.advance(Duration.ofSeconds(1).toMillis());
            assertEquals(2, call.lines.created().size());
        }
    }

    @Test
    void a_warning_of_the_provider_is_heeded() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            call.hears(new TransportEvent.GoAway(Duration.ofSeconds(30)));
            assertEquals(2, call.lines.created().size());
            assertEquals(
                    Duration.ofSeconds(30), call.only(SessionEvent.LineExpiring.class).timeLeft());
        }
    }

    @Test
    void a_provider_that_sends_away_every_line_is_not_flooded_with_new_ones() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            call.hears(new TransportEvent.GoAway(Duration.ZERO));
            assertEquals(2, call.lines.created().size());
            call.hears(new TransportEvent.GoAway(Duration.ZERO));
            call.hears(new TransportEvent.GoAway(Duration.ZERO));
            assertEquals(2, call.lines.created().size(), "this one is not a second old");
            call.advance(1_000);
            assertEquals(3, call.lines.created().size());
            call.hears(new TransportEvent.GoAway(Duration.ZERO));
            call.advance(1_000);
            assertEquals(3, call.lines.created().size());
            call.advance(1_000);
            assertEquals(4, call.lines.created().size());
            call.advance(10_000);
            call.hears(new TransportEvent.GoAway(Duration.ZERO));
            assertEquals(5, call.lines.created().size(), "it has been of use for a while");
        }
    }

    @Test
    void a_roll_over_that_failed_is_tried_again_while_there_is_time() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, Duration.ofMinutes(60))) {
            call.lines.prepare(line -> line.failNextConnect(Lines.RESET));
            call.advance(Duration.ofMinutes(55).toMillis());
            assertEquals(3, call.lines.created().size(), "both choices were tried");
            call.lines.prepare(line -> {});
            call.advance(1_000);
            assertEquals(4, call.lines.created().size());
            assertEquals(1, call.events(SessionEvent.Reconnected.class).size());
        }
    }

    @Test
    void nothing_is_replaced_where_that_is_not_wanted() {
        try (Call call =
                with(
                        SessionOptions.builder()
                                .reconnect(ReconnectPolicy.builder().rollOver(false).build()),
                        of(MoveOrder.CONNECT_FIRST, Duration.ofMinutes(60)))) {
            call.advance(Duration.ofMinutes(59).toMillis());
            assertEquals(1, call.lines.created().size());
        }
    }

    @Test
    void a_change_that_only_a_new_line_can_take_brings_one() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            call.hears(new TransportEvent.NewLineNeeded("another voice"));
            assertEquals(2, call.lines.created().size());
        }
        try (Call call = Call.with(SessionOptions.builder())) {
            call.provider.freeze(ConfigField.VOICE);
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.does(
                    () ->
                            call.session.updateConfig(
                                    SessionConfig.builder()
                                            .set(ConfigField.VOICE, Voice.of("cedar"))
                                            .build()));
            call.advance(100);
            assertEquals(2, call.lines.created().size());
            assertTrue(Call.has(call.opening(), ConfigField.VOICE, Voice.of("cedar")));
        }
    }

    @Test
    void a_close_while_it_moves_ends_both_lines() {
        Call call = with(MoveOrder.CONNECT_FIRST, null);
        call.lines.prepare(line -> line.openByHand(true));
        CompletionStage<Void> moved = call.does(call.session::renew);
        call.does(() -> call.session.close(CloseReason.NORMAL)).toCompletableFuture().join();
        assertTrue(moved.toCompletableFuture().isCompletedExceptionally());
        call.lines
                .created()
                .forEach(line -> assertEquals(TransportState.DISCONNECTED, line.state()));
        assertEquals(0, call.loop.timers());
    }

    @Test
    void a_loss_while_it_moves_is_a_loss() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            ScriptedTransport old = call.line();
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> moved = call.does(call.session::renew);
            call.lines.prepare(line -> line.acknowledgeItems(true));
            old.disconnect(Lines.RESET);
            call.run();
            assertTrue(moved.toCompletableFuture().isCompletedExceptionally());
            Lines.attempt(call);
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(3, call.lines.created().size());
        }
    }

    @Test
    void every_frame_arrives_and_no_time_is_silent() {
        try (Call call = with(MoveOrder.CONNECT_FIRST, null)) {
            List<Integer> far = new ArrayList<>();
            ScriptedTransport old = call.line();
            call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        line.openByHand(true);
                    });
            List<CompletionStage<Void>> moved = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                int number = i;
                assertEquals(
                        SendStatus.ACCEPTED,
                        call.does(() -> call.session.sendAudio(Call.frame(number))));
                call.advance(20);
                if (i == 40) {
                    moved.add(call.does(call.session::renew));
                }
                if (i == 60) {
                    call.line().accept();
                    call.run();
                }
            }
            moved.get(0).toCompletableFuture().join();
            old.audio().forEach(clip -> far.addAll(numbers(clip)));
            assertEquals(60, far.size());
            List<Integer> second = new ArrayList<>();
            call.line().audio().forEach(clip -> second.addAll(numbers(clip)));
            for (int i = 0; i < second.size(); i++) {
                assertEquals(100 - second.size() + 1 + i, second.get(i));
            }
            assertTrue(second.get(0) <= 61, second::toString);
        }
    }

    static List<Integer> numbers(AudioClip clip) {
        List<Integer> numbers = new ArrayList<>();
        int frame = clip.format().bytes(20);
        for (int at = 0; at < clip.size(); at += frame) {
            numbers.add((int) clip.bytes().get(at));
        }
        return numbers;
    }
}
