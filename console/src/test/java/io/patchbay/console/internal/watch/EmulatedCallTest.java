package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.Emulator;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import io.patchbay.runtime.Patchbay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A conversation with the emulator over a real socket, as the page sees and steers it. */
class EmulatedCallTest {
    @TempDir Path folder;

    private final ScheduledThreadPoolExecutor work = new ScheduledThreadPoolExecutor(2);
    private final List<Resource> resources = new ArrayList<>();

    private WatchedSessions watched(WatchSettings settings) {
        WatchedSessions sessions = new WatchedSessions(settings, List::of, work, System::nanoTime);
        Pulse pulse = new Pulse(work);
        Overview overview = new Overview(sessions, path -> Optional.empty(), work);
        RecordingDesk recordings = new RecordingDesk(settings, work);
        sessions.follow(overview);
        sessions.follow(pulse);
        sessions.follow(recordings);
        resources.addAll(new SessionResources(sessions, pulse, overview, work).all());
        resources.addAll(
                new SessionCommands(sessions, id -> Optional.empty(), recordings, work).all());
        resources.addAll(recordings.resources());
        return sessions;
    }

    private Asking asks(String method, String path, UnaryOperator<Asking> how) {
        Asking asking = how.apply(new Asking());
        resources.stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .findFirst()
                .orElseThrow()
                .serve(asking);
        return asking;
    }

    private int post(RealtimeSession session, String name, String body) throws Exception {
        return asks(
                        "POST",
                        "/v1/sessions/{id}/" + name,
                        it -> it.with("id", session.id()).saying(body))
                .answer()
                .status();
    }

    /** Waits until a detail that the stream tells is as it should be. */
    private static JsonNode until(Asking.Reader reader, Predicate<JsonNode> wanted)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            JsonNode last = reader.detail();
            if (wanted.test(last)) {
                return last;
            }
            assertTrue(System.nanoTime() < end, "not within 60 s: " + last);
            reader.awaitMore();
        }
    }

    private static JsonNode turn(JsonNode detail, int number) {
        return detail.path("turns").path(number - 1);
    }

    private static boolean ended(JsonNode detail, int number) {
        return turn(detail, number).path("endedAt").isNumber();
    }

    @Test
    void a_conversation_is_seen_steered_moved_and_recorded() throws Exception {
        WatchSettings settings = WatchSettings.of(Map.of("recordings", folder.toString()), folder);
        try (Emulator emulator = Emulator.builder().start();
                WatchedSessions sessions = watched(settings);
                Patchbay patchbay =
                        Patchbay.builder()
                                .services(EmulatedCallTest.class.getClassLoader())
                                .observer(sessions)
                                .build();
                RealtimeSession session =
                        patchbay.open(
                                SessionOptions.builder()
                                        .agent(
                                                RealtimeAgent.builder("guide")
                                                        .instructions("Be brief.")
                                                        .build())
                                        .line(
                                                LineChoice.builder()
                                                        .url(emulator.webSocketUri())
                                                        .key("sk-not-for-pages-0123456789")
                                                        .build())
                                        .build())) {
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            Asking.Reader reader =
                    asks(
                                    "GET",
                                    "/v1/sessions/{id}/stream",
                                    it -> it.with("id", session.id()).query("raw", "true"))
                            .reader();
            assertEquals(200, recording(session, true));
            assertEquals(202, post(session, "message", "{\"text\":\"Hello\"}"));
            JsonNode first = turn(until(reader, detail -> ended(detail, 1)), 1);
            assertEquals("Hello", first.path("user").asString());
            assertFalse(first.path("assistant").asString().isEmpty(), first.toString());
            assertTrue(first.path("timeToFirstAudio").asDouble() > 0, first.toString());
            assertTrue(first.path("tokens").asLong() > 0, first.toString());

            assertEquals(202, post(session, "message", "{\"text\":\"Tell me more\"}"));
            until(reader, detail -> turn(detail, 2).path("timeToFirstAudio").isNumber());
            assertEquals(202, post(session, "interrupt", "{}"));
            JsonNode cut = turn(until(reader, detail -> ended(detail, 2)), 2);
            assertEquals("application", cut.path("interrupted").asString(), cut.toString());
            assertTrue(cut.path("bargeIn").isNumber(), cut.toString());

            assertEquals(202, post(session, "line", "{\"transport\":\"websocket\"}"));
            until(reader, detail -> detail.path("generation").asInt() == 2);
            assertEquals(202, post(session, "message", "{\"text\":\"And now?\"}"));
            until(reader, detail -> ended(detail, 3));
            assertEquals(200, recording(session, false));
            assertEquals(202, post(session, "close", "{}"));
            until(reader, detail -> !detail.path("live").asBoolean());

            assertTrue(reader.all("level").size() > 1);
            assertTrue(reader.all("wire").size() > 5);
            assertFalse(reader.parts().toString().contains("not-for-pages"), "no key");
            JsonNode kept =
                    asks("GET", "/v1/recordings", it -> it.as(Permission.CONTENT))
                            .answer()
                            .json()
                            .path("recordings")
                            .path(0);
            assertTrue(kept.path("bytes").asLong() > 10_000, kept.toString());
        } finally {
            work.shutdownNow();
        }
    }

    private int recording(RealtimeSession session, boolean on) throws Exception {
        return post(session, "recording", "{\"on\":" + on + "}");
    }
}
