package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What {@code talk --transport cloudflare} makes of servers that do not upgrade as they should: one
 * line that says why, and an end.
 */
class RefusedUpgradesTest {

    private static final String AGREED = "HTTP/1.1 101 Switching Protocols";
    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: Upgrade";
    private static final String PROOF = "Sec-WebSocket-Accept: {accept}";

    private static Ran talk(RudeServer.Manners manners, String... more) throws IOException {
        try (RudeServer server = new RudeServer(manners)) {
            String[] arguments =
                    Arrays.copyOf(
                            new String[] {
                                "talk",
                                "--transport",
                                "cloudflare",
                                "--url",
                                server.url(),
                                "--text",
                                "hello"
                            },
                            7 + more.length);
            System.arraycopy(more, 0, arguments, 7, more.length);
            return assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Ran.patchbay(arguments));
        }
    }

    @Test
    void a_wrong_accept_key_is_said_to_be_one() throws Exception {
        talk(RudeServer.answer(
                        AGREED,
                        UPGRADE,
                        CONNECTION,
                        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
                .failed(1, "127.0.0.1:", "wrong proof of the WebSocket handshake");
    }

    @Test
    void no_accept_key_is_as_wrong() throws Exception {
        talk(RudeServer.answer(AGREED, UPGRADE, CONNECTION))
                .failed(1, "gave no proof of the WebSocket handshake");
    }

    @Test
    void a_page_in_place_of_an_upgrade_is_said_with_its_beginning() throws Exception {
        talk(RudeServer.refuse(200, "<h1>Welcome to nginx!</h1>"))
                .failed(1, "answered 200", "no WebSocket is served there", "Welcome to nginx!");
    }

    @Test
    void a_redirect_is_not_followed_and_says_where_it_leads() throws Exception {
        for (int status : new int[] {301, 302, 307, 308}) {
            talk(RudeServer.answer(
                            "HTTP/1.1 " + status + " Moved",
                            "Location: https://elsewhere.example/v1/realtime?token=abc",
                            "Content-Length: 0"))
                    .failed(1, "answered " + status, "wss://elsewhere.example/v1/realtime\n");
        }
    }

    @Test
    void a_wrong_key_is_said_in_the_words_of_the_provider() throws Exception {
        talk(RudeServer.refuse(
                        401,
                        "{\"error\":{\"message\":\"Incorrect API key provided.\","
                                + "\"type\":\"invalid_request_error\",\"param\":null,"
                                + "\"code\":\"invalid_api_key\"}}"))
                .failed(1, "answered 401", "credentials", "Incorrect API key provided.");
    }

    @Test
    void a_key_that_the_server_quotes_is_not_repeated() throws Exception {
        Ran ran =
                talk(
                        socket -> {
                            String sent =
                                    RudeServer.header(RudeServer.head(socket), "Authorization");
                            String key = sent.substring("Bearer ".length());
                            String body = "no such key: " + key;
                            RudeServer.send(
                                    socket,
                                    "HTTP/1.1 401 No\r\nContent-Length: "
                                            + body.length()
                                            + "\r\nX-Key: "
                                            + key
                                            + "\r\n\r\n"
                                            + body);
                        });
        ran.failed(1, "answered 401", "no such key: ***");
        assertFalse(ran.toString().contains("Bearer"), ran::toString);
    }

    @Test
    void a_refusal_in_plain_words_is_quoted() throws Exception {
        talk(RudeServer.refuse(403, "Country not supported"))
                .failed(1, "answered 403", "Country not supported");
        talk(RudeServer.refuse(404, "no such path")).failed(1, "answered 404", "check the path");
        talk(RudeServer.refuse(426, "WebSocket 14 only")).failed(1, "answered 426", "version");
        talk(RudeServer.refuse(500, "oops")).failed(1, "answered 500", "in trouble", "oops");
    }

    @Test
    void a_body_beyond_all_bounds_is_cut() throws Exception {
        Ran ran = talk(RudeServer.refuse(500, "x".repeat(1 << 20)));
        assertEquals(1, ran.code(), ran::toString);
        assertTrue(ran.err().contains("answered 500") && ran.err().endsWith("x…\n"), ran::toString);
        assertTrue(ran.err().length() < 500, ran::toString);
    }

    @Test
    void a_body_that_does_not_end_is_not_waited_for() throws Exception {
        talk(
                        RudeServer.answer(
                                "HTTP/1.1 502 Bad Gateway", "Content-Length: 1000000", "", "Oh"),
                        "--patience",
                        "1")
                .failed(1, "answered 502");
    }

    @Test
    void too_many_requests_says_when_to_come_back() throws Exception {
        talk(RudeServer.answer("HTTP/1.1 429 Too Many", "Retry-After: 7", "Content-Length: 0"))
                .failed(1, "too many requests, try again in 7 s");
    }

    @Test
    void what_was_not_offered_is_not_taken() throws Exception {
        talk(RudeServer.answer(AGREED, UPGRADE, CONNECTION, PROOF, "Sec-WebSocket-Protocol: mqtt"))
                .failed(1, "subprotocol that was not offered");
        talk(RudeServer.answer(
                        AGREED,
                        UPGRADE,
                        CONNECTION,
                        PROOF,
                        "Sec-WebSocket-Extensions: permessage-deflate"))
                .failed(1, "extension that was not offered");
    }

    @Test
    void a_switch_to_something_else_is_none() throws Exception {
        talk(RudeServer.answer(AGREED, CONNECTION, PROOF)).failed(1, "not WebSocket");
        talk(RudeServer.answer(AGREED, UPGRADE, PROOF)).failed(1, "not WebSocket");
        talk(RudeServer.answer(AGREED, "Upgrade: h2c", CONNECTION, PROOF))
                .failed(1, "not WebSocket");
    }

    @Test
    void a_server_may_close_at_once() throws Exception {
        talk(socket -> {
                    RudeServer.request(socket);
                    socket.close();
                })
                .failed(1, "closed the connection before it opened the WebSocket");
    }

    @Test
    void a_server_that_never_answers_is_given_up() throws Exception {
        talk(RudeServer::request, "--patience", "1")
                .failed(1, "within", "waiting for the server's answer");
    }

    @Test
    void garbage_behind_the_upgrade_ends_with_a_reason() throws Exception {
        talk(RudeServer.upgradeAndSend(new byte[] {(byte) 0xff, 0x7f, 1, 2, 3, 4, 5, 6}))
                .failed(1, "broke the protocol");
    }

    @Test
    void the_end_right_behind_the_upgrade_is_one() throws Exception {
        talk(socket -> {
                    RudeServer.upgradeAndSend(new byte[0]).serve(socket);
                    socket.shutdownOutput();
                })
                .failed(1, "lost");
    }
}
