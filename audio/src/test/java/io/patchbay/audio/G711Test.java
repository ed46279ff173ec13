package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {

    @Test
    void mu_law_has_the_codes_of_the_standard() {
        assertEquals((byte) 0xFF, G711.MU_LAW.encode((short) 0));
        assertEquals((byte) 0x7F, G711.MU_LAW.encode((short) -1));
        assertEquals((byte) 0x80, G711.MU_LAW.encode(Short.MAX_VALUE));
        assertEquals((byte) 0x00, G711.MU_LAW.encode(Short.MIN_VALUE));
        assertEquals(32_124, G711.MU_LAW.decode((byte) 0x80));
        assertEquals(-32_124, G711.MU_LAW.decode((byte) 0x00));
        assertEquals(0, G711.MU_LAW.decode((byte) 0x7F));
        assertEquals(8, G711.MU_LAW.decode((byte) 0xFE));
    }

    @Test
    void a_law_has_the_codes_of_the_standard() {
        assertEquals((byte) 0xD5, G711.A_LAW.encode((short) 0));
        assertEquals((byte) 0x55, G711.A_LAW.encode((short) -1));
        assertEquals((byte) 0xAA, G711.A_LAW.encode(Short.MAX_VALUE));
        assertEquals((byte) 0x2A, G711.A_LAW.encode(Short.MIN_VALUE));
        assertEquals(32_256, G711.A_LAW.decode((byte) 0xAA));
        assertEquals(-32_256, G711.A_LAW.decode((byte) 0x2A));
        assertEquals(8, G711.A_LAW.decode((byte) 0xD5));
        assertEquals(-8, G711.A_LAW.decode((byte) 0x55));
    }

    /** The decision values of the standard's tables, on the scale of 16 bits. */
    private static int[] decisions(G711 law) {
        int[] decisions = new int[129];
        int step = law == G711.MU_LAW ? 8 : 16;
        for (int i = 1; i < decisions.length; i++) {
            int width = i == 1 && law == G711.MU_LAW ? step / 2 : step;
            decisions[i] = decisions[i - 1] + width;
            boolean firstDoublesLater = law == G711.A_LAW && i == 16;
            step *= i % 16 == 0 && !firstDoublesLater ? 2 : 1;
        }
        return decisions;
    }

    @ParameterizedTest
    @EnumSource
    void every_sample_gets_the_code_of_the_interval_that_it_lies_in(G711 law) {
        int[] decisions = decisions(law);
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int magnitude = sample < 0 ? ~sample : sample;
            int interval = 127;
            while (decisions[interval] > magnitude) {
                interval--;
            }
            int sign = sample < 0 ? 0 : 0x80;
            int wire = law == G711.MU_LAW ? sign | (127 - interval) : (sign | interval) ^ 0x55;
            assertEquals((byte) wire, law.encode((short) sample), "sample " + sample);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_level_lies_in_the_middle_of_its_interval(G711 law) {
        int[] decisions = decisions(law);
        for (int interval = law == G711.MU_LAW ? 1 : 0; interval < 128; interval++) {
            int middle = (decisions[interval] + decisions[interval + 1]) / 2;
            short lower = (short) decisions[interval];
            assertEquals(middle, law.decode(law.encode(lower)));
            assertEquals(-middle, law.decode(law.encode((short) ~lower)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_code_survives_the_way_to_linear_and_back(G711 law) {
        for (int code = 0; code < 256; code++) {
            byte back = law.encode(law.decode((byte) code));
            if (law == G711.MU_LAW && code == 0x7F) {
                assertEquals((byte) 0xFF, back, "negative zero folds into zero");
            } else {
                assertEquals((byte) code, back);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void speech_like_sound_keeps_37_dB_of_signal_to_noise(G711 law) {
        short[] voice = Sounds.voice(8_000, 1.0, -20);
        byte[] codes = new byte[voice.length];
        short[] heard = new short[voice.length];
        law.encode(voice, 0, codes, 0, voice.length);
        law.decode(codes, 0, heard, 0, voice.length);
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < voice.length; i++) {
            signal += (double) voice[i] * voice[i];
            noise += Math.pow(heard[i] - voice[i], 2);
        }
        assertTrue(10 * Math.log10(signal / noise) >= 36.5, () -> law + " is noisy");
    }

    @ParameterizedTest
    @EnumSource
    void buffers_of_either_byte_order_hold_little_endian_samples(G711 law) {
        short[] pcm = {0, 1_000, -1_000, 32_767, -32_768};
        byte[] expected = new byte[pcm.length];
        law.encode(pcm, 0, expected, 0, pcm.length);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer in = Sounds.bytes(pcm).order(order);
            ByteBuffer codes = ByteBuffer.allocate(pcm.length);
            law.encode(in, codes);
            assertArrayEquals(expected, codes.array());
            ByteBuffer out = ByteBuffer.allocate(2 * pcm.length).order(order);
            law.decode(codes.flip(), out);
            short[] linear = new short[pcm.length];
            law.decode(expected, 0, linear, 0, pcm.length);
            assertArrayEquals(linear, Sounds.samples(out.flip()));
        }
    }

    @Test
    void offsets_are_honoured_and_the_rest_is_left_alone() {
        byte[] codes = new byte[4];
        G711.A_LAW.encode(new short[] {9, 9, 0, 9}, 2, codes, 1, 1);
        assertArrayEquals(new byte[] {0, (byte) 0xD5, 0, 0}, codes);
    }

    @Test
    void an_odd_byte_stays_in_the_buffer() {
        ByteBuffer in = ByteBuffer.wrap(new byte[] {0, 0, 7});
        G711.MU_LAW.encode(in, ByteBuffer.allocate(8));
        assertEquals(1, in.remaining());
    }

    @Test
    void too_little_room_is_an_error_before_anything_is_read() {
        ByteBuffer in = ByteBuffer.allocate(8);
        assertThrows(
                BufferOverflowException.class,
                () -> G711.MU_LAW.encode(in, ByteBuffer.allocate(3)));
        assertThrows(
                BufferOverflowException.class,
                () -> G711.MU_LAW.decode(in, ByteBuffer.allocate(15)));
        assertEquals(8, in.remaining());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> G711.A_LAW.decode(new byte[4], 2, new short[4], 0, 3));
    }
}
