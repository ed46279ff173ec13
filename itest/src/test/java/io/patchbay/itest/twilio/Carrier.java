package io.patchbay.itest.twilio;

import io.patchbay.net.EventLoops;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The carrier's end of a media stream: plays as much as the test says, and returns the marks that
 * are reached or cleared.
 */
final class Carrier implements WebSocketListener {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int FRAME_MILLIS = 20;

    /** Marks by name, frames of sound as the empty text. */
    private final Deque<String> buffer = new ArrayDeque<>();

    private final WebSocketConnection connection;
    private int played;
    private int clears;
    private boolean atOnce;

    private Carrier(URI stream) throws Exception {
        connection =
                new WebSocketClient()
                        .connect(
                                WebSocketRequest.builder(stream).build(),
                                EventLoops.shared().next(),
                                this)
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
    }

    static Carrier call(URI stream) throws Exception {
        return new Carrier(stream);
    }

    void send(String json) {
        connection.sendText(json);
    }

    @Override
    public synchronized void onText(ByteBuffer text) {
        JsonNode message = MAPPER.readTree(StandardCharsets.UTF_8.decode(text).toString());
        switch (message.path("event").asString()) {
            case "media" -> buffer.add("");
            case "mark" -> buffer.add(message.path("mark").path("name").asString());
            case "clear" -> {
                clears++;
                buffer.forEach(this::back);
                buffer.clear();
            }
            default -> throw new AssertionError("no carrier knows " + message);
        }
        if (atOnce) {
            play(Integer.MAX_VALUE);
        }
    }

    private void back(String mark) {
        if (!mark.isEmpty()) {
            connection.sendText(
                    "{\"event\":\"mark\",\"sequenceNumber\":\"1\",\"streamSid\":\"MZ18ad3ab5a668481ce02b83e7395059f0\",\"mark\":{\"name\":\""
                            + mark
                            + "\"}}");
        }
    }

    synchronized void play(int millis) {
        int left = millis;
        while (!buffer.isEmpty() && (left > 0 || !buffer.element().isEmpty())) {
            String next = buffer.remove();
            back(next);
            if (next.isEmpty()) {
                left -= FRAME_MILLIS;
                played += FRAME_MILLIS;
            }
        }
    }

    synchronized void playsAtOnce() {
        atOnce = true;
        play(Integer.MAX_VALUE);
    }

    synchronized int waiting() {
        return (int) buffer.stream().filter(String::isEmpty).count() * FRAME_MILLIS;
    }

    synchronized int heardMillis() {
        return played;
    }

    synchronized int clears() {
        return clears;
    }

    @Override
    public void onClose(WebSocketClose close) {
        // the test looks at the session
    }
}
