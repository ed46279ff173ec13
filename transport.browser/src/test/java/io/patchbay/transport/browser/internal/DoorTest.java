package io.patchbay.transport.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.websocket.WebSocketClose;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What strangers meet at the door. */
class DoorTest {

    private static final String PAGE = "https://shop.example";
    private static final Decision BUSY = new Decision.Refuse(486, "busy here");

    private final BlockingQueue<IncomingCall> offered = new LinkedBlockingQueue<>();
    private final BlockingQueue<PageLeg> legs = new LinkedBlockingQueue<>();
    private Decision decision = new Decision.Accept(SessionOptions.builder().build());
    private @Nullable AutoCloseable door;

    private final IncomingCalls calls =
            new IncomingCalls() {
                @Override
                public CompletionStage<Decision> offer(IncomingCall call) {
                    offered.add(call);
                    return CompletableFuture.completedFuture(decision);
                }

                /** Nobody ever answers: the caller waits. */
                @Override
                public CompletionStage<RealtimeSession> answer(
                        SessionOptions options, CallerLeg leg) {
                    legs.add((PageLeg) leg);
                    return new CompletableFuture<>();
                }
            };

    private URI open(String... settings) {
        return open(Doors.settings(settings));
    }

    private URI open(Settings settings) {
        door =
                new BrowserCalls()
                        .listen(
                                settings,
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
        return Doors.base(settings);
    }

    @AfterEach
    void close() throws Exception {
        if (door != null) {
            door.close();
        }
    }

    private IncomingCall call() throws Exception {
        @Nullable IncomingCall call = offered.poll(60, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call was offered");
        }
        return call;
    }

    private static void isRefused(SocketPage page, int status) throws Exception {
        WebSocketClose end = page.end();
        assertTrue(end.reason().contains(Integer.toString(status)), end.toString());
    }

    // ---- credentials

    @Test
    void a_credential_brings_what_the_server_knows_of_the_caller_and_not_what_the_page_says()
            throws Exception {
        URI base = open("origins", PAGE);
        String credential =
                Doors.credential(base, "{\"metadata\":{\"customer\":\"17\",\"media\":\"forged\"}}");
        SocketPage.call(base, "?customer=99", PAGE, credential).next("calling");
        IncomingCall call = call();
        assertEquals("17", call.metadata().get("customer"));
        assertEquals("websocket", call.metadata().get("media"));
        assertEquals(PAGE, call.metadata().get("origin"));
        assertFalse(call.metadata().containsValue(credential));
    }

    @Test
    void a_credential_is_used_once_unless_it_says_otherwise() throws Exception {
        URI base = open();
        String once = Doors.credential(base);
        SocketPage.call(base, "", "", once).next("calling");
        isRefused(SocketPage.call(base, "", "", once), 401);

        String twice = Doors.credential(base, "{\"uses\":2}");
        SocketPage.call(base, "", "", twice).next("calling");
        SocketPage.call(base, "", "", twice).next("calling");
        isRefused(SocketPage.call(base, "", "", twice), 401);
    }

    @Test
    void no_credential_or_a_made_up_one_is_refused() throws Exception {
        URI base = open();
        isRefused(SocketPage.call(base, "", "", ""), 401);
        isRefused(SocketPage.call(base, "", "", "made-up"), 401);
        isRefused(SocketPage.call(base, "", "", Doors.SECRET), 401);
        assertTrue(offered.isEmpty());
    }

    @Test
    void a_credential_of_one_page_is_worth_nothing_to_another() throws Exception {
        String other = "https://other.example";
        URI base = open("origins", PAGE + ", " + other);
        String credential = Doors.credential(base, "{\"origin\":\"" + PAGE + "\"}");
        isRefused(SocketPage.call(base, "", other, credential), 401);
        isRefused(SocketPage.call(base, "", "", credential), 401);
        SocketPage.call(base, "", PAGE, credential).next("calling");
    }

    @Test
    void only_who_shows_the_secret_mints() throws Exception {
        URI base = open();
        for (String shown : new String[] {"", "Bearer ", "Bearer wrong", Doors.SECRET}) {
            HttpRequest.Builder request =
                    HttpRequest.builder("POST", URI.create(base + "/credentials"))
                            .body("application/json", "{}");
            if (!shown.isEmpty()) {
                request.header("authorization", shown);
            }
            assertEquals(401, Doors.send(request.build()).status(), shown);
        }
    }

    @Test
    void a_door_without_a_secret_mints_for_nobody() throws Exception {
        URI base = open(".secret", "");
        assertEquals(401, Doors.mint(base, "{}").status());
    }

    @Test
    void wishes_out_of_bounds_are_refused_by_name() throws Exception {
        URI base = open();
        String[] wrong = {
            "{\"seconds\":0}",
            "{\"seconds\":61}",
            "{\"uses\":\"many\"}",
            "{\"origin\":\"*\"}",
            "{\"metadata\":[]}",
            "{\"metadata\":{\"a\":1}}",
            "[]",
            "{",
            "[".repeat(5_000)
        };
        for (String body : wrong) {
            HttpResponse answer = Doors.mint(base, body);
            assertEquals(400, answer.status(), body);
        }
        assertEquals(413, Doors.mint(base, " ".repeat(20_000)).status());
    }

    @Test
    void a_thousand_credentials_are_all_different_and_bounded() throws Exception {
        URI base = open("credentials", "1000");
        Set<String> minted = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            minted.add(Doors.credential(base));
        }
        assertEquals(1_000, minted.size());
        HttpResponse full = Doors.mint(base, "{}");
        assertEquals(429, full.status());
        assertTrue(full.headers().contains("retry-after"));
    }

