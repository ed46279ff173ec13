package io.patchbay.transport.sip.internal.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CallGoneException;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.WebhookSignature;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider announces calls by webhook, on real sockets. */
class WebhookTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant NOW = Instant.ofEpochSecond(1_770_000_000);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String path = "/calls-" + COUNT.incrementAndGet();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final BlockingQueue<IncomingCall> offered = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private Decision decision = new Decision.Accept(SessionOptions.builder().build());
    private @Nullable RuntimeException failure;
    private @Nullable AutoCloseable door;

    private final RealtimeSession session =
            (RealtimeSession)
                    Proxy.newProxyInstance(
                            RealtimeSession.class.getClassLoader(),
                            new Class<?>[] {RealtimeSession.class},
                            (self, method, arguments) -> {
                                if (method.getName().equals("id")) {
                                    return "s1";
                                }
                                throw new AssertionError("nobody needs " + method);
                            });

    private final IncomingCalls calls =
            new IncomingCalls() {
                @Override
                public CompletionStage<Decision> offer(IncomingCall call) {
                    offered.add(call);
                    return CompletableFuture.completedFuture(decision);
                }

                @Override
                public CompletionStage<RealtimeSession> answer(
                        SessionOptions options, CallerLeg leg) {
                    throw new AssertionError("no leg carries this call");
                }

                @Override
                public CompletionStage<AttachedCall> join(SessionOptions options, String callId) {
                    asked.add("join " + callId);
                    return failure == null
                            ? CompletableFuture.completedFuture(
                                    new AttachedCall(
                                            session,
                                            callId,
                                            "",
                                            CompletableFuture.completedFuture(null),
                                            over))
                            : CompletableFuture.failedFuture(failure);
                }

                @Override
                public CompletionStage<Void> refuse(LineChoice line, String callId, int status) {
                    asked.add("refuse " + line.provider() + " " + callId + " " + status);
                    return CompletableFuture.completedFuture(null);
                }
            };

    private Map<String, Object> settings(Object... more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("port", 0);
        settings.put("path", path);
        settings.put(".secret", SECRET);
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        return settings;
    }

    private AutoCloseable open(Object... more) {
        PlugContext context =
                new PlugContext() {
                    @Override
                    public String name() {
                        return OpenAiSipCalls.NAME;
                    }

                    @Override
                    public Executor workers() {
                        return Runnable::run;
                    }
                };
        AutoCloseable opened =
                new OpenAiSipCalls(clock).listen(Settings.of(settings(more)), context, calls);
        door = opened;
        return opened;
    }

    @AfterEach
    void close() throws Exception {
        over.complete(null);
        if (door != null) {
            door.close();
        }
    }

    private URI webhook() {
        return HttpDoors.listening().stream()
                .filter(open -> open.uri().getPath().equals(path))
                .findFirst()
                .orElseThrow()
                .uri();
    }

    private int send(String id, String body) throws Exception {
        return send(id, NOW.getEpochSecond(), SECRET, body);
    }

    private int send(String id, long time, String secret, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        WebhookSignature signature = WebhookSignature.of(List.of(Secret.of(secret)));
        return new HttpClient()
                .send(
                        HttpRequest.builder("POST", webhook())
                                .header("webhook-id", id)
                                .header("webhook-timestamp", Long.toString(time))
                                .header("webhook-signature", signature.sign(id, time, bytes))
                                .body("application/json", bytes)
                                .build())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .status();
    }

    private static String incoming(String callId) {
        return "{\"object\":\"event\",\"id\":\"evt_1\",\"type\":\"realtime.call.incoming\","
                + "\"created_at\":1770000000,\"data\":{\"call_id\":\""
                + callId
                + "\",\"sip_headers\":["
                + "{\"name\":\"From\",\"value\":\"\\\"Anna B\\\" <sip:anna@example.org;x=1>;tag=9\"},"
                + "{\"name\":\"To\",\"value\":\"<sip:proj_1@sip.example>\"},"
                + "{\"name\":\"X-Customer\",\"value\":\"17\"},"
                + "{\"name\":\"X-Customer\",\"value\":\"18\"},"
                + "{\"name\":\"bad name\",\"value\":\"x\"}]}}";
    }

    private String next() throws InterruptedException {
        return String.valueOf(asked.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void an_announced_call_is_offered_with_its_headers_and_joined() throws Exception {
        open();
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals("join rtc_1", next());
        @Nullable IncomingCall call = offered.poll(60, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("it was not offered");
        }
        assertEquals("openai-sip", call.kind());
        assertEquals("rtc_1", call.id());
        assertEquals("sip:anna@example.org", call.metadata().get("from"));
        assertEquals("Anna B", call.metadata().get("name"));
        assertEquals("sip:proj_1@sip.example", call.metadata().get("to"));
        assertEquals("17, 18", call.metadata().get("header.x-customer"));
        assertFalse(call.metadata().containsKey("header.bad name"));
    }

    @Test
    void a_message_that_comes_again_is_taken_note_of_and_counts_once() throws Exception {
        open();
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals(200, send("wh_1", NOW.getEpochSecond() + 1, SECRET, incoming("rtc_1")));
        assertEquals(200, send("wh_2", incoming("rtc_2")));
        assertEquals("join rtc_1", next());
        assertEquals("join rtc_2", next());
        assertTrue(asked.isEmpty());
    }

    @Test
    void what_was_seen_is_known_to_the_successor_of_the_door() throws Exception {
        AutoCloseable old = open();
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals("join rtc_1", next());
        open();
        old.close();
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals(200, send("wh_2", incoming("rtc_2")));
        assertEquals("join rtc_2", next());
        assertTrue(asked.isEmpty());
    }

    @Test
    void only_as_many_messages_are_remembered_as_may_be() throws Exception {
        Map<String, String> memory = new java.util.concurrent.ConcurrentHashMap<>();
        SeenMessages seen =
                new SeenMessages(
                        (java.util.concurrent.ConcurrentMap<String, String>) memory, 100, clock);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(seen.isNew("wh_" + i));
        }
        assertTrue(memory.size() <= 100, memory.size() + " are remembered");
        assertFalse(seen.isNew("wh_999"));
    }

    @Test
    void strangers_old_news_and_unsigned_ones_are_refused() throws Exception {
        open();
        long now = NOW.getEpochSecond();
        assertEquals(401, send("wh_1", now, "another secret", incoming("rtc_1")));
        assertEquals(401, send("wh_1", now - 301, SECRET, incoming("rtc_1")));
        assertEquals(401, send("wh_1", now + 301, SECRET, incoming("rtc_1")));
        int unsigned =
                new HttpClient()
                        .send(
                                HttpRequest.builder("POST", webhook())
                                        .body("application/json", incoming("rtc_1"))
                                        .build())
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .status();
        assertEquals(400, unsigned);
        assertEquals(
                200,
                send("wh_1", incoming("rtc_1")),
                "what was refused was not seen: the right one counts");
        assertEquals("join rtc_1", next());
        assertTrue(asked.isEmpty());
    }

    @Test
    void two_secrets_hold_while_one_is_exchanged() throws Exception {
        open(".secret", "new-one " + SECRET);
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals(200, send("wh_2", NOW.getEpochSecond(), "new-one", incoming("rtc_2")));
        assertEquals("join rtc_1", next());
        assertEquals("join rtc_2", next());
    }

    @Test
    void other_news_are_taken_note_of_and_nonsense_is_refused() throws Exception {
        open();
        for (String type :
                List.of(
                        "live.call.incoming",
                        "live.transport.incoming",
                        "response.completed",
                        "of.the.future")) {
            assertEquals(
                    200, send("wh_" + type, "{\"type\":\"" + type + "\",\"data\":{\"x\":[1]}}"));
        }
        assertEquals(400, send("wh_1", "no json"));
        assertEquals(400, send("wh_2", "{}"));
        assertEquals(400, send("wh_3", incoming("../../hangup")));
        assertEquals(400, send("wh_4", "[".repeat(1_000)));
        assertEquals(413, send("wh_5", " ".repeat(70_000)));
        assertTrue(offered.isEmpty());
    }

    @Test
    void who_is_refused_is_refused_at_the_provider() throws Exception {
        open("provider", "other");
        decision = new Decision.Refuse(486, "busy");
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals("refuse other rtc_1 486", next());
        decision = new Decision.Refuse(200, "nonsense");
        assertEquals(200, send("wh_2", incoming("rtc_2")));
        assertEquals("refuse other rtc_2 503", next());
    }

    @Test
    void a_call_that_cannot_be_joined_is_refused_unless_its_caller_is_gone() throws Exception {
        open();
        failure = new UnsupportedOperationException("no line");
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals("join rtc_1", next());
        assertEquals("refuse openai rtc_1 503", next());
        failure =
                new CallGoneException(
                        new ProviderError(
                                "invalid_request_error",
                                "call_id_not_found",
                                "no call",
                                null,
                                null,
                                ProviderError.Severity.RECOVERABLE));
        assertEquals(200, send("wh_2", incoming("rtc_2")));
        assertEquals("join rtc_2", next());
        failure = null;
        assertEquals(200, send("wh_3", incoming("rtc_3")));
        assertEquals("join rtc_3", next(), "and nobody was refused in between");
    }

    @Test
    void no_more_calls_are_up_than_may_be() throws Exception {
        open("calls", 1);
        assertEquals(200, send("wh_1", incoming("rtc_1")));
        assertEquals("join rtc_1", next());
        assertEquals(200, send("wh_2", incoming("rtc_2")));
        assertEquals("refuse openai rtc_2 486", next());
        over.complete(null);
        assertEquals(200, send("wh_3", incoming("rtc_3")));
        assertEquals("join rtc_3", next());
    }

    @Test
    void without_a_port_nothing_listens_and_wrong_settings_are_named() {
        assertTrue(WebhookSettings.read(Settings.EMPTY).isEmpty());
        for (Map.Entry<String, Object> wrong :
                Map.<String, Object>of(
                                ".secret", "whsec_???",
                                "tolerance-seconds", 0,
                                "calls", 0,
                                "body-bytes", 5,
                                "url", "not an address")
                        .entrySet()) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            WebhookSettings.read(
                                                    Settings.of(
                                                            settings(
                                                                    wrong.getKey(),
                                                                    wrong.getValue()))))
                            .toString();
            assertTrue(message.contains("'" + wrong.getKey().replace(".", "") + "'"), message);
            assertFalse(message.contains("???"), message);
        }
        assertFalse(
                WebhookSettings.read(Settings.of(settings()))
                        .orElseThrow()
                        .toString()
                        .contains("whsec"));
    }
}
