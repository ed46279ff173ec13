package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LegPolicy.CallerGone;
import io.patchbay.api.session.LegPolicy.ModelGone;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.api.transport.TransferResult.Outcome;
import io.patchbay.tck.ScriptedTurns;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a telephone's caller when the model does not come back. */
class ModelGoneTest {
    private static final CloseReason LOST =
            new CloseReason(CloseReason.Cause.LOST, 1006, "reset", null);
    private static final URI DESK = URI.create("tel:+49301234");
    private static final AudioClip SORRY = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 400);

    private Call lost(LegPolicy policy, PhoneLeg phone) {
        Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .legs(policy)
                                .reconnect(ReconnectPolicy.NEVER));
        call.session.addLeg(phone);
        call.run();
        call.line().disconnect(LOST);
        call.run();
        return call;
    }

    private static LegPolicy transferring() {
        return new LegPolicy(CallerGone.CLOSE, ModelGone.TRANSFER, SORRY, DESK);
    }

    private static long heardMillis(PhoneLeg phone) {
        return phone.frames.stream().mapToInt(Integer::intValue).sum() / 48;
    }

    private static void fallsBack(Call call, PhoneLeg phone, Outcome why) {
        SessionEvent.TransferEnded ended = call.only(SessionEvent.TransferEnded.class);
        assertEquals(why, ended.result().outcome());
        assertEquals(DESK, ended.target());
        assertEquals(400, heardMillis(phone));
        assertEquals(null, phone.closed, "not before it was heard");
        phone.plays();
        call.advance(100);
        assertNotNull(phone.closed);
        assertEquals(SessionState.CLOSED, call.session.state());
    }

    @Test
    void a_caller_is_handed_to_a_person() {
        PhoneLeg phone = new PhoneLeg();
        try (Call call = lost(transferring(), phone)) {
            assertEquals(DESK, phone.only(Control.Transfer.class).target());
            assertEquals(null, phone.closed);
            phone.transferred.complete(null);
            call.run();
            assertEquals(
                    Outcome.DONE, call.only(SessionEvent.TransferEnded.class).result().outcome());
            assertEquals(SessionState.CLOSED, call.session.state());
            assertTrue(phone.frames.isEmpty());
        }
    }

    @Test
    void a_caller_who_could_not_be_handed_over_is_told_and_let_go() {
        PhoneLeg phone = new PhoneLeg();
        try (Call call = lost(transferring(), phone)) {
            phone.transferred.completeExceptionally(
                    new TransferFailedException(new TransferResult(Outcome.BUSY, 486, "Busy")));
            call.run();
            fallsBack(call, phone, Outcome.BUSY);
        }
    }

    @Test
    void a_caller_whose_leg_cannot_be_handed_over_is_told_and_let_go() {
        PhoneLeg phone = new PhoneLeg(Verb.TRANSFER);
        try (Call call = lost(transferring(), phone)) {
            assertEquals(List.of(), phone.asked);
            fallsBack(call, phone, Outcome.REFUSED);
        }
    }

    @Test
    void a_caller_of_whose_transfer_nothing_is_heard_is_told_and_let_go() {
        PhoneLeg phone = new PhoneLeg();
        try (Call call = lost(transferring(), phone)) {
            call.advance(65_000);
            fallsBack(call, phone, Outcome.TIMEOUT);
        }
    }

    @Test
    void without_an_announcement_he_is_let_go_at_once() {
        PhoneLeg phone = new PhoneLeg(Verb.TRANSFER);
        LegPolicy mute = new LegPolicy(CallerGone.CLOSE, ModelGone.TRANSFER, null, DESK);
        try (Call call = lost(mute, phone)) {
            assertEquals(LOST, phone.closed);
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void announcing_hanging_up_and_parking_need_nothing_of_the_leg() {
        for (PhoneLeg phone : List.of(new PhoneLeg(), new PhoneLeg(Verb.HANG_UP))) {
            try (Call call =
                    lost(new LegPolicy(CallerGone.CLOSE, ModelGone.ANNOUNCE, SORRY, null), phone)) {
                assertEquals(400, heardMillis(phone));
                phone.plays();
                call.advance(100);
                assertEquals(LOST, phone.closed);
            }
            PhoneLeg second = new PhoneLeg();
            second.rejected.putAll(phone.rejected);
            try (Call call = lost(LegPolicy.CLOSE_TOGETHER, second)) {
                assertEquals(LOST, second.closed);
                assertEquals(SessionState.CLOSED, call.session.state());
            }
            PhoneLeg third = new PhoneLeg();
            third.rejected.putAll(phone.rejected);
            try (Call call = lost(LegPolicy.of(CallerGone.CLOSE, ModelGone.PARK), third)) {
                assertEquals(null, third.closed);
                assertEquals(SessionState.PARKED, call.session.state());
                call.connect();
                assertEquals(SessionState.CONNECTED, call.session.state());
            }
        }
    }
}