    // ---- origins

    @Test
    void a_page_of_an_origin_that_is_not_listed_does_not_come_in() throws Exception {
        URI base = open("origins", PAGE);
        for (String origin :
                new String[] {
                    "https://evil.example",
                    "http://shop.example",
                    "https://shop.example.evil.example",
                    "null",
                    "http://localhost:1"
                }) {
            isRefused(SocketPage.call(base, "", origin, Doors.credential(base)), 403);
        }
        assertTrue(offered.isEmpty());
    }

    @Test
    void the_doors_own_page_comes_in() throws Exception {
        URI base = open();
        String own = "http://127.0.0.1:" + base.getPort();
        SocketPage.call(base, "", own, Doors.credential(base)).next("calling");
    }

    @Test
    void a_browser_hears_of_its_origin_alone() throws Exception {
        URI base = open("origins", PAGE);
        HttpResponse yes = preflight(base, PAGE);
        assertEquals(204, yes.status());
        assertEquals(PAGE, yes.headers().first("access-control-allow-origin").orElse(""));
        HttpResponse no = preflight(base, "https://evil.example");
        assertEquals(403, no.status());
        assertFalse(no.headers().contains("access-control-allow-origin"));
    }

    private static HttpResponse preflight(URI base, String origin) throws Exception {
        return Doors.send(
                HttpRequest.builder("OPTIONS", URI.create(base + "/calls"))
                        .header("origin", origin)
                        .header("access-control-request-method", "POST")
                        .build());
    }

    // ---- calls

    @Test
    void a_refused_page_hears_why() throws Exception {
        decision = BUSY;
        URI base = open();
        SocketPage page = SocketPage.call(base, "");
        assertEquals(486, page.next("refused").path("status").asInt());
        assertEquals(1000, page.end().code());
    }

    @Test
    void more_calls_than_there_is_room_for_wait_outside_and_keep_their_credential()
            throws Exception {
        URI base = open("calls", "1");
        SocketPage first = SocketPage.call(base, "");
        first.next("calling");
        String credential = Doors.credential(base);
        isRefused(SocketPage.call(base, "", "", credential), 503);
        first.hangUp();
        first.end();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        SocketPage second = SocketPage.call(base, "", "", credential);
        while (!second.isIn() && System.nanoTime() < end) {
            second = SocketPage.call(base, "", "", credential); // the room is free in a moment
        }
        second.next("calling");
    }

    @Test
    void a_format_that_nobody_speaks_is_refused() throws Exception {
        URI base = open();
        for (String query :
                new String[] {"?rate=44100", "?encoding=opus", "?encoding=pcmu&rate=16000"}) {
            isRefused(SocketPage.call(base, query), 400);
        }
    }

    @Test
    void too_much_sound_ends_the_call_and_not_the_memory() throws Exception {
        URI base = open();
        SocketPage page = SocketPage.call(base, "?rate=8000");
        page.next("calling");
        for (int i = 0; i < 20; i++) {
            page.line().sendBinary(ByteBuffer.allocate(60_000));
        }
        assertEquals(1008, page.end().code());
    }

