package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.realtime.RealtimeSessionCreateRequest;
import com.openai.models.realtime.calls.CallAcceptParams;
import com.openai.models.realtime.calls.CallReferParams;
import com.openai.models.realtime.calls.CallRejectParams;
import com.openai.models.webhooks.RealtimeCallIncomingWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Telephone calls to the emulator, over real sockets, taken by the official client of the provider.
 */
@NullUnmarked
class PhoneCallsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String LONG = "one two three four five six seven eight nine ten";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final BlockingQueue<Announced> announced = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer webhook;
    private Emulator emulator;
    private OpenAIClient client;
    private SipDoor telephone;
    private final BlockingQueue<SipInvitation> transferred = new LinkedBlockingQueue<>();

    private record Announced(Headers headers, String body) {}

    @BeforeEach
    void start() throws IOException {
        webhook =
                HttpServer.start(
                        HttpServerConfig.builder().host("127.0.0.1").port(0).build(),
                        EventLoops.shared(),
                        List.of(HttpRoute.of("POST", "/hook", this::announce)));
        start(SipFace.ACCEPT_WITHIN);
        telephone =
                SipDoors.open(
                        "phone-calls-test-" + COUNT.incrementAndGet(),
                        SipSettings.builder()
                                .acceptTransfers(true)
                                .transferTargets(target -> true)
                                .build(),
                        transferred::add);
    }

    private void start(Duration acceptWithin) throws IOException {
        emulator =
                TestEngines.emulator()
                        .sip(
                                new SipFace(
                                        0,
                                        URI.create("http://127.0.0.1:" + webhook.port() + "/hook"),
                                        Secret.of(SECRET),
                                        acceptWithin))
                        .start();
        client =
                OpenAIOkHttpClient.builder()
                        .apiKey("k")
                        .webhookSecret(SECRET)
                        .baseUrl(emulator.restUri().toString())
                        .maxRetries(0)
                        .build();
    }

    @AfterEach
    void stop() {
        telephone.close();
        client.close();
        emulator.close();
        webhook.close();
    }

    private void announce(HttpExchange exchange) {
        if (refusals.getAndDecrement() > 0) {
            exchange.respond(HttpResponse.of(503));
            return;
        }
        Headers.Builder headers = Headers.builder();
        exchange.request()
                .headers()
                .entries()
                .forEach(header -> headers.put(header.name(), header.value()));
        announced.add(
                new Announced(
                        headers.build(), new String(exchange.body(), StandardCharsets.UTF_8)));
        exchange.respond(HttpResponse.of(200));
    }

    /** Somebody with a telephone. */
    private final class Caller implements SipCall.Listener {
        private final BlockingQueue<SipEnd> ended = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> answered = new CompletableFuture<>();
        private final AtomicInteger loud = new AtomicInteger();
        private final SerialLoop loop = EventLoops.shared().next();
        private final SipCall call;

        Caller(UnaryOperator<Map<String, String>> headers) {
            SipTarget target =
                    new SipTarget(
                            emulator.sipUris().get(0),
                            URI.create("sip:anna@example.org"),
                            null,
                            null,
                            headers.apply(Map.of()),
                            Duration.ofSeconds(60));
            call = telephone.call(target, loop, this);
        }

        Caller() {
            this(headers -> headers);
        }

        @Override
        public void onAnswered() {
            answered.complete(null);
        }

        @Override
        public void onAudio(ByteBuffer frame) {
            long sum = 0;
            for (int i = frame.position(); i + 1 < frame.limit(); i += 2) {
                short sample = (short) (frame.get(i) & 0xff | frame.get(i + 1) << 8);
                sum += Math.abs(sample);
            }
            if (sum / Math.max(1, frame.remaining() / 2) > 500) {
                loud.incrementAndGet();
            }
        }

        @Override
        public void onEnded(SipEnd end) {
            ended.add(end);
        }

        SipEnd end() throws InterruptedException {
            @Nullable SipEnd end = ended.poll(60, TimeUnit.SECONDS);
            if (end == null) {
                throw new AssertionError("the call did not end");
            }
            return end;
        }
    }

    /** Somebody who answers and says nothing. */
    private static final class Deaf implements SipCall.Listener {
        @Override
        public void onAudio(ByteBuffer frame) {}

        @Override
        public void onEnded(SipEnd end) {}
    }

    private RealtimeCallIncomingWebhookEvent next() throws InterruptedException {
        @Nullable Announced message = announced.poll(60, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing was announced");
        }
        return client.webhooks()
                .unwrap(
                        WebhookVerificationParams.builder()
                                .payload(message.body())
                                .headers(message.headers())
                                .secret(SECRET)
                                .build())
                .asRealtimeCallIncoming()
                .validate();
    }

    private void accept(String callId) {
        client.realtime()
                .calls()
                .accept(
                        callId,
                        CallAcceptParams.builder()
                                .realtimeSessionCreateRequest(
                                        RealtimeSessionCreateRequest.builder()
                                                .model("gpt-realtime")
                                                .instructions("Be kind.")
                                                .build())
                                .build());
    }

    @Test
    void a_call_is_announced_accepted_and_spoken_to() throws Exception {
        Caller caller = new Caller(headers -> Map.of("X-Customer", "17"));
        RealtimeCallIncomingWebhookEvent event = next();
        assertTrue(event.data().callId().startsWith("rtc_"));
        assertTrue(
                event.data().sipHeaders().stream()
                        .anyMatch(
                                header ->
                                        header.name().equalsIgnoreCase("x-customer")
                                                && header.value().equals("17")));
        assertFalse(caller.answered.isDone(), "it waits for the accept");

        accept(event.data().callId());

        caller.answered.get(60, TimeUnit.SECONDS);
        LiveClient sideband = LiveClient.connect(emulator, "?call_id=" + event.data().callId());
        assertEquals(
                "Be kind.",
                sideband.await("session.created").at("/session/instructions").stringValue());
        sideband.send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'user',"
                        + "'content':[{'type':'input_text','text':'"
                        + LONG
                        + "'}]}}");
        sideband.send("{'type':'response.create'}");
        sideband.await("output_audio_buffer.started");
        sideband.await("output_audio_buffer.stopped");
        assertTrue(caller.loud.get() > 60, () -> caller.loud.get() + " loud frames");

        caller.loop.execute(() -> caller.call.sendDtmf("5"));
        assertEquals(
                "5",
                sideband.await("input_audio_buffer.dtmf_event_received")
                        .path("event")
                        .stringValue());

        caller.call.end(486, "bye");
        assertEquals(1_000, sideband.closed().code());
        assertThrows(
                NotFoundException.class,
                () -> client.realtime().calls().hangup(event.data().callId()));
    }

    @Test
    void a_call_that_the_provider_hangs_up_ends_at_the_caller() throws Exception {
        Caller caller = new Caller();
        String id = next().data().callId();
        accept(id);
        caller.answered.get(60, TimeUnit.SECONDS);
        assertThrows(BadRequestException.class, () -> accept(id));
        client.realtime().calls().hangup(id);
        assertEquals(SipEnd.Cause.REMOTE, caller.end().cause());
        assertTrue(emulator.sessionIds().isEmpty());
    }

    @Test
    void a_rejected_call_hears_the_status() throws Exception {
        Caller caller = new Caller();
        client.realtime()
                .calls()
                .reject(
                        next().data().callId(),
                        CallRejectParams.builder().statusCode(486L).build());
        assertEquals(486, caller.end().status());
        Caller other = new Caller();
        client.realtime().calls().reject(next().data().callId());
        assertEquals(603, other.end().status());
    }

    @Test
    void a_referred_call_goes_to_somebody_else() throws Exception {
        Caller caller = new Caller();
        String id = next().data().callId();
        accept(id);
        caller.answered.get(60, TimeUnit.SECONDS);
        URI there = telephone.listening().get(0);
        client.realtime()
                .calls()
                .refer(id, CallReferParams.builder().targetUri(there.toString()).build());
        @Nullable SipInvitation invited = transferred.poll(60, TimeUnit.SECONDS);
        if (invited == null) {
            throw new AssertionError("nobody was called");
        }
        SerialLoop loop = EventLoops.shared().next();
        loop.execute(() -> invited.take(loop, new Deaf()).answer());
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                !emulator.sessionIds().isEmpty(); ) {
            assertTrue(System.nanoTime() < end, "the provider is rid of the call");
            Thread.onSpinWait();
        }
        assertTrue(caller.ended.isEmpty(), "the caller talks on, to somebody else");
    }

    @Test
    void a_caller_who_gives_up_leaves_nothing_to_accept() throws Exception {
        Caller caller = new Caller();
        String id = next().data().callId();
        caller.call.end(487, "never mind");
        caller.end();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                !gone.isDone() && System.nanoTime() < end; ) {
            try {
                client.realtime()
                        .calls()
                        .refer(id, CallReferParams.builder().targetUri("tel:+1").build());
            } catch (NotFoundException e) {
                gone.complete(true);
            }
        }
        assertThrows(NotFoundException.class, () -> accept(id));
    }

    @Test
    void a_call_that_nobody_accepts_is_refused_in_time() throws Exception {
        emulator.close();
        start(Duration.ofMillis(200));
        assertEquals(480, new Caller().end().status());
    }

    @Test
    void an_announcement_that_is_not_taken_is_made_again() throws Exception {
        refusals.set(2);
        Caller caller = new Caller();
        accept(next().data().callId());
        caller.answered.get(60, TimeUnit.SECONDS);
        caller.call.end(486, "bye");
        caller.end();
    }

    @Test
    void what_calls_do_not_take_is_refused_in_the_providers_words() throws Exception {
        Caller caller = new Caller();
        String id = next().data().callId();
        for (String bad :
                List.of(
                        "{'type':'transcription'}",
                        "{'type':'realtime','model':'gpt-4o'}",
                        "{'type':'realtime','audio':{'input':{'turn_detection':"
                                + "{'type':'server_vad','threshold':0.5}}}}")) {
            assertEquals(400, post("/calls/" + id + "/accept", bad), bad);
        }
        assertEquals(400, post("/calls/" + id + "/reject", "{'status_code':200}"));
        assertEquals(400, post("/calls/" + id + "/refer", "{'target_uri':'http://x'}"));
        assertEquals(400, post("/calls/" + id + "/refer", "{}"));
        assertEquals(404, post("/calls/rtc_nobody/accept", "{'type':'realtime'}"));
        assertEquals(404, post("/calls/" + id + "/hangup", ""), "it was not accepted");
        assertThrows(
                CompletionException.class,
                () -> LiveClient.connect(emulator, "?call_id=" + id),
                "there is nothing to join yet");
        assertEquals(200, post("/calls/" + id + "/reject", ""));
        assertEquals(603, caller.end().status());
    }

    private int post(String path, String body) throws Exception {
        return java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(
                                        URI.create(emulator.restUri() + "/realtime" + path))
                                .header("Authorization", "Bearer k")
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                body.replace('\'', '"')))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
