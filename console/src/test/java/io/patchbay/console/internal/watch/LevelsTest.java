package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.tck.ScriptedTurns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** When which side is how loud. */
class LevelsTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong clock = new AtomicLong();
    private final LevelMeter meter = new LevelMeter(0, clock::get);

    /** The agent's speech is generated. */
    private void generated(long at, int millis) {
        clock.set(at * MILLI);
        meter.agent(
                ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, millis).bytes(),
                AudioFormat.PCM16_24K);
    }

    private static SessionEvent.Stamp at(long millis) {
        return new SessionEvent.Stamp(millis * MILLI, 1, null);
    }

    /** Which slots of 50 ms of a side are loud, until a time. */
    private List<Integer> loud(String side, long millis) {
        clock.set(millis * MILLI);
        JsonNode json = meter.take().orElseThrow();
        int first = (int) Math.round(json.path("t").asDouble() * 20);
        List<Integer> loud = new ArrayList<>();
        for (int i = 0; i < json.path(side).size(); i++) {
            if (json.path(side).path(i).asDouble() > 0.05) {
                loud.add(first + i);
            }
        }
        return loud;
    }

    private static List<Integer> slots(int from, int to) {
        List<Integer> slots = new ArrayList<>();
        for (int i = from; i < to; i++) {
            slots.add(i);
        }
        return slots;
    }

    @Test
    void speech_that_was_generated_at_once_is_loud_when_it_is_played() {
        generated(1_000, 600);
        generated(1_001, 400);
        assertEquals(slots(20, 30), loud("agent", 1_600));
        assertEquals(slots(30, 40), loud("agent", 3_000));
    }

    @Test
    void nothing_is_loud_after_an_interruption() {
        generated(1_000, 5_000);
        meter.onEvent(
                new SessionEvent.AudioInterrupted(
                        at(1_500), null, SessionEvent.InterruptionCause.SPEECH));
        generated(2_000, 100);
        List<Integer> loud = loud("agent", 4_000);
        assertTrue(loud.containsAll(slots(20, 30)), loud.toString());
        assertTrue(loud.containsAll(slots(40, 42)), loud.toString());
        assertTrue(loud.size() <= 14, loud.toString());
    }

    @Test
    void a_pause_moves_what_is_not_played_yet() {
        generated(1_000, 1_000);
        meter.onEvent(new SessionEvent.AudioPaused(at(1_500), null));
        assertTrue(loud("agent", 2_500).size() <= 11);
        meter.onEvent(new SessionEvent.AudioResumed(at(3_500)));
        List<Integer> loud = loud("agent", 6_000);
        assertTrue(loud.containsAll(slots(71, 80)), loud.toString());
        assertTrue(loud.size() <= 11, loud.toString());
    }

    @Test
    void every_format_but_opus_has_a_level() {
        for (AudioFormat format :
                List.of(
                        AudioFormat.PCM16_16K,
                        AudioFormat.PCM16_48K,
                        AudioFormat.PCMU_8K,
                        AudioFormat.PCMA_8K)) {
            AtomicLong time = new AtomicLong();
            LevelMeter own = new LevelMeter(0, time::get);
            time.set(400 * MILLI);
            own.caller(loudest(format), format);
            time.set(1_000 * MILLI);
            JsonNode json = own.take().orElseThrow();
            assertTrue(json.path("caller").path(6).asDouble() > 0.9, format + " " + json);
        }
        clock.set(200 * MILLI);
        AudioFormat opus = new AudioFormat(AudioFormat.Encoding.OPUS, 48_000, 1);
        meter.caller(ByteBuffer.wrap(new byte[] {1, 2, 3}), opus);
        assertEquals(List.of(), loud("caller", 1_000));
    }

    @Test
    void a_short_sound_of_any_height_is_seen() {
        for (int hertz = 100; hertz <= 4_000; hertz += 100) {
            AtomicLong time = new AtomicLong(50 * MILLI);
            LevelMeter own = new LevelMeter(0, time::get);
            ByteBuffer wave = ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(50));
            wave.order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; wave.hasRemaining(); i++) {
                wave.putShort((short) (16_384 * Math.sin(2 * Math.PI * hertz * i / 24_000)));
            }
            own.caller(wave.flip(), AudioFormat.PCM16_24K);
            time.set(1_000 * MILLI);
            double peak = own.take().orElseThrow().path("caller").path(0).asDouble();
            assertEquals(0.5, peak, 0.1, hertz + " Hz");
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void who_is_heard_never_waits_for_who_reads() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(1);
        AtomicLong time = new AtomicLong(1_000 * MILLI);
        Thread listening = Thread.currentThread();
        LevelMeter own =
                new LevelMeter(
                        0,
                        () -> {
                            if (Thread.currentThread() != listening) {
                                reads.countDown();
                                await(heard);
                            }
                            return time.get();
                        });
        Thread reader = new Thread(own::take);
        reader.start();
        await(reads);
        own.caller(loudest(AudioFormat.PCM16_24K), AudioFormat.PCM16_24K);
        own.agent(loudest(AudioFormat.PCM16_24K), AudioFormat.PCM16_24K);
        heard.countDown();
        reader.join();
        time.set(1_500 * MILLI);
        own.agent(loudest(AudioFormat.PCM16_24K), AudioFormat.PCM16_24K);
        time.set(3_000 * MILLI);
        JsonNode json = own.take().orElseThrow();
        int first = (int) Math.round(json.path("t").asDouble() * 20);
        assertTrue(json.path("caller").path(Math.max(0, 19 - first)).asDouble() > 0.9, json + "");
        assertTrue(json.path("agent").path(20 - first).asDouble() > 0.9, json + "");
        assertTrue(json.path("agent").path(30 - first).asDouble() > 0.9, json + "");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void who_comes_late_sees_the_past_as_well() {
        generated(1_000, 1_000);
        meter.caller(loudest(AudioFormat.PCM16_24K), AudioFormat.PCM16_24K);
        assertTrue(meter.past().isEmpty(), "nobody asked yet");
        clock.set(3_000 * MILLI);
        meter.take();
        JsonNode past = meter.past().json();
        assertEquals(0, past.path("t").asDouble());
        assertEquals(0.1, past.path("step").asDouble());
        assertEquals(29, past.path("agent").size());
        assertEquals(0, past.path("agent").path(9).asDouble());
        assertTrue(past.path("agent").path(10).asDouble() > 0.05, past.toString());
        assertTrue(past.path("agent").path(19).asDouble() > 0.05, past.toString());
        assertEquals(0, past.path("agent").path(20).asDouble());
        assertEquals(1, past.path("caller").path(9).asDouble(), past.toString());
    }

    @Test
    void the_past_is_kept_while_nobody_asks() {
        for (int second = 1; second <= 30; second++) {
            generated(second * 1_000L, 500);
        }
        JsonNode past = meter.past().json();
        assertTrue(past.path("agent").size() > 200, past.toString());
        assertTrue(past.path("agent").path(12).asDouble() > 0.05, past.toString());
        assertEquals(0, past.path("agent").path(17).asDouble());
        assertEquals(299, meter.whole().json().path("agent").size());
    }

    @Test
    void the_past_of_a_long_call_grows_coarser_instead_of_longer() {
        LevelHistory history = new LevelHistory(0);
        float[] silence = new float[1_000];
        float[] once = new float[1_000];
        once[999] = 1;
        for (int thousand = 1; thousand <= 50; thousand++) {
            history.add(silence, thousand == 7 ? once : silence);
        }
        JsonNode json = history.json();
        assertEquals(0.8, json.path("step").asDouble());
        assertTrue(json.path("agent").size() <= LevelHistory.MOST, "bounded");
        int at = (int) (6_999 * 0.05 / json.path("step").asDouble());
        assertEquals(1, json.path("agent").path(at).asDouble());
        assertEquals(0, json.path("agent").path(at - 1).asDouble());
        assertEquals(0, json.path("agent").path(at + 1).asDouble());
    }

    /** 100 ms as loud as can be. */
    private static ByteBuffer loudest(AudioFormat format) {
        ByteBuffer bytes = ByteBuffer.allocate(format.bytes(100));
        boolean pcm = format.encoding() == AudioFormat.Encoding.PCM16;
        boolean mu = format.encoding() == AudioFormat.Encoding.PCMU;
        while (bytes.hasRemaining()) {
            if (pcm) {
                bytes.put((byte) 0xFF).put((byte) 0x7F);
            } else {
                bytes.put((byte) (mu ? 0x80 : 0xAA));
            }
        }
        return bytes.flip();
    }
}
