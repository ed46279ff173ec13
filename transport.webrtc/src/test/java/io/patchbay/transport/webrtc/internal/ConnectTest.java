package io.patchbay.transport.webrtc.internal;

import static io.patchbay.transport.webrtc.internal.Talker.failure;
import static io.patchbay.transport.webrtc.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.rtc.RtcException;
import io.patchbay.tck.PlainCodec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the offer to the session, and every way in which that fails. */
class ConnectTest {

    private static final String OFFER = "v=0\r\nthe offer\r\n";

    private CallsEndpoint calls;
    private Talker talker;

    @BeforeEach
    void open() throws Exception {
        calls = new CallsEndpoint();
        talker = new Talker();
    }

    @AfterEach
    void close() {
        soon(talker.close());
        calls.close();
        assertEquals(List.of(), talker.offLoop);
    }

    // ---- the way there

    @Test
    void an_offer_becomes_a_call_and_the_call_a_session() throws Exception {
        talker.config = SessionConfig.builder().instructions("be brief").build();
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        CallsEndpoint.Offer posted = calls.offer();
        assertEquals(OFFER, posted.body());
        HttpHeaders headers = posted.request().headers();
        assertEquals("application/sdp", headers.first("content-type").orElseThrow());
        assertEquals("application/sdp", headers.first("accept").orElseThrow());
        assertEquals("Bearer " + Talker.KEY, headers.first("authorization").orElseThrow());
        assertEquals("seen", headers.first("x-plain").orElseThrow());
        assertEquals(CallsEndpoint.ANSWER, soon(link.answer), "the last line end counts");
        link.accepted.complete(null);
        link.open();
        assertEquals("hello be brief", link.sent.take());
        assertFalse(connecting.isDone(), "the provider has not accepted yet");
        link.say(PlainCodec.READY);
        assertEquals("rtc_1", soon(connecting).callId());
        assertEquals(TransportState.CONNECTED, talker.transport.state());
        soon(talker.close());
        assertTrue(link.gone.isDone());
        assertEquals(1, talker.codec.closed());
        assertEquals(
                List.of(
                        TransportState.CONNECTING,
                        TransportState.CONNECTED,
                        TransportState.DISCONNECTING,
                        TransportState.DISCONNECTED),
                talker.states());
    }

    @Test
    void parts_of_the_endpoint_go_with_the_offer_in_a_form() throws Exception {
        talker.parts = Map.of("session", "{\"type\":\"realtime\"}");
        talker.connect(calls.uri());
        talker.link().offer.complete(OFFER);
        CallsEndpoint.Offer posted = calls.offer();
        String type = posted.request().headers().first("content-type").orElseThrow();
        assertTrue(type.startsWith("multipart/form-data; boundary="), type);
        String boundary = "--" + type.substring(type.indexOf('=') + 1);
        assertEquals(
                boundary
                        + "\r\nContent-Disposition: form-data; name=\"sdp\"\r\n"
                        + "Content-Type: application/sdp\r\n\r\n"
                        + OFFER
                        + "\r\n"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"session\"\r\n"
                        + "Content-Type: application/json\r\n\r\n"
                        + "{\"type\":\"realtime\"}\r\n"
                        + boundary
                        + "--\r\n",
                posted.body());
    }

    @Test
    void a_call_without_a_name_is_a_call() {
        calls.answer =
                new HttpResponse(
                        200,
                        HttpHeaders.of("content-type", "application/sdp"),
                        CallsEndpoint.ANSWER.getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        link.say(PlainCodec.READY);
        assertNull(soon(connecting).callId());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/realtime/calls/rtc_7, rtc_7",
        "https://h/v1/realtime/calls/rtc_7?x=1, rtc_7",
        "/v1/realtime/calls/rtc_7/, rtc_7",
        "/v1/realtime/calls/<script>, ",
        "'', "
    })
    void a_call_is_named_by_the_end_of_its_location(String location, String expected) {
        assertEquals(expected, Call.id(CallsEndpoint.created(location)));
    }

    @Test
    void a_session_that_is_not_confirmed_is_used_with_a_warning() {
        talker = new Talker(Map.of("readyTimeoutMillis", 20));
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        soon(connecting);
        assertEquals("session-unconfirmed", talker.next(TransportEvent.Notice.class).code());
        link.say(PlainCodec.READY); // late, and no second time
        link.say("note still there");
        talker.next(TransportEvent.Extension.class);
        assertEquals(List.of(TransportState.CONNECTING, TransportState.CONNECTED), talker.states());
    }

