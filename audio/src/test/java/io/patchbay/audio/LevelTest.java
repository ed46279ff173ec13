package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LevelTest {

    @Test
    void a_full_sine_has_minus_3_dB() {
        short[] sine = new short[4_800];
        for (int i = 0; i < sine.length; i++) {
            sine[i] = (short) Math.round(32_767 * Math.sin(2 * Math.PI * i / 48));
        }
        assertEquals(-3.01, Level.of(sine, 0, sine.length), 0.01);
    }

    @Test
    void buffers_and_arrays_agree_and_the_buffer_stays() {
        short[] sound = Sounds.voice(24_000, 0.2, -23);
        ByteBuffer bytes = Sounds.bytes(sound);
        assertEquals(-23, Level.of(sound, 0, sound.length), 0.1);
        assertEquals(Level.of(sound, 0, sound.length), Level.of(bytes), 1e-9);
        assertEquals(2 * sound.length, bytes.remaining());
    }

    @Test
    void nothing_and_silence_have_no_level() {
        assertEquals(Level.SILENCE, Level.of(new short[10], 0, 10));
        assertEquals(Level.SILENCE, Level.of(ByteBuffer.allocate(0)));
    }
}
