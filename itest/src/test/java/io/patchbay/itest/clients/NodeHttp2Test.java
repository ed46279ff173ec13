package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.BacklogException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client of WebSocket over HTTP/2 at Node's server: {@code itest/js/http2-server.mjs}. */
@NullUnmarked
@Tag("once")
class NodeHttp2Test {

    private static final String PASSWORD = "changeit";

    @TempDir Path folder;
    private final EventLoops loops = EventLoops.create(1);
    private Process node;
    private int port;

    @AfterEach
    void end() throws Exception {
        loops.close();
        if (node != null) {
            node.getOutputStream().close(); // it ends with its input
            if (!node.waitFor(10, TimeUnit.SECONDS)) {
                node.destroyForcibly().waitFor();
            }
        }
    }

    private void serve(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("node", "http2-server.mjs"));
        command.addAll(List.of(arguments));
        node =
                new ProcessBuilder(command)
                        .directory(Path.of("js").toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader said = node.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        assertTrue(line != null && line.startsWith("listening "), "the server said " + line);
        port = Integer.parseInt(line.substring(10));
    }

    private WebSocketRequest.Builder to(String scheme, String path) {
        return WebSocketRequest.builder(URI.create(scheme + "://127.0.0.1:" + port + path));
    }

    private CompletionStage<WebSocketConnection> connect(
            UpgradeFetch through, WebSocketRequest request, Heard heard) {
        return new WebSocketClient(loops, through).connect(request, loops.next(), heard);
    }

    private WebSocketConnection connect(String path, Heard heard) throws Exception {
        return get(connect(UpgradeFetch.http2(), to("ws", path).build(), heard));
    }

    private ConnectionException refusal(UpgradeFetch through, WebSocketRequest request) {
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () -> get(connect(through, request, new Heard())));
        return (ConnectionException) failure.getCause();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_conversation_is_held_and_closed_in_order() throws Exception {
        serve("plain");
        var heard = new Heard();
        WebSocketConnection line =
                get(
                        connect(
                                UpgradeFetch.http2(),
                                to("ws", "/echo")
                                        .subprotocols(List.of("realtime", "other"))
                                        .build(),
                                heard));
        assertEquals("realtime", line.subprotocol().orElseThrow());
        for (int i = 0; i < 200; i++) {
            line.sendText("message " + i);
        }
        for (int i = 0; i < 200; i++) {
            assertEquals("message " + i, heard.next());
        }
        for (int length : new int[] {0, 125, 126, 16_375, 16_384, 65_536, 1_000_000}) {
            line.sendBinary(ByteBuffer.allocate(length));
            assertEquals(length + " bytes", heard.next());
        }
        get(line.close(1000, "done"));
        WebSocketClose close = get(heard.closed);
        assertEquals(1000, close.code());
        assertTrue(close.clean());
    }

    @Test
    void the_request_is_the_one_of_rfc_8441() throws Exception {
        serve("plain");
        var heard = new Heard();
        get(
                connect(
                        UpgradeFetch.http2(),
                        to("ws", "/headers").header("X-Upper", "Kept").build(),
                        heard));
        String headers = heard.next();
        assertTrue(headers.contains("\":protocol\":\"websocket\""), headers);
        assertTrue(headers.contains("\":authority\":\"127.0.0.1:" + port + "\""), headers);
        assertTrue(headers.contains("\":scheme\":\"http\""), headers);
        assertTrue(headers.contains("\"x-upper\":\"Kept\""), headers);
        assertTrue(headers.contains("\"sec-websocket-version\":\"13\""), headers);
        for (String absent : List.of("sec-websocket-key", "\"upgrade\"", "connection", "host")) {
            assertFalse(headers.contains(absent), headers);
        }
    }

    @Test
    void early_hints_come_before_the_answer() throws Exception {
        serve("plain");
        var heard = new Heard();
        WebSocketConnection line = connect("/hints", heard);
        line.sendText("hello");
        assertEquals("hello", heard.next());
    }

    @Test
    void a_refusal_has_status_headers_and_body() throws Exception {
        serve("plain");
        ConnectionException refusal = refusal(UpgradeFetch.http2(), to("ws", "/refused").build());
        assertEquals(Kind.HTTP_STATUS, refusal.kind());
        assertEquals(403, refusal.status().orElseThrow());
        assertEquals("not you", refusal.body());
    }

