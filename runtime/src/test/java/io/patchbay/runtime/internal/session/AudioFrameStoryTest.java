package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The way of one frame of sound, in and out. */
class AudioFrameStoryTest {

    @Test
    void a_frame_of_the_caller_goes_from_the_application_to_the_line() {
        try (Call call = Call.with(Call.agent())) {
            // on the session's loop it goes straight onto the line
            ByteBuffer frame = Call.frame(1);
            assertEquals(SendStatus.ACCEPTED, call.loop.call(() -> call.session.sendAudio(frame)));
            assertEquals(0, frame.remaining());
            assertEquals(1, call.line().audio().size());

            // from another thread it crosses a ring first, and the order stays
            call.session.sendAudio(Call.frame(2));
            call.session.sendAudio(Call.frame(3));
            assertEquals(1, call.line().audio().size());
            call.run();
            assertEquals(List.of(1, 2, 3), numbers(call));

            // a muted caller says nothing
            call.session.mute(true);
            assertEquals(SendStatus.NOT_CARRIED, call.session.sendAudio(Call.frame(4)));
            call.session.mute(false);

            // a full line takes no frame, and one that came over the ring waits in it
            call.line().backlog(true);
            assertEquals(
                    SendStatus.BACKLOG,
                    call.loop.call(() -> call.session.sendAudio(Call.frame(5))));
            call.session.sendAudio(Call.frame(6));
            call.run();
            call.line().backlog(false);
            call.run();
            assertEquals(List.of(1, 2, 3, 6), numbers(call));
        }
    }

    @Test
    void what_the_caller_says_during_the_connect_is_not_lost() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            assertEquals(SendStatus.NOT_CONNECTED, call.session.sendAudio(Call.frame(0)));
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> connecting = call.does(call.session::connect);
            call.session.sendAudio(Call.frame(1));
            call.run();
            call.loop.call(() -> call.session.sendAudio(Call.frame(2)));
            assertEquals(0, call.line().audio().size());

            call.line().accept();
            call.run();
            connecting.toCompletableFuture().join();
            int bytes = call.line().audio().stream().mapToInt(clip -> clip.size()).sum();
            assertEquals(2 * AudioFormat.PCM16_24K.bytes(20), bytes);
            call.session.sendAudio(Call.frame(3));
            call.run();
            assertEquals(3, call.line().audio().get(call.line().audio().size() - 1).bytes().get(0));
        }
    }

    @Test
    void more_than_the_limit_keeps_the_newest_and_is_reported() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            call.lines.prepare(line -> line.openByHand(true));
            call.does(call.session::connect);
            for (int i = 0; i < 501; i++) {
                int number = i;
                call.loop.call(() -> call.session.sendAudio(Call.frame(number)));
            }
            call.line().accept();
            call.run();
            int bytes = call.line().audio().stream().mapToInt(clip -> clip.size()).sum();
            assertEquals(AudioFormat.PCM16_24K.bytes(10_000), bytes);
            assertEquals(1, call.line().audio().get(0).bytes().get(0));
            assertEquals(
                    "caller-audio-dropped",
                    call.only(io.patchbay.api.session.SessionEvent.Warning.class).code());
        }
    }

    @Test
    void a_frame_of_the_model_reaches_an_inline_listener_as_it_came() {
        try (Call call = Call.with(Call.agent())) {
            List<AudioChunk> seen = new ArrayList<>();
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onAudio(AudioChunk chunk) {
                            seen.add(chunk);
                        }
                    });
            Turn answer = call.hears(call.turns.spokenAnswer("hello", 200));
            assertEquals(2, seen.size());
            // one window for all frames: nothing was copied for this listener
            assertSame(seen.get(0), seen.get(1));
            assertEquals(
                    ScriptedTurns.tone(AudioFormat.PCM16_24K, 100, 100).bytes(),
                    call.heard.get(1).bytes());
            assertEquals(
                    answer.itemId(),
                    call.only(io.patchbay.api.session.SessionEvent.AudioStarted.class).itemId());
        }
    }

    @Test
    void a_whole_recording_in_one_piece_is_taken_from_any_thread() {
        try (Call call = Call.with(Call.agent())) {
            call.session.sendAudio(Call.frame(1));
            assertEquals(SendStatus.ACCEPTED, call.session.sendAudio(ByteBuffer.allocate(125_000)));
            call.session.commitAudio();
            call.run();
            assertEquals(
                    List.of(960, 125_000),
                    call.line().audio().stream().map(clip -> clip.size()).toList());
            call.line().expect(io.patchbay.api.transport.Command.CommitAudio.class);
        }
    }

    @Test
    void sound_is_kept_in_the_history_when_it_is_asked_for() {
        try (Call call = Call.with(SessionOptions.builder().storeAudio(true))) {
            Turn answer = call.hears(call.turns.spokenAnswer("hello", 250));
            var message =
                    (io.patchbay.api.history.Item.Message)
                            call.session.history().item(answer.itemId()).orElseThrow();
            var part = (io.patchbay.api.history.ContentPart.OutputAudio) message.content().get(0);
            var audio = java.util.Objects.requireNonNull(part.audio());
            assertEquals(250, audio.millis());
        }
    }

    private static List<Integer> numbers(Call call) {
        return call.line().audio().stream().map(clip -> (int) clip.bytes().get(0)).toList();
    }
}
