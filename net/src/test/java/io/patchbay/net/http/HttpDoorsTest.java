package io.patchbay.net.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.EventLoops;
import io.patchbay.net.Leaks;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
class HttpDoorsTest {

    private static final HttpServerConfig ANY_PORT = HttpServerConfig.builder().build();

    private final String name = "test-" + UUID.randomUUID();

    private static HttpRoute says(String path, String words) {
        return HttpRoute.of(
                "GET", path, exchange -> exchange.respond(HttpResponse.text(200, words)));
    }

    private static HttpResponse get(HttpDoor door, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + door.address().getPort() + path);
        return new HttpClient()
                .send(HttpRequest.builder("GET", uri).build())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private HttpDoor open(HttpRoute... routes) throws IOException {
        return HttpDoors.open(name, "/calls", ANY_PORT, List.of(routes));
    }

    @Test
    void the_newer_version_answers_at_the_same_address_and_the_older_when_it_is_gone()
            throws Exception {
        HttpDoor old = open(says("/calls", "old"));
        HttpDoor young = open(says("/calls", "young"));
        assertEquals(old.address(), young.address());
        assertEquals("young", get(old, "/calls").text());
        young.close();
        assertEquals("old", get(old, "/calls").text());
        old.close();
    }

    @Test
    void an_older_version_that_leaves_disturbs_nobody() throws Exception {
        HttpDoor old = open(says("/calls", "old"), says("/only-old", "old"));
        HttpDoor young = open(says("/calls", "young"));
        old.close();
        assertEquals("young", get(young, "/calls").text());
        assertEquals(503, get(young, "/only-old").status());
        young.close();
    }

    @Test
    void a_place_whose_plug_is_away_asks_for_patience_and_the_next_one_finds_it() throws Exception {
        HttpDoor old = open(says("/calls", "old"));
        old.memory().put("left", "behind");
        old.close();
        HttpResponse away = get(old, "/calls");
        assertEquals(503, away.status());
        assertEquals("1", away.headers().first("retry-after").orElse(""));
        assertEquals(404, get(old, "/elsewhere").status());

        HttpDoor next = open(says("/calls", "next"));
        assertEquals(old.address(), next.address());
        assertEquals("next", get(next, "/calls").text());
        assertEquals("behind", next.memory().get("left"));
        next.close();
    }

    @Test
    void doors_of_two_names_share_a_port_and_remember_apart() throws Exception {
        HttpDoor one = open(says("/one", "one"));
        HttpServerConfig there = HttpServerConfig.builder().port(one.address().getPort()).build();
        HttpDoor other = HttpDoors.open("other", "/", there, List.of(says("/other", "other")));
        assertEquals("one", get(other, "/one").text());
        assertEquals("other", get(one, "/other").text());
        one.memory().put("mine", "yes");
        assertTrue(other.memory().isEmpty());
        assertTrue(
                HttpDoors.listening().stream()
                        .anyMatch(
                                open ->
                                        open.name().equals(name)
                                                && open.uri().getPath().equals("/calls")));
        other.close();
        one.close();
        assertFalse(HttpDoors.listening().stream().anyMatch(open -> open.name().equals(name)));
    }

    @Test
    void two_names_that_take_any_port_have_each_their_own() throws Exception {
        try (HttpDoor one = open(says("/calls", "one"));
                HttpDoor other =
                        HttpDoors.open(
                                name + "-2", "/", ANY_PORT, List.of(says("/calls", "two")))) {
            assertNotEquals(one.address().getPort(), other.address().getPort());
            assertEquals("one", get(one, "/calls").text());
        }
    }

    @Test
    void a_door_is_seen_only_when_all_its_routes_answer() throws Exception {
        List<HttpDoors.Listening> seen = new ArrayList<>();
        HttpDoor door =
                HttpDoors.open(
                        name,
                        "/calls",
                        ANY_PORT,
                        opened -> {
                            seen.addAll(HttpDoors.listening());
                            opened.memory().put("its", "own");
                            return List.of(says("/calls", "" + opened.address().getPort()));
                        });
        assertTrue(seen.stream().noneMatch(open -> open.name().equals(name)));
        assertTrue(HttpDoors.listening().stream().anyMatch(open -> open.name().equals(name)));
        assertEquals("" + door.address().getPort(), get(door, "/calls").text());
        assertEquals("own", door.memory().get("its"));
        door.close();
    }

    @Test
    void a_wrong_route_opens_nothing_and_changes_nothing() throws Exception {
        HttpDoor good = open(says("/calls", "good"));
        HttpRoute twice = says("/calls", "x");
        assertThrows(IllegalArgumentException.class, () -> open(twice, says("/calls", "y")));
        assertThrows(IllegalArgumentException.class, () -> open(says("no slash", "x")));
        assertThrows(IllegalArgumentException.class, () -> good.add(twice));
        assertEquals("good", get(good, "/calls").text());
        good.close();
        assertThrows(IllegalStateException.class, () -> good.add(says("/late", "x")));
    }

    @Test
    void a_route_comes_and_goes() throws Exception {
        HttpDoor door = open();
        HttpRoute route = says("/calls", "here");
        door.add(route);
        assertEquals("here", get(door, "/calls").text());
        assertTrue(door.remove(route));
        assertFalse(door.remove(route));
        assertEquals(404, get(door, "/calls").status());
        door.close();
        door.close();
    }

    @Test
    void a_connection_that_stands_outlives_its_door_and_new_ones_are_told_to_wait()
            throws Exception {
        CompletableFuture<WebSocketConnection> inside = new CompletableFuture<>();
        CompletableFuture<String> heard = new CompletableFuture<>();
        HttpDoor door =
                open(
                        HttpRoute.webSocket(
                                "/socket",
                                upgrade ->
                                        upgrade.accept(
                                                new Ear(inside, new CompletableFuture<>()))));
        URI uri = URI.create("ws://127.0.0.1:" + door.address().getPort() + "/socket");
        WebSocketClient client = new WebSocketClient();
        client.connect(
                        WebSocketRequest.builder(uri).build(),
                        EventLoops.shared().next(),
                        new Ear(new CompletableFuture<>(), heard))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        WebSocketConnection standing = inside.get(60, TimeUnit.SECONDS);
        door.close();
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                client.connect(
                                                WebSocketRequest.builder(uri).build(),
                                                EventLoops.shared().next(),
                                                new Ear(
                                                        new CompletableFuture<>(),
                                                        new CompletableFuture<>()))
                                        .toCompletableFuture()
                                        .get(60, TimeUnit.SECONDS));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("503"), said);
        standing.sendText("still here");
        assertEquals("still here", heard.get(60, TimeUnit.SECONDS));
        standing.close(1000, "");
    }

    private record Ear(CompletableFuture<WebSocketConnection> open, CompletableFuture<String> heard)
            implements WebSocketListener {
        @Override
        public void onOpen(WebSocketConnection connection) {
            open.complete(connection);
        }

        @Override
        public void onText(ByteBuffer message) {
            heard.complete(java.nio.charset.StandardCharsets.UTF_8.decode(message).toString());
        }

        @Override
        public void onClose(WebSocketClose close) {
            heard.completeExceptionally(new IOException("closed"));
        }
    }
}