    @Test
    void a_message_over_the_bound_ends_the_call() throws Exception {
        URI base = open("message-bytes", "1024");
        SocketPage page = SocketPage.call(base, "");
        page.next("calling");
        page.send(" ".repeat(2_000));
        assertEquals(1009, page.end().code());
    }

    @Test
    void rubbish_is_told_of_and_in_the_end_ends_the_call() throws Exception {
        URI base = open();
        SocketPage page = SocketPage.call(base, "");
        page.next("calling");
        for (int i = 0; i < 11; i++) {
            page.send(i % 2 == 0 ? "{" : "[1]");
        }
        assertEquals("bad-message", page.next("error").path("code").asString());
        assertEquals(1008, page.end().code());
    }

    @Test
    void a_flood_of_messages_ends_the_call() throws Exception {
        URI base = open();
        SocketPage page = SocketPage.call(base, "");
        page.next("calling");
        for (int i = 0; i < 300; i++) {
            page.line().sendText("{\"type\":\"dtmf\",\"key\":\"1\"}");
        }
        assertEquals(1008, page.end().code());
    }

    @Test
    void a_page_that_reads_nothing_is_given_up_and_makes_room() throws Exception {
        URI base = open("calls", "1");
        String credential = Doors.credential(base);
        String next = Doors.credential(base);
        try (Socket page = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
            String hello =
                    "GET "
                            + base.getPath()
                            + "/socket HTTP/1.1\r\nHost: 127.0.0.1:"
                            + base.getPort()
                            + "\r\nAuthorization: Bearer "
                            + credential
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            page.getOutputStream().write(hello.getBytes(StandardCharsets.US_ASCII));
            @Nullable PageLeg leg = legs.poll(60, TimeUnit.SECONDS);
            if (leg == null) {
                throw new AssertionError("the call did not come");
            }
            // more than any network holds
            String words = "x".repeat(10_000);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!leg.isClosing()) {
                assertTrue(System.nanoTime() < end, "the page is waited for");
                leg.tell(Json.event("transcript").put("text", words));
            }
            SocketPage.call(base, "", "", next).next("calling");
        }
    }

    @Test
    void what_is_no_offer_is_refused_before_anybody_is_asked() throws Exception {
        URI base = open();
        String credential = Doors.credential(base);
        for (String offer : new String[] {"", "v=0", "<html>", "v=0\r\n".repeat(1_000)}) {
            HttpResponse answer =
                    Doors.send(
                            HttpRequest.builder("POST", URI.create(base + "/calls"))
                                    .header("authorization", "Bearer " + credential)
                                    .body("application/sdp", offer)
                                    .build());
            assertEquals(400, answer.status(), offer);
        }
        assertEquals(
                413,
                Doors.send(
                                HttpRequest.builder("POST", URI.create(base + "/calls"))
                                        .header("authorization", "Bearer " + credential)
                                        .body("application/sdp", "a".repeat(70_000))
                                        .build())
                        .status());
        assertTrue(offered.isEmpty());
        SocketPage.call(base, "", "", credential).next("calling"); // and is good still
    }

    // ---- what pages fetch

    @Test
    void the_script_is_there_for_pages_of_any_origin_and_the_page_when_asked_for()
            throws Exception {
        URI base = open();
        HttpResponse script =
                Doors.send(HttpRequest.builder("GET", URI.create(base + "/client.js")).build());
        assertEquals(200, script.status());
        assertTrue(script.text().contains("export async function connect"));
        assertEquals("nosniff", script.headers().first("x-content-type-options").orElse(""));
        assertTrue(script.headers().first("content-type").orElse("").startsWith("text/javascript"));
        assertEquals(
                405,
                Doors.send(HttpRequest.builder("GET", URI.create(base + "/")).build()).status());
        close();

        URI shown = open("page", "true");
        HttpResponse page = Doors.send(HttpRequest.builder("GET", URI.create(shown + "/")).build());
        assertEquals(200, page.status());
        assertTrue(
                page.headers()
                        .first("content-security-policy")
                        .orElse("")
                        .contains("default-src 'none'"));
        assertFalse(page.text().contains(Doors.SECRET));
    }

    @Test
    void a_credential_outlives_the_version_that_minted_it() throws Exception {
        Settings settings = Doors.settings();
        URI base = open(settings);
        String credential = Doors.credential(base);
        close();
        assertEquals(base, open(settings));
        SocketPage.call(base, "", "", credential).next("calling");
        isRefused(SocketPage.call(base, "", "", credential), 401);
    }
}
