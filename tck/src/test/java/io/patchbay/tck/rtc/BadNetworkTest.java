package io.patchbay.tck.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real peers, with a network between them that gets worse and worse. */
@Tag("once")
class BadNetworkTest {

    /** Long, in virtual time: a test that needs its end moves the clock. */
    private static final RtcSettings SETTINGS =
            RtcSettings.defaults().withGrace(Duration.ofMinutes(5));

    @ParameterizedTest
    @CsvSource({"0.02, 20, 30", "0.10, 50, 100"})
    void sound_and_text_come_through_loss_jitter_and_delay(double loss, int delay, int jitter) {
        try (RtcRelay relay = RtcRelay.open();
                RealCall call = new RealCall(SETTINGS)) {
            relay.lose(loss).delay(Duration.ofMillis(delay), Duration.ofMillis(jitter));
            call.connect(relay::through);
            List<String> said = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String text = "text " + i + " " + "x".repeat(i * 20);
                said.add(text);
                call.caller.say(text);
                call.called.say(text);
            }
            call.awaitTones(12);
            call.await(
                    () ->
                            call.caller.texts.size() >= said.size()
                                    && call.called.texts.size() >= said.size());
            assertEquals(said, call.caller.texts);
            assertEquals(said, call.called.texts);
            assertTrue(
                    call.called.heard.clear() > 2 * call.called.heard.others(),
                    call.called.heard::toString);
            assertTrue(
                    call.caller.heard.clear() > 2 * call.caller.heard.others(),
                    call.caller.heard::toString);
            assertTrue(relay.lost() > 0, "the relay has lost nothing");
            assertNull(call.caller.end);
        }
    }

    @Test
    void a_network_that_is_gone_for_two_seconds_is_forgiven() {
        try (RtcRelay relay = RtcRelay.open();
                RealCall call = new RealCall(SETTINGS)) {
            call.connect(relay::through);
            call.awaitTones(3);
            long lost = relay.lost();
            relay.swallow(200);
            call.caller.say("into the gap");
            call.await(() -> relay.lost() - lost >= 200);
            call.awaitTones(3);
            call.await(() -> call.called.texts.size() == 1);
            assertNull(call.caller.end);
            assertNull(call.called.end);
        }
    }

    @Test
    void a_lost_way_is_found_anew_by_an_ice_restart_and_ends_the_link_when_it_stays_away() {
        try (RtcRelay first = RtcRelay.open();
                RtcRelay second = RtcRelay.open();
                RealCall call = new RealCall(SETTINGS)) {
            call.connect(first::through);
            call.awaitTones(3);
            first.swallow(Long.MAX_VALUE);
            call.await(() -> call.caller.link.state() == RtcState.DISCONNECTED);
            call.restart(second::through);
            call.await(() -> call.caller.link.state() == RtcState.CONNECTED);
            call.awaitTones(3);
            call.caller.say("here again");
            call.await(() -> call.called.texts.equals(List.of("here again")));

            second.swallow(Long.MAX_VALUE);
            call.await(() -> call.caller.link.state() == RtcState.DISCONNECTED);
            call.loop.advance(SETTINGS.grace());
            RtcException end = call.caller.end;
            assertNotNull(end);
            assertEquals(RtcException.Kind.PATH, end.kind());
            assertEquals("the far end did not answer for 300000 ms", end.getMessage());
        }
    }
}
