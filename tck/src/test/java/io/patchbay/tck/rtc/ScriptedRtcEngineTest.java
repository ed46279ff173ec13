package io.patchbay.tck.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two links on scripted engines, connected by their descriptions. */
class ScriptedRtcEngineTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedRtcEngine here = ScriptedRtcEngine.on(loop);
    private final ScriptedRtcEngine there = ScriptedRtcEngine.on(loop);
    private final Heard caller = new Heard();
    private final Heard callee = new Heard();
    private final RtcLink calling = RtcLink.open(here, RtcSettings.defaults(), loop, caller);
    private final RtcLink called = RtcLink.open(there, RtcSettings.defaults(), loop, callee);

    private void connect() {
        loop.call(calling::offer)
                .thenCompose(called::answer)
                .thenCompose(calling::accept)
                .toCompletableFuture();
        loop.run();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void two_peers_are_connected_by_their_descriptions() {
        connect();
        assertEquals(List.of("CONNECTING", "CONNECTED", "text open"), caller.events);
        assertEquals(List.of("CONNECTING", "CONNECTED", "text open"), callee.events);
        assertEquals(RtcState.CONNECTED, calling.state());
    }

    @Test
    void text_and_sound_arrive_at_the_other() {
        connect();
        assertTrue(calling.sendText(text("hello")));
        ByteBuffer sound = ByteBuffer.allocate(4_800);
        for (int i = 0; sound.hasRemaining(); i++) {
            sound.putShort(Short.reverseBytes((short) (8_000 * Math.sin(i * 0.1))));
        }
        assertTrue(calling.out().offer(sound.flip()));
        loop.advance(Duration.ofMillis(200));
        assertEquals(List.of("hello"), callee.texts);
        assertEquals(100_000, calling.out().sentMicros());
        // 24 kHz became 48 kHz, 10 ms at 0 ms included
        assertEquals(21 * 960, callee.sound.size());
        assertTrue(caller.events.contains("sound sent"));
    }

    @Test
    void a_far_end_that_hangs_up_ends_the_link() {
        connect();
        calling.close();
        loop.run();
        assertEquals("the far end hung up", callee.ends.get(0).getMessage());
        assertEquals(List.of(), caller.ends);
        here.verify();
        there.verify();
    }

    @Test
    void a_peer_that_stays_open_is_found() {
        loop.run();
        AssertionError e = assertThrows(AssertionError.class, here::verify);
        assertEquals("1 of 1 peers were not closed", e.getMessage());
    }
}
