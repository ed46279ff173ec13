package io.patchbay.transport.websocket.internal;

import static io.patchbay.transport.websocket.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private FarEnd far;
    private Talker talker;

    @BeforeEach
    void start() throws IOException {
        far = new FarEnd();
        talker = new Talker();
    }

    @AfterEach
    void stop() {
        talker.close(CloseReason.NORMAL);
        far.close();
    }

    @Test
    void closing_is_a_handshake_and_closing_again_is_the_same() {
        FarEnd.Caller caller = connected();
        CompletableFuture<Void> closed = talker.close(CloseReason.NORMAL);
        talker.close(new CloseReason(Cause.LOCAL, 1000, "again", null));
        soon(closed);
        WebSocketClose close = soon(caller.close);
        assertEquals(1000, close.code());
        assertTrue(close.clean());
        assertEquals(CloseReason.NORMAL, talker.end());
        assertEquals(
                List.of(
                        TransportState.CONNECTING,
                        TransportState.CONNECTED,
                        TransportState.DISCONNECTING,
                        TransportState.DISCONNECTED),
                talker.states());
        assertTrue(talker.codec.closed() == 1);
        assertSame(
                talker.transport.close(CloseReason.NORMAL),
                talker.transport.close(CloseReason.NORMAL));
    }

    @Test
    void what_was_sent_before_closing_still_arrives() {
        FarEnd.Caller caller = connected();
        talker.on(
                () -> {
                    talker.transport.send(Command.Raw.of("last words"));
                    return talker.transport.close(CloseReason.NORMAL);
                });
        assertEquals("last words", caller.words());
        assertEquals(1000, soon(caller.close).code());
    }

    @Test
    void a_transport_that_was_never_connected_closes_at_once() {
        assertTrue(talker.close(CloseReason.NORMAL).isDone());
        assertEquals(List.of(), talker.events);
    }

    @Test
    void closing_fails_a_connect_in_progress() throws IOException {
        try (RawServer silent = new RawServer(RawServer::drain)) {
            CompletableFuture<Connected> connecting = talker.connect(silent.uri());
            soon(talker.close(CloseReason.NORMAL));
            assertEquals(CloseReason.NORMAL, Talker.failure(connecting).reason());
        }
    }

    @Test
    void closing_fails_an_opening_that_the_provider_has_not_accepted_yet() {
        far.answersHello = false;
        CompletableFuture<Connected> connecting = talker.connect(far.uri());
        FarEnd.Caller caller = far.caller();
        caller.words();
        soon(talker.close(CloseReason.NORMAL));
        assertEquals(CloseReason.NORMAL, Talker.failure(connecting).reason());
        assertEquals(1000, soon(caller.close).code());
    }

    @Test
    void an_orderly_close_of_the_provider_is_remote() {
        CloseReason reason = endAfterClose(1000, "bye");
        assertEquals(Cause.REMOTE, reason.cause());
        assertEquals("the server closed the line with 1000: bye", reason.text());
    }

    @Test
    void the_end_of_the_session_time_is_expiry() {
        CloseReason reason = endAfterClose(1001, "Your session hit the maximum of 60 minutes.");
        assertEquals(Cause.EXPIRED, reason.cause());
        assertEquals(1001, reason.code());
        assertTrue(reason.text().contains("60 minutes"));
        assertTrue(reason.retryable());
    }

    @Test
    void a_breach_of_the_protocol_is_told_by_its_code() {
        for (int code : new int[] {1002, 1003, 1007, 1009}) {
            CloseReason reason = endAfterClose(code, "");
            assertEquals(Cause.PROTOCOL, reason.cause(), "code " + code);
            assertEquals(code, reason.code());
        }
    }

    @Test
    void the_fatal_code_is_fatal_with_and_without_an_error_before() {
        assertEquals(Cause.FATAL, endAfterClose(4000, "invalid_request_error.x").cause());
        FarEnd.Caller caller = connected();
        caller.say("fatal");
        caller.connection().close(4000, "invalid_request_error.invalid_model");
        CloseReason reason = talker.end();
        assertEquals(Cause.FATAL, reason.cause());
        assertEquals(4000, reason.code());
        assertNotNull(reason.error());
    }

    @Test
    void the_dialect_says_what_a_close_of_the_provider_means() {
        CloseReason refused = endAfterClose(1011, PlainCodec.FATAL);
        assertEquals(Cause.FATAL, refused.cause());
        assertEquals(1011, refused.code());
        assertNotNull(refused.error());
        assertTrue(refused.text().contains("no such model"), refused.text());
        CloseReason lost = endAfterClose(1008, PlainCodec.LOST);
        assertEquals(Cause.LOST, lost.cause());
        assertTrue(lost.retryable());
        // a codec that cannot say it leaves it at the code
        assertEquals(Cause.FATAL, endAfterClose(1008, PlainCodec.BUG).cause());
    }

    @Test
    void a_close_cannot_smuggle_a_secret_or_a_line_break_into_a_message() {
        CloseReason reason = endAfterClose(1011, "key " + Talker.KEY + "\nis bad");
        assertEquals("the server closed the line with 1011: key *** is bad", reason.text());
    }

    @Test
    void a_dropped_connection_is_lost() {
        FarEnd.Caller caller = connected();
        caller.connection().abort();
        CloseReason reason = talker.end();
        assertEquals(Cause.LOST, reason.cause());
        assertEquals(1006, reason.code());
        assertTrue(reason.retryable());
    }

    @Test
    void a_message_over_the_bound_ends_the_line() {
        talker = new Talker(Map.of("maxMessageBytes", 2_048));
        FarEnd.Caller caller = connected();
        caller.say("note " + "x".repeat(4_096));
        CloseReason reason = talker.end();
        assertEquals(Cause.PROTOCOL, reason.cause());
        assertEquals(1009, reason.code());
        assertEquals(1009, soon(caller.close).code());
    }

    @Test
    void garbage_in_place_of_frames_ends_the_line() throws IOException {
        talker = new Talker(Map.of("closeTimeoutMillis", 100));
        byte[] garbage = new byte[64];
        Arrays.fill(garbage, (byte) 0xff);
        try (RawServer server =
                new RawServer(
                        socket -> {
                            RawServer.upgrade(socket, garbage);
                            RawServer.drain(socket);
                        })) {
            CloseReason reason = Talker.failure(talker.connect(server.uri())).reason();
            assertEquals(Cause.PROTOCOL, reason.cause());
            assertEquals(1002, reason.code());
        }
    }

    @Test
    void a_peer_that_falls_silent_is_noticed() throws IOException {
        talker = new Talker(Map.of("pingIntervalMillis", 50, "peerTimeoutMillis", 50));
        try (RawServer server =
                new RawServer(
                        socket -> {
                            byte[] ready = {(byte) 0x81, 5, 'r', 'e', 'a', 'd', 'y'};
                            RawServer.upgrade(socket, ready);
                            RawServer.drain(socket);
                        })) {
            soon(talker.connect(server.uri()));
            CloseReason reason = talker.end();
            assertEquals(Cause.LOST, reason.cause());
            assertTrue(reason.text().contains("nothing came"), reason.text());
        }
    }

    @Test
    void a_provider_that_complains_but_does_not_close_is_left() throws Exception {
        VirtualLoop loop = new VirtualLoop();
        Talker patient = new Talker(loop, Map.of());
        CompletableFuture<Connected> connecting =
                loop.call(
                                () ->
                                        patient.transport.connect(
                                                patient.request(far.uri(), patient.codec), patient))
                        .toCompletableFuture();
        loop.runUntil(connecting::isDone, LONG);
        FarEnd.Caller caller = far.caller();
        caller.say("lost");
        loop.runUntil(() -> loop.timers() == 1, LONG);
        assertFalse(caller.close.isDone());
        loop.advance(Duration.ofMillis(500));
        loop.runUntil(() -> patient.transport.state() == TransportState.DISCONNECTED, LONG);
        CloseReason reason = patient.end();
        assertEquals(Cause.LOST, reason.cause());
        assertEquals(
                ProviderError.Severity.LINE_LOST,
                java.util.Objects.requireNonNull(reason.error()).severity());
        assertEquals(0, loop.timers());
    }

    @Test
    void the_same_transport_connects_again_and_the_old_line_says_nothing_more() {
        FarEnd.Caller first = connected();
        soon(talker.close(CloseReason.NORMAL));
        soon(first.close);
        PlainCodec old = talker.codec;
        int heard = talker.events.size();
        FarEnd.Caller second = connected();
        assertTrue(old.closed() == 1);
        assertEquals(0, talker.codec.closed());
        second.say("note fresh");
        assertEquals("note fresh", talker.next(TransportEvent.Extension.class).json());
        assertEquals(
                List.of(TransportState.CONNECTING, TransportState.CONNECTED),
                talker.states().subList(4, 6));
        assertEquals(heard + 3, talker.events.size());
    }

    @Test
    void what_arrives_after_the_line_was_given_up_is_not_told() {
        far.answersHello = false;
        VirtualLoop loop = new VirtualLoop();
        Talker patient = new Talker(loop, Map.of());
        CompletableFuture<Connected> connecting =
                loop.call(
                                () ->
                                        patient.transport.connect(
                                                patient.request(far.uri(), patient.codec), patient))
                        .toCompletableFuture();
        // the close is decided before the loop hears that the connection stands
        patient.transport.close(CloseReason.NORMAL);
        loop.runUntil(connecting::isDone, LONG);
        loop.run();
        int heard = patient.events.size();
        loop.advance(LONG);
        loop.run();
        assertEquals(heard, patient.events.size());
        assertEquals(CloseReason.NORMAL, Talker.failure(connecting).reason());
        assertEquals(0, loop.timers());
    }

    private CloseReason endAfterClose(int code, String text) {
        FarEnd.Caller caller = connected();
        caller.connection().close(code, text);
        return talker.end();
    }

    private FarEnd.Caller connected() {
        soon(talker.connect(far.uri()));
        FarEnd.Caller caller = far.caller();
        caller.words();
        return caller;
    }
}
