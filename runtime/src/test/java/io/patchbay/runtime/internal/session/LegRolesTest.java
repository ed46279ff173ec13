package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LegRolesTest {
    private static final LegPolicy KEEP =
            LegPolicy.of(LegPolicy.CallerGone.KEEP, LegPolicy.ModelGone.HANG_UP);

    /** A leg that notes what it is asked, and cannot transfer. */
    private static final class PhoneLeg extends TestLeg {
        final List<Control> asked = new ArrayList<>();
        boolean silenced;

        PhoneLeg() {
            super("phone", AudioFormat.PCM16_24K, Pacing.SINK);
        }

        @Override
        public LegCapabilities capabilities() {
            return new LegCapabilities(
                    AudioFormat.PCM16_24K,
                    Map.of(LegCapabilities.Verb.TRANSFER, "the exchange does not do that"));
        }

        @Override
        public CompletionStage<Void> control(Control control) {
            asked.add(control);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void mute(boolean on) {
            silenced = on;
        }
    }

    private static Call call(LegPolicy policy) {
        return Call.with(SessionOptions.builder().agent(Call.agent()).legs(policy));
    }

    private static TestLeg leg(String id) {
        return new TestLeg(id, AudioFormat.PCM16_24K, Pacing.SINK);
    }

    private static void says(Call call, TestLeg leg) {
        call.loop.execute(() -> leg.says().onAudio(Call.frame(1)));
        call.run();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        CompletionException failed =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return Objects.requireNonNull(failed.getCause());
    }

    @Test
    void a_tap_hears_along_and_is_never_the_caller() {
        try (Call call = call(KEEP)) {
            TestLeg recorder = leg("recorder");
            call.session.addTap(recorder);
            call.run();
            assertFalse(call.only(SessionEvent.LegUp.class).primary());
            says(call, recorder);
            assertTrue(call.line().audio().isEmpty(), "a tap is not heard by the model");

            TestLeg caller = leg("caller");
            call.session.addLeg(caller);
            call.run();
            assertTrue(call.events(SessionEvent.LegUp.class).get(1).primary());
            call.hears(call.turns.spokenAnswer("hello", 100));
            assertEquals(5, recorder.frames.size());
            assertEquals(5, caller.frames.size());

            call.session.removeLeg("caller", CloseReason.NORMAL);
            call.run();
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(0, call.events(SessionEvent.PrimaryLegChanged.class).size());
        }
    }

    @Test
    void an_application_with_a_tap_still_hears_and_ends_its_playback() {
        try (Call call = call(KEEP)) {
            call.session.addTap(leg("recorder"));
            call.run();
            call.hears(call.turns.spokenAnswer("hello", 100));
            call.advance(200);
            assertEquals(1, call.heard.size());
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void the_next_leg_takes_the_place_of_a_primary_that_leaves() {
        try (Call call = call(KEEP)) {
            TestLeg first = leg("first");
            TestLeg second = leg("second");
            call.session.addTap(leg("recorder"));
            call.session.addLeg(first);
            call.session.addLeg(second);
            call.run();
            says(call, second);
            assertTrue(call.line().audio().isEmpty(), "one caller at a time");
            first.says().onClosed(CloseReason.NORMAL);
            call.run();
            assertEquals("second", call.only(SessionEvent.PrimaryLegChanged.class).stamp().leg());
            says(call, second);
            assertEquals(1, call.line().audio().size());
        }
    }

    @Test
    void what_a_leg_can_do_is_asked_of_it_through_the_session() {
        try (Call call = call(KEEP)) {
            PhoneLeg phone = new PhoneLeg();
            call.session.addLeg(phone);
            call.run();
            List<Control> wanted =
                    List.of(
                            new Control.SendDtmf("12#A"),
                            new Control.Hold(true),
                            new Control.HangUp("done"));
            for (Control control : wanted) {
                call.does(() -> call.session.control("phone", control))
                        .toCompletableFuture()
                        .join();
            }
            assertEquals(wanted, phone.asked);
            call.does(() -> call.session.mute("phone", true)).toCompletableFuture().join();
            assertTrue(phone.silenced);
        }
    }

    @Test
    void what_a_leg_cannot_do_is_refused_with_its_reason() {
        try (Call call = call(KEEP)) {
            PhoneLeg phone = new PhoneLeg();
            call.session.addLeg(phone);
            call.run();
            Throwable no =
                    failure(
                            call.does(
                                    () ->
                                            call.session.control(
                                                    "phone",
                                                    new Control.Transfer(
                                                            URI.create("tel:+4930123")))));
            assertInstanceOf(UnsupportedOperationException.class, no);
            assertEquals(
                    "leg 'phone' cannot transfer: the exchange does not do that", no.getMessage());
            Throwable nobody =
                    failure(call.does(() -> call.session.control("fax", new Control.Hold(true))));
            assertEquals(
                    "legId 'fax' names no leg of this session; there are [phone]",
                    nobody.getMessage());
            Throwable keys =
                    failure(
                            call.does(
                                    () ->
                                            call.session.control(
                                                    "phone", new Control.SendDtmf("12x"))));
            assertEquals(
                    "keys must be telephone keys, 0-9 * # A-D, and at least one",
                    keys.getMessage());
            assertTrue(phone.asked.isEmpty());
        }
    }

    @Test
    void a_second_leg_of_the_same_id_is_not_taken() {
        try (Call call = call(KEEP)) {
            call.session.addLeg(leg("one"));
            TestLeg twin = leg("one");
            call.session.addLeg(twin);
            call.run();
            assertEquals(CloseReason.NORMAL, twin.closed);
            assertEquals(
                    SessionEvent.ErrorSource.LEG, call.only(SessionEvent.Error.class).source());
        }
    }
}
