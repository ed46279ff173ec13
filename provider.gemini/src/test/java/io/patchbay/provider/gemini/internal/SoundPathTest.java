package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.transport.TransportEvent;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** The short way of sound says what the tree says, and makes no garbage. */
class SoundPathTest {

    private static String message(byte[] sound) {
        return "{\n  \"serverContent\": {\n    \"modelTurn\": {\n      \"parts\": [\n        {\n"
                + "          \"inlineData\": {\n            \"mimeType\": \"audio/pcm;rate=24000\",\n"
                + "            \"data\": \""
                + Base64.getEncoder().encodeToString(sound)
                + "\"\n          }\n        }\n      ],\n      \"role\": \"model\"\n    }\n  }\n}\n";
    }

    private static boolean scanned(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new SoundScan().scan(bytes, 0, bytes.length);
    }

    @Test
    void the_usual_message_takes_the_short_way() {
        assertTrue(scanned(message(new byte[480])));
        String part = "{\"inlineData\":{\"data\":\"AAAA\",\"mimeType\":\"audio/pcm;rate=24000\"}}";
        String turn = "{\"serverContent\":{\"modelTurn\":{%s}}}";
        assertTrue(scanned(turn.formatted("\"parts\":[" + part + "]")));
        assertTrue(scanned(turn.formatted("\"role\":\"model\",\"parts\":[" + part + "]")));
        for (String other :
                List.of(
                        turn.formatted("\"parts\":[" + part + "," + part + "]"),
                        turn.formatted("\"parts\":[]"),
                        turn.formatted("\"parts\":[" + part.replace("24000", "16000") + "]"),
                        turn.formatted("\"parts\":[" + part + "],\"x\":1"),
                        turn.formatted("\"parts\":[" + part + "]") + "x",
                        turn.formatted("\"parts\":[" + part + "]").replace("}}}", "}}"),
                        "{\"serverContent\":{\"turnComplete\":true}}",
                        "{",
                        "")) {
            assertFalse(scanned(other), other);
        }
    }

    @Test
    void both_ways_tell_the_same() {
        byte[] sound = new byte[962];
        new java.util.Random(3).nextBytes(sound);
        TestLine quick = new TestLine().established();
        quick.receive(message(sound));
        TestLine slow = new TestLine().established();
        slow.receive(message(sound).replace("\"role\": \"model\"", "\"role\": \"mod\\u0065l\""));
        assertArrayEquals(bytes(quick.sound), bytes(slow.sound));
        assertArrayEquals(sound, bytes(quick.sound));
        assertEquals(names(quick), names(slow));
    }

    private static List<String> names(TestLine line) {
        return line.events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private static byte[] bytes(List<AudioClip> clips) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (AudioClip clip : clips) {
            byte[] bytes = new byte[clip.size()];
            clip.bytes().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    @Test
    void a_sample_cut_in_two_by_messages_is_put_together() {
        TestLine line = new TestLine().established();
        for (byte[] piece : new byte[][] {{1, 2, 3}, {4, 5}, {6}}) {
            line.receive(message(piece));
        }
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, bytes(line.sound));
    }

    @Test
    void another_rate_is_told_with_the_sound_and_other_media_are_passed_on() {
        TestLine line = new TestLine().established();
        line.receive(message(new byte[320]).replace("rate=24000", "rate=16000"));
        assertEquals(16_000, line.sound.get(0).format().sampleRate());
        line.receive(message(new byte[320]).replace("audio/pcm;rate=24000", "image/png"));
        assertEquals("modelTurn.part", line.last(TransportEvent.Extension.class).type());
        line.receive(message(new byte[320]).replace("AAAA", "A\\nAA"));
        assertTrue(line.last(TransportEvent.Rejected.class).why().contains("base64"));
    }

    /** A line that keeps nothing. */
    private static final class Sink extends TestLine {
        private final ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        private long bytes;

        @Override
        public ByteBuffer begin(int maxBytes) {
            return wire.clear();
        }

        @Override
        public void end(WireKind kind) {
            bytes += wire.position();
        }

        @Override
        public void onEvent(TransportEvent event) {}

        @Override
        public void onAudio(AudioChunk chunk) {
            bytes += chunk.bytes().remaining();
        }
    }

    @Test
    void sound_in_and_out_makes_no_garbage() {
        Sink line = new Sink();
        line.codec.open(line);
        line.receive("{\"setupComplete\":{}}");
        ByteBuffer in = ByteBuffer.wrap(message(new byte[1_922]).getBytes(StandardCharsets.UTF_8));
        ByteBuffer out = ByteBuffer.allocate(640);
        long inward = grown(i -> line.codec.decode(in, WireKind.BINARY));
        long outward = grown(i -> line.codec.encodeAudio(out.rewind()));
        assertTrue(line.bytes > 0);
        assertTrue(inward < 10_000, inward + " bytes for 10 000 messages in");
        assertTrue(outward < 10_000, outward + " bytes for 10 000 frames out");
    }

    /** What the last of several rounds of 10 000 frames allocates. */
    private static long grown(IntConsumer frame) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long grown = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 10_000; i++) {
                frame.accept(i);
            }
            grown = threads.getThreadAllocatedBytes(self) - before;
        }
        return grown;
    }
}
