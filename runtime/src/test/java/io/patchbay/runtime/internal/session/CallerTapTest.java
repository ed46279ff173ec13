package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What inline listeners are shown of a caller's frames. */
class CallerTapTest {
    private static Call call() {
        return Call.with(SessionOptions.builder().agent(Call.agent()));
    }

    private static void listens(Call call, Consumer<AudioChunk> ear) {
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public Set<Interest> interests() {
                        return Set.of(Interest.CALLER_AUDIO);
                    }

                    @Override
                    public void onCallerAudio(AudioChunk chunk) {
                        ear.accept(chunk);
                    }
                });
    }

    /** The first and the last byte, and how many there are. */
    private static String shown(AudioChunk chunk) {
        ByteBuffer bytes = chunk.bytes();
        assertTrue(bytes.isReadOnly(), "read-only");
        assertEquals(ByteOrder.BIG_ENDIAN, bytes.order());
        assertEquals(0, bytes.position());
        int last = bytes.limit() - 1;
        return bytes.get(0) + ".." + bytes.get(last) + " of " + bytes.remaining();
    }

    private static ByteBuffer of(int length, int first, int last) {
        return ByteBuffer.allocate(length).put(0, (byte) first).put(length - 1, (byte) last);
    }

    /** On the loop, as a leg does. */
    private static void send(Call call, ByteBuffer frame) {
        call.loop.call(() -> call.session.sendAudio(frame));
    }

    @Test
    void each_frame_is_shown_from_its_beginning_whichever_buffer_it_comes_in() {
        try (Call call = call()) {
            List<String> heard = new ArrayList<>();
            listens(call, chunk -> heard.add(shown(chunk)));
            ByteBuffer one = of(960, 1, 2);
            ByteBuffer other = of(480, 3, 4);
            ByteBuffer pool = ByteBuffer.allocateDirect(2_000);
            pool.put(100, (byte) 5).put(739, (byte) 6).put(1_000, (byte) 7).put(1_959, (byte) 8);
            send(call, one);
            send(call, other);
            send(call, one.clear());
            send(call, pool.duplicate().position(100).limit(740));
            send(call, pool.position(1_000).limit(1_960));
            send(call, other.clear().put(239, (byte) 9).limit(240));
            send(call, of(100_000, 10, 11));
            send(call, of(200_000, 0, 12).position(2));
            assertEquals(
                    List.of(
                            "1..2 of 960",
                            "3..4 of 480",
                            "1..2 of 960",
                            "5..6 of 640",
                            "7..8 of 960",
                            "3..9 of 240",
                            "10..11 of 100000",
                            "0..12 of 199998"),
                    heard);
        }
    }

    @Test
    void frames_from_another_thread_are_shown_as_they_were_sent() {
        try (Call call = call()) {
            List<String> heard = new ArrayList<>();
            listens(call, chunk -> heard.add(shown(chunk)));
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) { // round the ring twice
                int length = 960 - i % 7 * 2;
                call.session.sendAudio(of(length, i % 100, i % 50));
                sent.add(i % 100 + ".." + i % 50 + " of " + length);
                if (i % 3 == 0) {
                    call.run();
                }
            }
            call.run();
            assertEquals(sent, heard);
        }
    }

    @Test
    void what_a_listener_does_to_the_buffer_the_next_one_does_not_see() {
        try (Call call = call()) {
            List<String> heard = new ArrayList<>();
            listens(
                    call,
                    chunk -> {
                        ByteBuffer bytes = chunk.bytes().order(ByteOrder.LITTLE_ENDIAN);
                        bytes.position(400).limit(500);
                        heard.add(shown(chunk));
                        chunk.bytes().getLong();
                    });
            listens(call, chunk -> heard.add(shown(chunk)));
            send(call, of(960, 1, 2));
            assertEquals(List.of("1..2 of 960", "1..2 of 960"), heard);
        }
    }

    @Test
    void what_is_kept_of_a_frame_stays_and_the_chunk_itself_is_empty() {
        try (Call call = call()) {
            List<AudioChunk> chunks = new ArrayList<>();
            List<AudioClip> clips = new ArrayList<>();
            listens(
                    call,
                    chunk -> {
                        chunks.add(chunk);
                        clips.add(chunk.retain());
                    });
            ByteBuffer frame = of(960, 1, 2);
            send(call, frame);
            send(call, frame.clear().put(0, (byte) 3));
            assertFalse(chunks.get(0).bytes().hasRemaining());
            assertEquals(3, clips.get(1).bytes().get(0));
            assertEquals(1, clips.get(0).bytes().get(0));
        }
    }
}
