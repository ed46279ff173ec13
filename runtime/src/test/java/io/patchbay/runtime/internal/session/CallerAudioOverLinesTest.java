package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbered frames of a caller whose line breaks, counted at the far end. */
class CallerAudioOverLinesTest {
    private static void speaks(Call call, int from, int to) {
        for (int i = from; i <= to; i++) {
            int number = i;
            assertEquals(
                    SendStatus.ACCEPTED,
                    call.does(() -> call.session.sendAudio(Call.frame(number))));
            call.advance(20);
        }
    }

    private static List<Integer> arrived(ScriptedTransport line) {
        List<Integer> numbers = new ArrayList<>();
        line.audio().forEach(clip -> numbers.addAll(MoveTest.numbers(clip)));
        return numbers;
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void sound_of_the_pause_and_of_the_open_turn_reaches_the_new_line_in_order() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            speaks(call, 1, 10);
            call.hears(new TransportEvent.SpeechStarted("t1", 0));
            call.hears(new TransportEvent.SpeechStopped("t1", 160));
            call.hears(new TransportEvent.InputCommitted("t1", Placement.END));
            call.hears(new TransportEvent.InputTranscriptDone("t1", 0, "one", null));
            speaks(call, 11, 20);
            call.hears(new TransportEvent.SpeechStarted("t2", 240));
            speaks(call, 21, 25);
            ScriptedTransport old = call.line();
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.line().disconnect(Lines.RESET);
            call.run();
            long until = call.only(SessionEvent.Reconnecting.class).delay().toMillis() / 20 + 27;
            speaks(call, 26, (int) until + 5);
            assertEquals(range(1, 25), arrived(old));
            // from the beginning of the turn that is open, and each frame once from there on
            assertEquals(range(13, (int) until + 5), arrived(call.line()));
        }
    }

    @Test
    void what_a_turn_holds_is_not_sent_again() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            speaks(call, 1, 10);
            call.hears(new TransportEvent.SpeechStarted("t1", 0));
            call.hears(new TransportEvent.SpeechStopped("t1", 200));
            call.hears(new TransportEvent.InputCommitted("t1", Placement.END));
            Lines.again(call);
            assertTrue(arrived(call.line()).isEmpty());
        }
    }

    @Test
    void while_nobody_speaks_the_last_two_seconds_are_kept() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            speaks(call, 1, 120);
            Lines.again(call);
            assertEquals(range(21, 120), arrived(call.line()));
        }
    }

    @Test
    void a_turn_that_is_ended_by_hand_keeps_all_its_sound_and_its_end() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .config(
                                        SessionConfig.builder()
                                                .clear(
                                                        io.patchbay.api.session.ConfigField
                                                                .TURN_DETECTION)
                                                .build()))) {
            speaks(call, 1, 120);
            call.does(call.session::commitAudio);
            Lines.again(call);
            assertEquals(range(1, 120), arrived(call.line()));
            assertEquals(1, call.line().commands(Command.CommitAudio.class).size());
        }
    }

    @Test
    void what_there_is_no_room_for_is_dropped_counted_and_reported() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.lines.prepare(line -> line.openByHand(true));
            call.line().disconnect(Lines.RESET);
            call.run();
            for (int i = 0; i < 510; i++) {
                int number = i % 100;
                call.does(() -> call.session.sendAudio(Call.frame(number)));
            }
            Lines.attempt(call);
            call.line().accept();
            call.run();
            assertEquals(500, arrived(call.line()).size());
            assertEquals(10, arrived(call.line()).get(0));
            SessionEvent.Reconnected back = call.only(SessionEvent.Reconnected.class);
            assertTrue(back.lost().get(0).startsWith("200 ms of the caller's sound"));
        }
    }

    @Test
    void frames_that_were_refused_by_a_full_line_keep_their_place() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            speaks(call, 1, 5);
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.line().disconnect(Lines.RESET);
            call.run();
            speaks(call, 6, 10);
            Lines.attempt(call);
            ScriptedTransport line = call.line();
            line.backlog(true);
            speaks(call, 11, 12);
            assertEquals(range(1, 10), arrived(line));
            line.backlog(false);
            speaks(call, 13, 14);
            assertEquals(range(1, 14), arrived(line));
        }
    }
}
