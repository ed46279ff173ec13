package io.patchbay.launcher;

import io.patchbay.management.DoorKey;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The way to the door of a running instance: options that find it, and requests. */
final class PlugsDoor {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Option(names = "--state", paramLabel = "DIR", description = "As it was given to run.")
    private @Nullable Path state;

    @Option(names = "--config", paramLabel = "DIR", description = "As it was given to run.")
    private @Nullable Path config;

    @Option(
            names = "--at",
            paramLabel = "URL",
            description =
                    "The address that run prints, http://127.0.0.1:PORT/v1; with --token-file.")
    private @Nullable String at;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File whose last line is the token; the state folder has one.")
    private @Nullable Path tokenFile;

    private DoorKey key() throws IOException {
        if (at == null && tokenFile == null) {
            Path file = StateFolder.of(state, config).resolve(DoorKey.FILE);
            if (!Files.exists(file)) {
                throw new IOException(
                        "no instance runs with this state, since there is no "
                                + file
                                + "; start ./patchbay run, or name its folder with --state or --config");
            }
            return DoorKey.read(file);
        }
        if (at == null || tokenFile == null) {
            throw new UsageException("--at and --token-file go together");
        }
        return new DoorKey(address(at), token(tokenFile));
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/$", ""));
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && Address.isLocal(uri)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new UsageException("--at: '" + text + "' is no address");
        }
        throw new UsageException(
                "--at: '"
                        + text
                        + "' is not of this machine; it looks like http://127.0.0.1:PORT/v1");
    }

    private static String token(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > 4_096) {
            throw new UsageException("--token-file: " + file + " is no file with a token");
        }
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        String token = text.substring(text.lastIndexOf('\n') + 1).strip();
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw new UsageException("--token-file: " + file + " has no token in its last line");
        }
        return token;
    }

    /** What stands at a resource. */
    JsonNode get(String resource) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(key(), resource, null, BodyHandlers.ofString(StandardCharsets.UTF_8));
        JsonNode json = json(answer.body());
        if (answer.statusCode() != 200) {
            throw refused(json, answer.statusCode());
        }
        return json;
    }

    /**
     * Asks for a change.
     *
     * @param line gets each line of JSON, the last one too
     */
    void post(String resource, ObjectNode body, Consumer<JsonNode> line)
            throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = send(key(), resource, body, BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            boolean done = false;
            for (String text : (Iterable<String>) lines::iterator) {
                JsonNode json = json(text);
                line.accept(json);
                if (json.has("error")) {
                    throw refused(json, answer.statusCode());
                }
                done = json.has("done");
            }
            if (!done) {
                throw new IOException("the instance ended before the change did");
            }
        } catch (java.io.UncheckedIOException e) {
            throw new IOException("the instance ended before the change did", e);
        }
    }

    private static <T> HttpResponse<T> send(
            DoorKey key,
            String resource,
            @Nullable ObjectNode body,
            HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(key.uri() + resource))
                        .header("Authorization", "Bearer " + key.token());
        if (body == null) {
            request.timeout(PATIENCE);
        } else {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        try {
            return Client.ONE.send(request.build(), handler);
        } catch (IOException e) {
            throw new IOException(
                    "nothing answers at "
                            + key.uri()
                            + "; the instance does not run any more, start ./patchbay run",
                    e);
        }
    }

    /** Made when it is needed: the other commands start without it. */
    private static final class Client {
        private static final HttpClient ONE =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .build();
    }

    private static JsonNode json(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IOException("what answers is no Patchbay", e);
        }
    }

    private static IOException refused(JsonNode json, int status) {
        JsonNode words = json.get("error");
        return new IOException(
                words == null ? "it answers " + status + " and no more" : words.asString());
    }
}
