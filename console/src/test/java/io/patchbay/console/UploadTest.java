package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.console.plug.LampJar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jars come as they are. */
final class UploadTest extends WebTest {

    private static HttpRequest.Builder sent(String token, String path, byte[] jar) {
        return as(token, api(path))
                .header("X-Patchbay", "1")
                .header("Content-Type", "application/java-archive")
                .POST(BodyPublishers.ofByteArray(jar));
    }

    private static HttpResponse<String> send(String path, byte[] jar) throws Exception {
        return ask(sent(container.token(), path, jar));
    }

    private static HttpResponse<String> asked(String path, String json) throws Exception {
        return ask(
                as(container.token(), api(path))
                        .header("X-Patchbay", "1")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    private static long left() {
        var folder = container.state().resolve("uploads");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<?> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void nothing_is_left() {
        Container.eventually("nothing is left of what was sent", () -> left() == 0);
    }

    @Test
    void a_jar_is_installed_updated_and_rolled_back() throws Exception {
        HttpResponse<String> installed =
                send("/v1/plugs/install?name=lamp%20(1).jar", LampJar.of("1.0.0"));
        assertEquals(200, installed.statusCode(), installed::body);
        List<String> lines = installed.body().strip().lines().toList();
        assertTrue(lines.get(0).startsWith("{\"step\":\"installed\""), installed::body);
        assertTrue(lines.get(lines.size() - 1).startsWith("{\"done\":["), installed::body);

        HttpResponse<String> updated =
                send("/v1/plugs/update?name=lamp.jar&drain=5&force=false", LampJar.of("2.0.0"));
        assertTrue(updated.body().contains("\"from\":\"1.0.0\",\"to\":\"2.0.0\""), updated::body);

        String lamp = "{\"bundle\":\"" + LampJar.NAME + "\"}";
        HttpResponse<String> back = asked("/v1/plugs/rollback", lamp);
        assertTrue(back.body().contains("\"from\":\"2.0.0\",\"to\":\"1.0.0\""), back::body);
        asked("/v1/plugs/remove", lamp);
    }

    @Test
    void what_is_no_jar_is_refused_in_one_sentence() throws Exception {
        HttpResponse<String> words =
                send(
                        "/v1/plugs/install?name=notes.jar",
                        "milk, bread".getBytes(StandardCharsets.UTF_8));
        assertEquals(409, words.statusCode());
        assertEquals(
                "{\"refused\":\"broken\",\"error\":\"notes.jar is no jar that can be read; build or copy it again\"}",
                words.body());
        byte[] cut = java.util.Arrays.copyOf(LampJar.of("3.0.0"), 200);
        HttpResponse<String> half = send("/v1/plugs/install?name=lamp.jar", cut);
        assertTrue(half.body().contains("\"refused\":\"broken\""), half::body);
    }

    @Test
    void a_wrong_query_says_what_is_wrong() throws Exception {
        byte[] jar = LampJar.of("1.0.0");
        for (String query : List.of("", "?name=", "?name=..%2Flamp.jar", "?name=lamp.zip")) {
            HttpResponse<String> answer = send("/v1/plugs/install" + query, jar);
            assertEquals(400, answer.statusCode(), query);
            assertTrue(answer.body().contains("name of the jar"), answer::body);
        }
        assertEquals(400, send("/v1/plugs/update?name=a.jar&force=yes", jar).statusCode());
        assertEquals(400, send("/v1/plugs/update?name=a.jar&drain=-1", jar).statusCode());
        assertEquals(400, send("/v1/plugs/remove?name=a.jar", jar).statusCode());
    }

    @Test
    void who_may_only_look_sends_none() throws Exception {
        for (String token : List.of(OBSERVE_TOKEN, CONTENT_TOKEN)) {
            byte[] jar = LampJar.of("1.0.0");
            assertEquals(403, ask(sent(token, "/v1/plugs/install?name=a.jar", jar)).statusCode());
        }
    }

    @Test
    void two_may_come_at_once() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<String>> answers =
                Stream.of("4.0.0", "4.1.0")
                        .map(
                                version ->
                                        sent(
                                                container.token(),
                                                "/v1/plugs/install?name=a.jar",
                                                LampJar.of(version)))
                        .map(request -> client.sendAsync(request.build(), BodyHandlers.ofString()))
                        .map(answer -> answer.thenApply(HttpResponse::body))
                        .toList();
        for (CompletableFuture<String> answer : answers) {
            assertTrue(answer.join().contains("\"done\""), answer::join);
        }
        for (String version : List.of("4.0.0", "4.1.0")) {
            asked("/v1/plugs/remove", "{\"bundle\":\"" + LampJar.NAME + ":" + version + "\"}");
        }
    }

    private static Socket raw(long length) throws IOException {
        int port = container.console().address().getPort();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        out.write(
                ("POST /api/v1/plugs/install?name=a.jar HTTP/1.1\r\nHost: 127.0.0.1:"
                                + port
                                + "\r\nAuthorization: Bearer "
                                + container.token()
                                + "\r\nX-Patchbay: 1\r\nContent-Type: application/java-archive\r\nContent-Length: "
                                + length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {'P', 'K', 3, 4});
        out.flush();
        return socket;
    }

    @Test
    void what_is_too_long_is_refused_before_it_comes() throws Exception {
        try (Socket socket = raw((64L << 20) + 1)) {
            String answer =
                    new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 413", answer);
        }
    }

    @Test
    void of_a_sender_who_goes_away_nothing_stays() throws Exception {
        try (Socket socket = raw(1_000_000)) {
            Container.eventually("it began", () -> left() == 1);
            assertTrue(socket.isConnected());
        }
    }
}
