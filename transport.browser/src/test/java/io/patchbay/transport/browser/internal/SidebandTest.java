package io.patchbay.transport.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderException;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages that speak straight with the provider come to the door with their offer. */
class SidebandTest {

    private static final String OFFER =
            String.join(
                    "\r\n",
                    "v=0",
                    "o=- 1 2 IN IP4 127.0.0.1",
                    "s=-",
                    "t=0 0",
                    "a=group:BUNDLE 0",
                    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                    "c=IN IP4 0.0.0.0",
                    "a=ice-ufrag:abcd",
                    "a=ice-pwd:abcdefghijklmnopqrstuvwx",
                    "a=fingerprint:sha-256"
                            + " 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                    "a=setup:actpass",
                    "a=mid:0",
                    "a=sendrecv",
                    "a=rtcp-mux",
                    "a=rtpmap:111 opus/48000/2",
                    "");
    private static final String ANSWER = "v=0\r\ns=the provider\r\n";

    private final BlockingQueue<IncomingCall> offered = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
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
                                if (method.getName().equals("close") && arguments.length == 1) {
                                    closed.complete((CloseReason) arguments[0]);
                                    over.complete(null);
                                    return over;
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
                public CompletionStage<AttachedCall> attach(SessionOptions options, String offer) {
                    posted.add(offer);
                    return failure == null
                            ? CompletableFuture.completedFuture(
                                    new AttachedCall(
                                            session,
                                            "rtc_secret",
                                            ANSWER,
                                            CompletableFuture.completedFuture(null),
                                            over))
                            : CompletableFuture.failedFuture(failure);
                }
            };

    private URI open(String... settings) {
        Settings all = Doors.settings(settings);
        door =
                new BrowserCalls()
                        .listen(
                                all,
                                new PlugContext() {
                                    @Override
                                    public String name() {
                                        return "browser";
                                    }

                                    @Override
                                    public Executor workers() {
                                        return Runnable::run;
                                    }
                                },
                                calls);
        return Doors.base(all);
    }

    @AfterEach
    void close() throws Exception {
        over.complete(null);
        if (door != null) {
            door.close();
        }
    }

    private static HttpResponse post(URI base, String credential, String offer) throws Exception {
        return Doors.send(
                HttpRequest.builder("POST", URI.create(base + "/sideband"))
                        .header("authorization", "Bearer " + credential)
                        .body("application/sdp", offer)
                        .build());
    }

    private static int delete(URI call, String credential) throws Exception {
        return Doors.send(
                        HttpRequest.builder("DELETE", call)
                                .header("authorization", "Bearer " + credential)
                                .build())
                .status();
    }

    private static URI location(URI base, HttpResponse answer) {
        return base.resolve(answer.headers().first("location").orElse(""));
    }

    @Test
    void an_offer_gets_the_providers_answer_and_an_address_of_ours() throws Exception {
        URI base = open();
        String credential = Doors.credential(base, "{\"metadata\":{\"customer\":\"17\"}}");

        HttpResponse answer = post(base, credential, OFFER);

        assertEquals(201, answer.status(), answer.text());
        assertEquals(ANSWER, answer.text());
        assertEquals("application/sdp", answer.headers().first("content-type").orElse(""));
        assertEquals(OFFER, posted.poll(60, TimeUnit.SECONDS), "as it came");
        @Nullable IncomingCall call = offered.poll(60, TimeUnit.SECONDS);
        assertEquals("provider", call == null ? "none" : call.metadata().get("media"));
        assertEquals("17", call == null ? "none" : call.metadata().get("customer"));
        URI address = location(base, answer);
        assertFalse(address.toString().contains("rtc_secret"), "the page needs no call id");
        assertEquals(401, post(base, credential, OFFER).status(), "a credential is used once");

        assertEquals(404, delete(address, "somebody-else"));
        assertFalse(closed.isDone());
        assertEquals(204, delete(address, credential));
        assertEquals(CloseReason.Cause.REMOTE, closed.get(60, TimeUnit.SECONDS).cause());
        assertEquals(404, delete(address, credential), "it has ended");
    }

    @Test
    void the_end_of_the_call_gives_its_room_back() throws Exception {
        URI base = open("calls", "1");
        String credential = Doors.credential(base);
        URI address = location(base, post(base, credential, OFFER));
        assertEquals(503, post(base, Doors.credential(base), OFFER).status());
        over.complete(null);
        assertEquals(404, delete(address, credential));
        assertEquals(201, post(base, Doors.credential(base), OFFER).status());
    }

    @Test
    void a_call_that_is_up_can_be_hung_up_when_its_door_is_closed() throws Exception {
        URI base = open();
        String credential = Doors.credential(base);
        URI address = location(base, post(base, credential, OFFER));
        if (door != null) {
            door.close();
            door = null;
        }
        assertEquals(204, delete(address, credential));
        assertTrue(closed.isDone());
    }

    @Test
    void offers_that_are_none_and_strangers_are_refused_before_anybody_is_asked() throws Exception {
        URI base = open();
        assertEquals(400, post(base, Doors.credential(base), "hello").status());
        assertEquals(401, post(base, "nobody", OFFER).status());
        HttpResponse stranger =
                Doors.send(
                        HttpRequest.builder("POST", URI.create(base + "/sideband"))
                                .header("authorization", "Bearer " + Doors.credential(base))
                                .header("origin", "https://elsewhere.example")
                                .body("application/sdp", OFFER)
                                .build());
        assertEquals(403, stranger.status());
        assertTrue(offered.isEmpty());
    }

    @Test
    void refusals_give_the_room_back_and_repeat_no_words_of_the_provider() throws Exception {
        URI base = open("calls", "1");
        decision = new Decision.Refuse(486, "busy here");
        assertEquals(503, post(base, Doors.credential(base), OFFER).status());
        assertTrue(posted.isEmpty());
        decision = new Decision.Accept(SessionOptions.builder().build());
        failure =
                new ProviderException(
                        new ProviderError(
                                "invalid_request_error",
                                "bad",
                                "private words",
                                null,
                                null,
                                ProviderError.Severity.RECOVERABLE));
        HttpResponse refused = post(base, Doors.credential(base), OFFER);
        assertEquals(502, refused.status());
        assertFalse(refused.text().contains("private"), refused.text());
        failure = new UnsupportedOperationException("no line");
        assertEquals(501, post(base, Doors.credential(base), OFFER).status());
        failure = new IllegalStateException("too late");
        assertEquals(503, post(base, Doors.credential(base), OFFER).status());
        failure = null;
        assertEquals(201, post(base, Doors.credential(base), OFFER).status());
    }
}
