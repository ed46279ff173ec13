package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.transport.TransportEvent;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short way for frequent events says what the long way says, and makes no garbage. */
class FastPathTest {

    private static final String[] TYPES = {
        "response.output_audio.delta",
        "response.audio.delta",
        "response.output_audio_transcript.delta",
        "response.text.delta",
        "response.function_call_arguments.delta",
        "conversation.item.input_audio_transcription.delta"
    };
    private static final String[] TEXTS = {
        "plain", "", "schön 你好 😀", "a \\\"quote\\\"", "line\\nbreak", "\\u00e9", "{\\\"a\\\":1}"
    };

    private final Random random = new Random(42);

    @Test
    void the_short_way_and_the_tree_tell_the_same() {
        int shortWays = 0;
        for (int i = 0; i < 4_000; i++) {
            String json = frame();
            TestLine fast = new TestLine().established();
            TestLine slow = new TestLine().established();
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            FlatEventReader flat =
                    new FlatEventReader(
                            fast,
                            new SpeechDecoder(
                                    fast, new LineFormats(GaProfiles.OPENAI.sound()), null),
                            false);
            if (flat.read(bytes, 0, bytes.length)) {
                shortWays++;
                // an escape in a name that nobody knows sends the same frame the long way
                slow.receive(json.replaceFirst("\\{", "{\"\\\\u0078\":1,"));
                assertEquals(slow.events, fast.events, json);
                assertEquals(told(slow), told(fast), json);
            }
        }
        assertTrue(shortWays > 1_000, "only " + shortWays + " frames took the short way");
    }

    private static List<String> told(TestLine line) {
        List<String> told = new ArrayList<>();
        for (TestLine.Heard heard : line.speech) {
            byte[] bytes = new byte[heard.clip().size()];
            heard.clip().bytes().get(bytes);
            told.add(
                    heard.responseId()
                            + heard.itemId()
                            + heard.index()
                            + Base64.getEncoder().encodeToString(bytes));
        }
        return told;
    }

    /** A frame with its members in any order, odd blanks, and some that are missing or strange. */
    private String frame() {
        String type = TYPES[random.nextInt(TYPES.length)];
        String delta =
                type.contains("audio.delta")
                        ? Base64.getEncoder().encodeToString(sound(random.nextInt(3_000)))
                        : TEXTS[random.nextInt(TEXTS.length)];
        List<String> members = new ArrayList<>();
        members.add("\"type\":" + blank() + "\"" + type + "\"");
        members.add("\"delta\"" + blank() + ":\"" + delta + "\"");
        maybe(members, "\"event_id\":\"event_" + random.nextInt(9) + "\"");
        maybe(members, "\"response_id\":\"resp_" + random.nextInt(3) + "\"");
        maybe(members, "\"item_id\":\"item_" + random.nextInt(3) + "\"");
        maybe(members, "\"call_id\":\"call_1\"");
        maybe(members, "\"output_index\":" + random.nextInt(3));
        maybe(members, "\"content_index\":" + blank() + random.nextInt(12));
        if (random.nextInt(8) == 0) {
            members.add("\"logprobs\":" + (random.nextBoolean() ? "null" : "[{\"a\":1}]"));
        }
        if (random.nextInt(8) == 0) {
            members.add("\"obfuscation\":\"x\\\\y\"");
        }
        if (random.nextInt(10) == 0) {
            members.add("\"content_index\":" + random.nextInt(3));
        }
        Collections.shuffle(members, random);
        return blank()
                + "{"
                + blank()
                + String.join(blank() + "," + blank(), members)
                + blank()
                + "}";
    }

    private void maybe(List<String> members, String member) {
        if (random.nextInt(12) > 0) {
            members.add(member);
        }
    }

    private String blank() {
        return random.nextInt(3) > 0 ? "" : " \n\t\r".substring(random.nextInt(4));
    }

    private byte[] sound(int pairs) {
        byte[] sound = new byte[2 * pairs];
        random.nextBytes(sound);
        return sound;
    }

    @Test
    void a_frame_that_is_no_json_or_no_base64_is_rejected_with_its_field() {
        TestLine line = new TestLine().established();
        String before = "{\"type\":\"response.output_audio.delta\",\"delta\":\"";
        for (String delta : new String[] {"AA=A", "AA==AAAA", "A", "~~~~", "AAAAé"}) {
            List<TransportEvent> events = line.eventsOf(before + delta + "\"}");
            assertEquals(1, events.size(), delta);
            assertTrue(
                    events.get(0) instanceof TransportEvent.Rejected rejected
                            && rejected.why().contains("delta"),
                    delta);
        }
        for (String tail : new String[] {"AAAA\"", "AAAA\"}}", "AAAA\",}", "AAAA", "AAAA\"} x"}) {
            List<TransportEvent> events = line.eventsOf(before + tail);
            assertTrue(events.get(0) instanceof TransportEvent.Rejected, tail);
        }
        assertTrue(line.speech.isEmpty());
    }

    @Test
    void a_sample_cut_in_two_by_frames_is_put_together() {
        TestLine line = new TestLine().established();
        for (byte[] piece : new byte[][] {{1, 2, 3}, {4, 5}, {6}}) {
            line.receive(
                    "{\"type\":\"response.output_audio.delta\",\"item_id\":\"i\",\"delta\":\""
                            + Base64.getEncoder().encodeToString(piece)
                            + "\"}");
        }
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (TestLine.Heard heard : line.speech) {
            assertEquals(0, heard.clip().size() % 2);
            byte[] bytes = new byte[heard.clip().size()];
            heard.clip().bytes().get(bytes);
            all.writeBytes(bytes);
        }
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, all.toByteArray());
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
        line.opened();
        ByteBuffer[] in = new ByteBuffer[8];
        for (int i = 0; i < in.length; i++) {
            in[i] = ByteBuffer.wrap(audio(960 + 6 * i));
        }
        ByteBuffer out = ByteBuffer.wrap(sound(481));
        long inward = grown(i -> line.codec.decode(in[i & 7], WireKind.TEXT));
        long outward = grown(i -> line.codec.encodeAudio(out.rewind()));
        assertTrue(line.bytes > 0);
        assertTrue(inward < 10_000, inward + " bytes for 10 000 frames in");
        assertTrue(outward < 10_000, outward + " bytes for 10 000 frames out");
    }

    /** What the last of several rounds of 10 000 frames allocates. */
    private static long grown(java.util.function.IntConsumer frame) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long grown = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 10_000; i++) {
                frame.accept(i);
            }
            grown = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        return grown;
    }

    private byte[] audio(int bytes) {
        return ("{\"type\":\"response.output_audio.delta\",\"event_id\":\"event_1\",\"response_id\":"
                        + "\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,"
                        + "\"delta\":\""
                        + Base64.getEncoder().encodeToString(sound(bytes / 2))
                        + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void raw_listeners_get_the_frame_before_its_meaning() {
        TestLine line = new TestLine().established();
        line.wantsRaw = true;
        String json = new String(audio(960), StandardCharsets.UTF_8);
        assertEquals(
                List.of(new TransportEvent.Raw("response.output_audio.delta", json)),
                line.eventsOf(json));
        assertEquals(1, line.speech.size());
        List<TransportEvent> events = line.eventsOf("nonsense");
        assertEquals(new TransportEvent.Raw("", "nonsense"), events.get(0));
        assertTrue(events.get(1) instanceof TransportEvent.Rejected);
    }
}
