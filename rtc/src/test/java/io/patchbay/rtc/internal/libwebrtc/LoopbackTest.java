package io.patchbay.rtc.internal.libwebrtc;

import static io.patchbay.rtc.internal.libwebrtc.HeardPeer.await;
import static io.patchbay.rtc.internal.libwebrtc.HeardPeer.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two peers of this engine talk to each other. */
class LoopbackTest {

    private static LibwebrtcEngine engine;

    @BeforeAll
    static void start() {
        engine = new LibwebrtcEngine(300_000, Duration.ofSeconds(2));
        assertEquals(Optional.empty(), engine.unavailable());
    }

    @AfterAll
    static void stop() {
        engine.stop();
        assertEquals(0, engine.count().factories());
    }

    private static HeardPeer peer() {
        return new HeardPeer(engine, RtcSettings.defaults());
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 24_000, 48_000})
    void both_hear_the_other_one_clearly_at_every_rate(int rate) {
        RtcSettings settings = RtcSettings.defaults().withSendRate(rate);
        try (HeardPeer caller = new HeardPeer(engine, settings);
                HeardPeer called = new HeardPeer(engine, settings)) {
            HeardPeer.connect(caller, called);
            caller.sing(440, rate);
            called.sing(1_000, rate);
            called.awaitTone(440, 20);
            caller.awaitTone(1_000, 20);
            assertEquals(48_000, called.rate);
            assertTrue(called.channels == 1 || called.channels == 2, "channels");
        }
    }

    @Test
    void texts_arrive_whole_and_in_order_up_to_the_longest() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            HeardPeer.connect(caller, called);
            String longest = "ä".repeat(caller.peer.maxText() / 2);
            caller.say("one");
            caller.say(longest);
            caller.say("");
            caller.say("three");
            called.say("back");
            assertEquals("one", called.nextText());
            assertEquals(longest, called.nextText());
            assertEquals("", called.nextText());
            assertEquals("three", called.nextText());
            assertEquals("back", caller.nextText());
        }
    }

    @Test
    void a_text_that_is_too_long_is_refused_and_harms_nothing() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            HeardPeer.connect(caller, called);
            assertEquals(262_144, caller.peer.maxText());
            ByteBuffer tooLong = ByteBuffer.allocate(caller.peer.maxText() + 1);
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class, () -> caller.peer.sendText(tooLong));
            assertTrue(String.valueOf(refused.getMessage()).contains("262145"));
            caller.say("still here");
            assertEquals("still here", called.nextText());
        }
    }

    @Test
    void a_part_of_an_array_is_sent_as_that_part() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            HeardPeer.connect(caller, called);
            caller.peer.sendText(ByteBuffer.wrap("-part-".getBytes(), 1, 4).slice());
            assertEquals("part", called.nextText());
        }
    }

    @Test
    void an_offer_goes_out_without_candidates_and_an_answer_with_one() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            String offer = now(caller.peer.offer());
            assertFalse(offer.contains("a=candidate"), offer);
            assertTrue(offer.contains("m=application"), offer);
            assertTrue(now(called.peer.answer(offer)).contains("a=candidate"));
        }
    }

    @Test
    void who_hangs_up_is_noticed_by_the_text_channel() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            HeardPeer.connect(caller, called);
            caller.peer.close();
            await(called.over);
            assertThrows(RtcException.class, () -> called.say("hello?"));
        }
    }

    @Test
    void a_closed_peer_stays_closed_and_says_so() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            HeardPeer.connect(caller, called);
            caller.peer.close();
            caller.peer.close();
            caller.peer.push(new Tone(440, 24_000).next());
            assertEquals(0, caller.peer.bufferedText());
            RtcException refused =
                    assertThrows(RtcException.class, () -> caller.say("from beyond"));
            assertEquals(RtcException.Kind.CLOSED, refused.kind());
        }
    }
}
