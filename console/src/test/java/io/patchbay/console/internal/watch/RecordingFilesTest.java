package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.patchbay.console.Container;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files of recordings, fetched from a running console. */
class RecordingFilesTest {
    private static final String OBSERVER = "observer-0123456789-0123456789";
    private static final String LISTENER = "listener-0123456789-0123456789";
    private static final String NAME = "s1-20260102-030405";
    private static final String JOURNAL = "{\"t\":0,\"kind\":\"session\"}\n";

    @SuppressWarnings("NullAway.Init")
    private static Container container;

    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        container = new Container(Map.of());
        container.tokens(LISTENER, OBSERVER);
        folder = container.state().resolve("recordings");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(NAME + ".jsonl"), JOURNAL);
        Container.eventually("they are served", () -> status("/v1/recordings", LISTENER) == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    private static int status(String path, String token) {
        try {
            return get(path, token, "").statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> get(String path, String token, String range)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(container.api(path))
                        .header("Authorization", "Bearer " + token);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void a_file_is_served_whole_or_in_part() throws Exception {
        HttpResponse<String> whole = get("/v1/recordings/" + NAME + ".jsonl", LISTENER, "");
        assertEquals(200, whole.statusCode());
        assertEquals(JOURNAL, whole.body());
        assertEquals("nosniff", whole.headers().firstValue("x-content-type-options").orElse(""));
        HttpResponse<String> part = get("/v1/recordings/" + NAME + ".jsonl", LISTENER, "bytes=2-2");
        assertEquals(206, part.statusCode());
        assertEquals("t", part.body());
        assertEquals(
                "bytes 2-2/" + JOURNAL.length(),
                part.headers().firstValue("content-range").orElse(""));
        HttpResponse<String> beyond =
                get("/v1/recordings/" + NAME + ".jsonl", LISTENER, "bytes=1000-");
        assertEquals(416, beyond.statusCode());
    }

    @Test
    void who_may_only_observe_hears_nothing() throws Exception {
        assertEquals(403, status("/v1/recordings/" + NAME + ".jsonl", OBSERVER));
        assertEquals(403, status("/v1/recordings", OBSERVER));
        assertEquals(401, status("/v1/recordings/" + NAME + ".jsonl", "guess"));
    }

    @Test
    void what_is_not_there_and_what_lies_elsewhere_is_not_found() throws Exception {
        for (String name :
                new String[] {"none.jsonl", "..secret.jsonl", ".hidden.jsonl", NAME + ".wav"}) {
            HttpResponse<String> answer = get("/v1/recordings/" + name, LISTENER, "");
            assertEquals(404, answer.statusCode(), name);
            assertFalse(answer.body().contains("<html"), answer.body());
        }
    }

    @Test
    void only_who_controls_deletes() throws Exception {
        Files.writeString(folder.resolve("old.jsonl"), JOURNAL);
        assertEquals(403, delete("old", LISTENER));
        assertEquals(200, delete("old", container.token()));
        assertEquals(404, delete("old", container.token()));
        assertFalse(Files.exists(folder.resolve("old.jsonl")));
    }

    private static int delete(String name, String token) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(container.api("/v1/recordings/" + name))
                        .header("Authorization", "Bearer " + token)
                        .header("X-Patchbay", "1")
                        .DELETE()
                        .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }
}