    @Test
    void what_makes_no_sense_while_the_confirmation_is_awaited_is_passed_over() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        link.say("gibberish");
        link.say(PlainCodec.BUG);
        link.say(PlainCodec.READY);
        soon(connecting);
    }

    @Test
    void a_second_connect_is_refused_and_the_first_goes_on() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        PlainCodec first = talker.codec;
        assertThrows(AssertionError.class, () -> talker.connect(calls.uri()));
        talker.codec = first;
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        link.say(PlainCodec.READY);
        soon(connecting);
    }

    @Test
    void the_same_transport_connects_again_and_again() {
        for (int i = 0; i < 3; i++) {
            ScriptedLink link = talker.open(calls);
            soon(talker.close());
            assertTrue(link.gone.isDone());
        }
    }

    // ---- failures

    @Test
    void no_engine_is_said_at_once_and_is_final() {
        talker =
                new Talker(
                        () -> {
                            throw new RtcException(
                                    RtcException.Kind.UNAVAILABLE,
                                    "there is no WebRTC engine; add io.patchbay.lib.webrtc");
                        });
        CloseReason reason = failure(talker.connect(calls.uri()));
        assertEquals(Cause.FATAL, reason.cause());
        assertFalse(reason.retryable());
        assertSays(reason, "add io.patchbay.lib.webrtc");
    }

    @Test
    void native_code_that_cannot_be_loaded_is_final_and_named() {
        talker =
                new Talker(
                        () -> {
                            throw new UnsatisfiedLinkError("libpulse.so.0: not found");
                        });
        CloseReason reason = failure(talker.connect(calls.uri()));
        assertEquals(Cause.FATAL, reason.cause());
        assertSays(reason, "no WebRTC engine can be started", "libpulse.so.0");
    }

    @Test
    void an_engine_that_makes_no_offer_is_named() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.completeExceptionally(
                new RtcException(RtcException.Kind.DESCRIPTION, "no sound to offer"));
        CloseReason reason = failure(connecting);
        assertSays(reason, "no offer was made", "no sound to offer");
        assertTrue(link.gone.isDone());
    }

    @Test
    void a_refused_offer_is_quoted_with_its_status_and_without_the_key() {
        calls.answer =
                HttpResponse.json(
                        401,
                        "{\"error\":{\"message\":\"Incorrect \\\"key\\\": " + Talker.KEY + "\"}}");
        CloseReason reason = posted();
        assertEquals(Cause.FATAL, reason.cause());
        assertEquals(401, reason.code());
        assertSays(reason, "answered 401", "check the key", "Incorrect \"key\": ***");
        assertFalse(reason.text().contains(Talker.KEY), reason.text());
    }

    @Test
    void a_service_in_trouble_may_be_asked_again() {
        calls.answer = HttpResponse.text(503, "overloaded ".repeat(500));
        CloseReason reason = posted();
        assertEquals(Cause.REMOTE, reason.cause());
        assertTrue(reason.retryable());
        assertTrue(reason.text().length() < 600, reason.text());
    }

    @Test
    void a_redirect_is_not_followed_with_a_credential() throws Exception {
        try (CallsEndpoint elsewhere = new CallsEndpoint()) {
            calls.answer = HttpResponse.of(307).with("location", elsewhere.uri().toString());
            CloseReason reason = posted();
            assertSays(reason, "307", "redirect", "not followed");
            assertTrue(elsewhere.offers.isEmpty());
        }
    }

    @Test
    void a_plain_address_elsewhere_is_refused() {
        CompletableFuture<Connected> connecting =
                talker.connect(URI.create("http://203.0.113.1/v1/realtime/calls"));
        talker.link().offer.complete(OFFER);
        CloseReason reason = failure(connecting);
        assertEquals(Cause.FATAL, reason.cause());
        assertSays(reason, "https");
    }

    @Test
    void nobody_at_the_address_may_be_there_later() throws Exception {
        URI uri = calls.uri();
        calls.close();
        CompletableFuture<Connected> connecting = talker.connect(uri);
        talker.link().offer.complete(OFFER);
        CloseReason reason = failure(connecting);
        assertEquals(Cause.LOST, reason.cause());
        assertSays(reason, "the offer could not be posted", "refused");
    }

    @Test
    void an_answer_that_makes_no_sense_is_said_to_be_one() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.accepted.completeExceptionally(
                new RtcException(RtcException.Kind.CODEC, "no common audio codec"));
        CloseReason reason = failure(connecting);
        assertEquals(Cause.PROTOCOL, reason.cause());
        assertSays(reason, "the answer cannot be used", "no common audio codec");
        assertTrue(link.gone.isDone());
    }

    @Test
    void keys_that_do_not_match_end_the_connect() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.end(RtcException.Kind.SECURITY, "the keys are not those that were announced");
        assertSays(failure(connecting), "keys");
    }

    @ParameterizedTest
    @CsvSource({
        "offerTimeoutMillis, 0, no offer was made within 30 ms",
        "answerTimeoutMillis, 1, the offer was not answered within 30 ms",
        "pathTimeoutMillis, 2, no path to the far end was found within 30 ms"
    })
    void each_phase_has_its_time_and_its_words(String setting, int phase, String words)
            throws Exception {
        talker = new Talker(Map.of(setting, 30));
        if (phase == 1) {
            calls.answer = null;
        }
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        if (phase > 0) {
            link.offer.complete(OFFER);
        }
        CloseReason reason = failure(connecting);
        assertEquals(Cause.LOST, reason.cause());
        assertSays(reason, words);
        assertTrue(link.gone.isDone(), "the link was let go");
    }

    @Test
    void a_session_must_be_confirmed_where_that_is_asked_for() {
        talker = new Talker(Map.of("readyTimeoutMillis", 0));
        talker.timeout = java.time.Duration.ofMillis(200);
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        assertSays(failure(connecting), "there is no line within 200 ms");
        assertTrue(link.gone.isDone());
    }

    @Test
    void a_configuration_that_cannot_be_opened_with_fails_the_connect() {
        talker.config = SessionConfig.builder().instructions(PlainCodec.IMPOSSIBLE).build();
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        CloseReason reason = failure(connecting);
        assertEquals(Cause.FATAL, reason.cause());
        assertSays(reason, "cannot be opened as configured", "impossible");
    }

    @Test
    void a_configuration_too_long_for_the_channel_fails_the_connect() {
        talker.config = SessionConfig.builder().instructions("x".repeat(300_000)).build();
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        assertSays(failure(connecting), "no message so long");
    }

    @Test
    void a_session_that_the_provider_refuses_fails_the_connect_with_its_words() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        soon(link.answer);
        link.open();
        link.say(PlainCodec.FATAL);
        CloseReason reason = failure(connecting);
        assertEquals(Cause.FATAL, reason.cause());
        assertSays(reason, "no such model");
    }

    // ---- close at any moment

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void a_close_in_any_phase_ends_the_connect_and_the_next_one_works(int phase) throws Exception {
        if (phase <= 2) {
            calls.answer = null;
        }
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        if (phase > 1) {
            link.offer.complete(OFFER);
            calls.offer();
        }
        if (phase > 2) {
            soon(link.answer);
        }
        if (phase > 3) {
            link.open();
            assertEquals("hello", link.sent.take());
        }
        soon(talker.close());
        assertEquals(Cause.LOCAL, failure(connecting).cause());
        assertTrue(link.gone.isDone());
        link.offer.complete(OFFER); // too late, and without effect
        link.accepted.completeExceptionally(new RtcException(RtcException.Kind.CLOSED, "closed"));
        link.say(PlainCodec.READY);
        calls.answer = CallsEndpoint.created("/v1/realtime/calls/rtc_2");
        assertTrue(talker.open(calls).textOpen);
    }

    @Test
    void a_close_before_the_engine_is_found_makes_no_link() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        talker =
                new Talker(
                        () -> {
                            asked.countDown();
                            try {
                                held.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return (settings, on, listener) -> {
                                made.incrementAndGet();
                                return new ScriptedLink(settings, on, listener);
                            };
                        });
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        asked.await();
        soon(talker.close());
        assertEquals(Cause.LOCAL, failure(connecting).cause());
        held.countDown();
        talker.on(() -> true);
        assertEquals(0, made.get());
    }

    @Test
    void an_engine_that_does_not_let_go_does_not_hold_up_the_close() {
        ScriptedLink link = talker.open(calls);
        link.lettingGo = false;
        CompletableFuture<Void> closing = talker.close();
        soon(link.closeAsked);
        soon(closing);
        assertEquals(TransportState.DISCONNECTED, talker.transport.state());
        link.gone.complete(null);
    }

    @Test
    void closing_twice_is_one_close() {
        talker.open(calls);
        assertSame(
                talker.transport.close(CloseReason.NORMAL),
                talker.transport.close(CloseReason.NORMAL));
    }

    private CloseReason posted() {
        CompletableFuture<Connected> connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete(OFFER);
        CloseReason reason = failure(connecting);
        assertTrue(link.gone.isDone());
        return reason;
    }

    private static void assertSays(CloseReason reason, String... words) {
        for (String word : words) {
            assertTrue(reason.text().contains(word), reason.text());
        }
        assertFalse(reason.text().contains("\n"), reason.text());
    }
}
