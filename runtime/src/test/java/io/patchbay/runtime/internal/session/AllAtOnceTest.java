package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plugs of every kind are exchanged in one instant, whatever the session is about to do. */
class AllAtOnceTest {

    /** What a session is doing. */
    enum Moment {
        CONNECTING,
        PARKED,
        BACK_OFF,
        ROLL_OVER,
        MOVING,
        CLOSING
    }

    private static void linesWait(LivelyCall call, boolean on) {
        call.lines.prepare(
                line -> {
                    line.acknowledgeItems(true);
                    line.openByHand(on);
                });
    }

    private static void linesOpen(LivelyCall call) {
        for (ScriptedTransport line : call.lines.created()) {
            if (line.state() == TransportState.CONNECTING) {
                line.accept();
            }
        }
        call.loop.run();
    }

    private static void reach(LivelyCall call, Moment moment) {
        if (moment == Moment.CONNECTING) {
            linesWait(call, true);
        }
        call.session.connect();
        call.loop.run();
        switch (moment) {
            case PARKED -> call.session.park();
            case BACK_OFF -> call.line(line -> line.disconnect(Lines.RESET));
            case ROLL_OVER -> {
                linesWait(call, true);
                call.hears(new TransportEvent.GoAway(Duration.ofSeconds(4)));
            }
            case MOVING -> {
                linesWait(call, true);
                call.swap(PlugKind.TRANSPORT);
                call.advance(60);
            }
            case CLOSING -> {
                call.session.close(CloseReason.NORMAL);
                return; // it has not heard of that yet
            }
            default -> {}
        }
        call.loop.run();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void the_newest_serve_in_the_end(Moment moment) {
        try (LivelyCall call = new LivelyCall(SessionOptions.builder(), met -> {})) {
            reach(call, moment);
            LivelyCall.KINDS.forEach(call::swap);
            linesWait(call, false);
            linesOpen(call);
            for (int i = 0; i < 100; i++) {
                if (moment != Moment.PARKED) { // what is said then is not for the model
                    call.speaks();
                }
                call.advance(20);
            }
            if (moment == Moment.CLOSING) {
                assertEquals(SessionState.CLOSED, call.session.state());
                assertEquals(List.of(), call.inUse());
                assertEquals(0, call.loop.timers());
                return;
            }
            if (moment == Moment.PARKED) {
                assertTrue(call.inUse().stream().allMatch(plug -> plug.kind() == PlugKind.AGENT));
                call.session.connect();
            }
            call.advance(11_000);
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.assertNewestServe();
            call.assertAllArrived();
            call.removed.forEach(gone -> assertTrue(gone.toCompletableFuture().isDone(), "gone"));
        }
    }

    @Test
    void fifty_transports_in_five_seconds_lose_nothing() {
        try (LivelyCall call = new LivelyCall(SessionOptions.builder(), met -> {})) {
            call.session.connect();
            call.loop.run();
            for (int i = 0; i < 250; i++) {
                if (i % 5 == 0) {
                    call.swap(PlugKind.TRANSPORT);
                }
                call.speaks();
                call.advance(20);
            }
            call.advance(1_000);
            call.assertNewestServe();
            call.assertAllArrived();
            assertTrue(call.events.stream().noneMatch(SessionEvent.Reconnecting.class::isInstance));
            call.removed.forEach(gone -> assertTrue(gone.toCompletableFuture().isDone(), "gone"));
        }
    }
}
