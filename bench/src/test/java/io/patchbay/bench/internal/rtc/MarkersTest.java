package io.patchbay.bench.internal.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkersTest {

    private static final int RATE = 24_000;
    private static final int FRAMES_A_MARKER = Markers.SLOT_MILLIS / Markers.WINDOW_MILLIS;

    private final MarkerLedger ledger = new MarkerLedger();
    private final MarkerVoice voice = new MarkerVoice(RATE, ledger);

    private List<byte[]> spoken(int markers) {
        voice.speak(markers);
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer frame = ToneLine.frame();
        for (int i = 0; i < markers * FRAMES_A_MARKER; i++) {
            voice.fill(frame);
            frames.add(frame.array().clone());
        }
        return frames;
    }

    private void hear(List<byte[]> frames) {
        MarkerEar ear = new MarkerEar(RATE, ledger);
        frames.forEach(frame -> ear.hear(ByteBuffer.wrap(frame)));
        ear.end();
    }

    @Test
    void all_markers_of_an_untouched_stream_arrive() {
        hear(spoken(50));
        assertEquals(50, ledger.arrived());
        assertEquals(List.of(), ledger.lost());
        assertEquals(0, ledger.again());
        assertEquals(0, ledger.cut());
    }

    @Test
    void a_missing_second_is_five_lost_markers() {
        List<byte[]> frames = spoken(30);
        frames.subList(10 * FRAMES_A_MARKER, 15 * FRAMES_A_MARKER).clear();
        hear(frames);
        assertEquals(List.of(10L, 11L, 12L, 13L, 14L), ledger.lost());
    }

    @Test
    void markers_that_are_missing_at_the_end_are_lost() {
        List<byte[]> frames = spoken(8);
        frames.subList(6 * FRAMES_A_MARKER, frames.size()).clear();
        hear(frames);
        assertEquals(List.of(6L, 7L), ledger.lost());
    }

    @Test
    void what_is_sent_again_is_counted_and_not_lost() {
        List<byte[]> frames = spoken(10);
        List<byte[]> twice = new ArrayList<>(frames.subList(0, 6 * FRAMES_A_MARKER));
        twice.addAll(frames.subList(3 * FRAMES_A_MARKER, frames.size()));
        hear(twice);
        assertEquals(List.of(), ledger.lost());
        assertEquals(3, ledger.again());
    }

    @Test
    void half_a_marker_is_heard_and_told_as_cut() {
        List<byte[]> frames = spoken(3);
        frames.subList(FRAMES_A_MARKER, FRAMES_A_MARKER + 5).clear();
        hear(frames);
        assertEquals(List.of(), ledger.lost());
        assertEquals(1, ledger.cut());
    }

    @Test
    void noise_and_a_missing_packet_do_not_hide_a_marker() {
        Random random = new Random(4);
        List<byte[]> frames = spoken(40);
        for (int i = 0; i < frames.size(); i++) {
            ByteBuffer frame = ByteBuffer.wrap(frames.get(i)).order(ByteOrder.LITTLE_ENDIAN);
            boolean gone = i % FRAMES_A_MARKER == 3;
            for (int at = 0; at < frame.limit(); at += 2) {
                int sample = gone ? 0 : frame.getShort(at);
                frame.putShort(at, (short) (sample + random.nextGaussian() * 400));
            }
        }
        hear(frames);
        assertEquals(List.of(), ledger.lost());
        assertEquals(40, ledger.arrived());
    }

    @Test
    void a_marker_that_was_broken_off_on_purpose_is_not_missed() {
        List<byte[]> frames = spoken(2);
        voice.speak(3);
        voice.fill(ToneLine.frame());
        voice.hush();
        hear(frames);
        assertEquals(3, ledger.begun());
        assertEquals(List.of(), ledger.lost());
    }
}
