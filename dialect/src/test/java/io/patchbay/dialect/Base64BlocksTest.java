package io.patchbay.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the JDK's coder says of a whole array, said of a piece of one. */
class Base64BlocksTest {

    private final Random random = new Random(7);

    @Test
    void a_piece_of_any_length_becomes_what_the_jdk_makes_of_it() {
        for (int length : lengths()) {
            byte[] sound = new byte[length + 5];
            random.nextBytes(sound);
            ByteBuffer source = ByteBuffer.wrap(sound).position(3);
            byte[] text = new byte[Base64Blocks.encodedLength(length) + 4];
            int end = Base64Blocks.encode(source, length, text, 2);
            byte[] expected = Arrays.copyOfRange(sound, 3, 3 + length);
            assertEquals(3 + length, source.position());
            assertEquals(
                    Base64.getEncoder().encodeToString(expected),
                    new String(text, 2, end - 2, StandardCharsets.US_ASCII));
            byte[] back = new byte[length + 1];
            assertEquals(length, Base64Blocks.decode(text, 2, end - 2, back, 1));
            assertArrayEquals(expected, Arrays.copyOfRange(back, 1, back.length));
        }
    }

    /** Short ones, those beside a power of two, and more than the largest block. */
    private static int[] lengths() {
        int[] lengths = new int[64 + 3 * 14];
        for (int i = 0; i < 64; i++) {
            lengths[i] = i;
        }
        for (int i = 0; i < 14; i++) {
            for (int beside = 0; beside < 3; beside++) {
                lengths[64 + 3 * i + beside] = (3 << i) - 1 + beside;
            }
        }
        return lengths;
    }

    @Test
    void what_is_no_clean_base64_is_refused() {
        byte[] target = new byte[64];
        for (String text :
                new String[] {"A", "AA", "AAAAA", "AA=A", "AA==AAAA", "~~~~", "A\nAA", "A-_A"}) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertEquals(-1, Base64Blocks.decode(bytes, 0, bytes.length, target, 0), text);
        }
        assertEquals(0, Base64Blocks.decode(new byte[0], 0, 0, target, 0));
    }

    @Test
    void memory_of_the_thread_is_given_up_to_its_bound() {
        assertEquals(Scratch.KEPT, Scratch.sound(1).length);
        assertTrue(Scratch.sound(1) == Scratch.sound(Scratch.KEPT));
        assertEquals(Scratch.KEPT + 1, Scratch.sound(Scratch.KEPT + 1).length);
    }

    @Test
    void coding_a_frame_makes_no_garbage() {
        ByteBuffer frame = ByteBuffer.allocate(962);
        byte[] text = new byte[Base64Blocks.encodedLength(962)];
        byte[] sound = new byte[962];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long grown = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 10_000; i++) {
                int end = Base64Blocks.encode(frame.rewind(), 962, text, 0);
                Base64Blocks.decode(text, 0, end, sound, 0);
            }
            grown = threads.getThreadAllocatedBytes(self) - before;
        }
        assertTrue(grown < 10_000, grown + " bytes for 10 000 frames");
    }
}