    @Test
    void a_reset_a_goaway_and_silence_have_clear_errors() throws Exception {
        serve("plain");
        ConnectionException reset = refusal(UpgradeFetch.http2(), to("ws", "/reset").build());
        assertTrue(reset.getMessage().contains("REFUSED_STREAM"), reset.getMessage());
        ConnectionException away = refusal(UpgradeFetch.http2(), to("ws", "/goaway").build());
        assertEquals(Kind.CLOSED, away.kind());
        ConnectionException silent =
                refusal(
                        UpgradeFetch.http2(),
                        to("ws", "/silent").connectTimeout(Duration.ofMillis(500)).build());
        assertEquals(Kind.TIMEOUT, silent.kind());
        assertTrue(silent.getMessage().contains("the server's answer"), silent.getMessage());
    }

    @Test
    void a_stream_that_ends_alone_closes_the_line() throws Exception {
        serve("plain");
        for (String path : List.of("/ends", "/trailers")) {
            var heard = new Heard();
            connect(path, heard);
            assertEquals(1006, get(heard.closed).code(), path);
        }
    }

    @Test
    void who_does_not_read_holds_us_up() throws Exception {
        serve("plain");
        var heard = new Heard();
        WebSocketConnection line =
                get(
                        connect(
                                UpgradeFetch.http2(),
                                to("ws", "/deaf")
                                        .settings(
                                                WebSocketSettings.defaults()
                                                        .withMaxPendingBytes(1 << 20))
                                        .build(),
                                heard));
        CompletableFuture<Void> receipt = new CompletableFuture<>();
        for (int i = 0; !receipt.isCompletedExceptionally() && i < 1_000; i++) {
            receipt = line.sendBinary(ByteBuffer.allocate(10_000)).toCompletableFuture();
        }
        var refused = assertThrows(ExecutionException.class, receipt::get);
        assertTrue(refused.getCause() instanceof BacklogException, refused.toString());
        assertTrue(line.pendingBytes() < 1_100_000, "bounded: " + line.pendingBytes());
        line.abort();
        assertEquals(1006, get(heard.closed).code());
    }

    @Test
    void http_2_without_the_setting_is_named() throws Exception {
        serve("no-connect");
        ConnectionException without = refusal(UpgradeFetch.http2(), to("ws", "/").build());
        assertEquals(Kind.PROTOCOL, without.kind());
        assertTrue(without.getMessage().contains("ENABLE_CONNECT_PROTOCOL"), without.getMessage());
    }

    @Test
    void auto_takes_http_1_1_where_http_2_has_no_lines() throws Exception {
        Path store = keystore();
        serve("tls-old", store.toString(), PASSWORD);
        var heard = new Heard();
        WebSocketConnection line =
                get(
                        connect(
                                UpgradeFetch.auto(),
                                to("wss", "/echo").tls(trust(store)).build(),
                                heard));
        assertTrue(line.headers().contains("sec-websocket-accept"), "it went over HTTP/1.1");
        line.sendText("hello");
        assertEquals("hello", heard.next());
    }

    @Test
    void tls_chooses_http_2_for_http2_and_for_auto() throws Exception {
        Path store = keystore();
        serve("tls", store.toString(), PASSWORD);
        for (UpgradeFetch fetch : List.of(UpgradeFetch.http2(), UpgradeFetch.auto())) {
            var heard = new Heard();
            WebSocketConnection line =
                    get(connect(fetch, to("wss", "/echo").tls(trust(store)).build(), heard));
            assertFalse(line.headers().contains("sec-websocket-accept"));
            line.sendBinary(ByteBuffer.allocate(300_000));
            assertEquals("300000 bytes", heard.next());
        }
    }

    private Path keystore() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=patchbay-test",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        return store;
    }

    private static TlsSettings trust(Path file) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return TlsSettings.defaults()
                .trusting(List.of((X509Certificate) store.getCertificate("server")));
    }

    /** Writes down what it hears. */
    private static final class Heard implements WebSocketListener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<WebSocketClose> closed = new CompletableFuture<>();

        @Override
        public void onOpen(WebSocketConnection connection) {}

        @Override
        public void onText(ByteBuffer message) {
            messages.add(StandardCharsets.UTF_8.decode(message).toString());
        }

        @Override
        public void onBinary(ByteBuffer message) {
            messages.add(message.remaining() + " bytes");
        }

        @Override
        public void onClose(WebSocketClose close) {
            closed.complete(close);
        }

        String next() throws InterruptedException {
            String message = messages.poll(60, TimeUnit.SECONDS);
            return message == null ? "nothing within a minute" : message;
        }
    }
}
