package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Emulator;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code talk} is told about the way of its line. */
class TransportOptionsTest {

    private static final String USER = "somebody:hush-hush";

    private static Emulator emulator;

    @TempDir Path folder;

    @BeforeAll
    static void serve() throws IOException {
        emulator = Emulator.builder().start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static Ran cloudflare(String url, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of("talk", "--transport", "cloudflare", "--url", url, "--text", "hi"));
        arguments.addAll(List.of(more));
        Ran ran = Ran.patchbay(arguments.toArray(String[]::new));
        assertFalse((ran.out() + ran.err()).contains("hush"), ran::toString);
        return ran;
    }

    private static String ws() {
        return emulator.webSocketUri() + "?model=gpt-realtime";
    }

    private static void answered(Ran ran) {
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(ran.out().contains("caller: hi"), ran::toString);
    }

    @Test
    void a_line_may_be_given_as_an_address_of_the_web() {
        answered(cloudflare(ws()));
        answered(cloudflare(ws().replace("ws:", "http:")));
    }

    @Test
    void each_fetch_of_ours_can_be_asked_for() {
        answered(cloudflare(ws(), "--fetch", "http1"));
        answered(cloudflare(ws(), "--fetch", "http2"));
        answered(cloudflare(ws(), "--fetch", "auto"));
        answered(cloudflare(ws(), "--set", "fetch=http2", "--set", "pingIntervalMillis=1000"));
    }

    @Test
    void addresses_that_cannot_be_used() {
        cloudflare("ftp://127.0.0.1/v1").failed(2, "--url", "ftp", "https://");
        cloudflare("http://example.com/v1").failed(2, "not encrypted", "https:");
        cloudflare("ws://example.com/v1").failed(2, "not encrypted", "wss:");
    }

    @Test
    void a_fetch_that_nobody_offers() {
        cloudflare(ws(), "--fetch", "pigeon")
                .failed(1, "'pigeon'", "there are: http1, http2, auto");
        Ran.patchbay("talk", "--url", ws(), "--text", "hi", "--fetch", "http1")
                .failed(2, "--fetch", "--transport cloudflare");
    }

    @Test
    void settings_that_are_none() {
        cloudflare(ws(), "--set", "pingIntervalMillis=soon").failed(2, "'pingIntervalMillis'");
        cloudflare(ws(), "--set", "allowPlain=maybe").failed(2, "'allowPlain'");
        cloudflare(ws(), "--set", "nothing").failed(2, "--set");
        cloudflare(ws(), "--set", "pingIntervallMillis=1000")
                .failed(2, "'pingIntervallMillis'", "did you mean 'pingIntervalMillis'?");
        cloudflare(ws(), "--set", "colour=red").failed(2, "'colour'", "fetch, maxMessageBytes");
        cloudflare(ws(), "--trust", folder.resolve("no.pem").toString()).failed(2, "--trust");
        cloudflare(ws(), "--proxy", "socks://proxy").failed(2, "proxy", "http://host:port");
        cloudflare(ws(), "--proxy-user-file", "x").failed(2, "goes with --proxy");
    }

    @Test
    void a_proxy_is_shown_who_asks_and_nobody_else_is() throws Exception {
        Path user = Files.writeString(folder.resolve("user"), USER + "\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "somebody:hush-else");
        Path none = Files.writeString(folder.resolve("none"), "hush-hush");
        try (RudeServer proxy = new RudeServer(TransportOptionsTest::tunnel)) {
            String address = proxy.url("http").replaceFirst("(//[^/]+).*", "$1");
            answered(cloudflare(ws(), "--proxy", address, "--proxy-user-file", user.toString()));
            answered(
                    cloudflare(
                            ws(),
                            "--fetch",
                            "http2",
                            "--proxy",
                            address,
                            "--proxy-user-file",
                            user.toString()));
            cloudflare(ws(), "--proxy", address).failed(1, "proxy", "407");
            cloudflare(ws(), "--proxy", address, "--proxy-user-file", wrong.toString())
                    .failed(1, "proxy", "407");
            cloudflare(ws(), "--proxy", address, "--proxy-user-file", none.toString())
                    .failed(2, "--proxy-user-file", "USER:PASSWORD");
            cloudflare(
                            ws(),
                            "--proxy",
                            address.replace("//", "//other:hush@"),
                            "--proxy-user-file",
                            user.toString())
                    .failed(2, "--proxy", "holds a user");
        }
    }

    private static void tunnel(Socket socket) throws IOException {
        String head = head(socket);
        String basic = Base64.getEncoder().encodeToString(USER.getBytes(StandardCharsets.UTF_8));
        if (!head.contains("roxy-authorization: Basic " + basic)) {
            RudeServer.send(
                    socket,
                    "HTTP/1.1 407 Proxy Authentication Required\r\n"
                            + "Proxy-Authenticate: Basic realm=\"x\"\r\n"
                            + "Content-Length: 0\r\n\r\n");
            return;
        }
        try (Socket onward = new Socket("127.0.0.1", emulator.port())) {
            RudeServer.send(socket, "HTTP/1.1 200 OK\r\n\r\n");
            Thread back = new Thread(() -> copy(onward, socket), "back");
            back.setDaemon(true);
            back.start();
            copy(socket, onward);
        }
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            System.getLogger("proxy").log(System.Logger.Level.DEBUG, "a tunnel ended", e);
        }
    }
}
