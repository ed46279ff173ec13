package io.patchbay.transport.twilio.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.tck.conformance.Caller;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A carrier with one call: connects, sends what the caller says, keeps what it is to play, and
 * plays when it is told to, or at once. It returns marks when all before them was played or
 * cleared.
 */
final class Phone implements Caller, WebSocketListener {

    private static final int FRAME = 160;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** All texts, as they came. */
    final List<ObjectNode> messages = new CopyOnWriteArrayList<>();

    final CompletableFuture<WebSocketClose> closed = new CompletableFuture<>();
    private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
    private final Spelling spelling;
    private final Deque<Object> buffer = new ArrayDeque<>();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final List<String> early = new ArrayList<>();
    private @Nullable WebSocketConnection opened;
    private final List<String> cleared = new ArrayList<>();
    private boolean atOnce = true;
    private boolean keepsMarks;
    private long time;
    private int sequence = 1;
    private String stream = "";

    /** How a carrier writes what differs between carriers. */
    enum Spelling {
        TWILIO,
        TELNYX
    }

    private Phone(Spelling spelling) {
        this.spelling = spelling;
    }

    /** A call at a door, begun and started. */
    static Phone call(URI base) {
        return call(base, Spelling.TWILIO);
    }

    static Phone call(URI base, Spelling spelling) {
        Phone phone = open(base, spelling);
        int number = COUNT.incrementAndGet();
        phone.begin("MZ" + number, "CA" + number, Map.of());
        return phone;
    }

    /** A line on which nothing was said yet. */
    static Phone open(URI base, Spelling spelling) {
        URI uri = Lines.stream(base);
        return spelling == Spelling.TWILIO
                ? open(uri, spelling, Signature.HEADER, Lines.signature(uri.toString(), Map.of()))
                : open(uri, spelling, "x-telnyx-streaming-auth-token", Lines.TOKEN);
    }

    static Phone open(URI uri, Spelling spelling, String header, String value) {
        Phone phone = new Phone(spelling);
        var request = WebSocketRequest.builder(uri).header(header, value);
        new WebSocketClient()
                .connect(request.build(), EventLoops.shared().next(), phone)
                .whenComplete(
                        (open, failure) -> {
                            if (failure != null) {
                                phone.connection.completeExceptionally(failure);
                                phone.closed.complete(
                                        new WebSocketClose(
                                                1006,
                                                String.valueOf(failure.getMessage()),
                                                WebSocketClose.Initiator.NETWORK,
                                                false));
                            }
                        });
        return phone;
    }

    // ---- what the carrier sends

    synchronized void send(String json) {
        WebSocketConnection open = opened;
        if (open == null) {
            early.add(json);
        } else {
            open.sendText(json);
        }
    }

    private boolean twilio() {
        return spelling == Spelling.TWILIO;
    }

    private synchronized String head(String event) {
        return "{\"event\":\""
                + event
                + "\",\""
                + (twilio() ? "sequenceNumber" : "sequence_number")
                + "\":\""
                + sequence++
                + "\"";
    }

    private String tail() {
        return (twilio() ? "\"streamSid\":\"" : "\"stream_id\":\"") + stream + "\"}";
    }

    /** The two messages with which a stream begins. */
    void begin(String stream, String call, Map<String, String> parameters) {
        send(
                twilio()
                        ? "{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}"
                        : "{\"event\":\"connected\",\"version\":\"1.0.0\"}");
        start(stream, call, parameters);
    }

    synchronized void start(String stream, String call, Map<String, String> parameters) {
        this.stream = stream;
        StringBuilder given = new StringBuilder();
        parameters.forEach(
                (name, value) ->
                        given.append(given.isEmpty() ? "" : ",")
                                .append('"' + name + "\":\"" + value + '"'));
        send(
                twilio()
                        ? head("start")
                                + ",\"start\":{\"accountSid\":\"AC0001\",\"streamSid\":\""
                                + stream
                                + "\",\"callSid\":\""
                                + call
                                + "\",\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":"
                                + "\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1},"
                                + "\"customParameters\":{"
                                + given
                                + "}},\"streamSid\":\""
                                + stream
                                + "\"}"
                        : head("start")
                                + ",\"start\":{\"user_id\":\"3E6F995F\",\"call_control_id\":\""
                                + call
                                + "\",\"client_state\":\"aGF2ZSBhIG5pY2UgZGF5ID1d\",\"from\":"
                                + "\"+13122010094\",\"to\":\"+13122123456\",\"custom_parameters\":{"
                                + given
                                + "},\"media_format\":{\"encoding\":\"PCMU\",\"sample_rate\":8000,"
                                + "\"channels\":1}},\"stream_id\":\""
                                + stream
                                + "\"}");
    }

    /** Sound that begins at a time of the stream. */
    synchronized void media(String timestamp, byte[] sound) {
        send(
                head("media")
                        + ",\"media\":{\"track\":\"inbound\",\"chunk\":\"1\",\"timestamp\":\""
                        + timestamp
                        + "\",\"payload\":\""
                        + Base64.getEncoder().encodeToString(sound)
                        + "\"},"
                        + tail());
    }

    void press(String digit) {
        send(
                head("dtmf")
                        + ",\"dtmf\":{\"track\":\"inbound_track\",\"digit\":\""
                        + digit
                        + "\"},"
                        + tail());
    }

    void stop() {
        send(
                head("stop")
                        + ",\"stop\":{\"accountSid\":\"AC0001\",\"callSid\":\"CA0001\"},"
                        + tail());
    }

    void returnMark(String name) {
        send(head("mark") + ",\"mark\":{\"name\":\"" + name + "\"}," + tail());
    }

    // ---- what the carrier plays

    /** From now on nothing is played but what {@link #play} says. */
    synchronized Phone byHand() {
        atOnce = false;
        return this;
    }

    /** Returns no marks any more. */
    synchronized Phone withoutMarks() {
        keepsMarks = true;
        return this;
    }

    /** Plays so many milliseconds of what there is. */
    synchronized void play(int millis) {
        int left = millis * 8;
        while (!buffer.isEmpty()) {
            Object first = buffer.peek();
            if (first instanceof String mark) {
                back(mark);
            } else if (first instanceof byte[] sound && left > 0) {
                heard.writeBytes(sound);
                left -= sound.length;
            } else {
                return;
            }
            buffer.poll();
        }
    }

    private void back(String mark) {
        if (!keepsMarks) {
            returnMark(mark);
        }
    }

    /** Milliseconds that wait to be played. */
    synchronized int waiting() {
        return buffer.stream()
                        .mapToInt(each -> each instanceof byte[] sound ? sound.length : 0)
                        .sum()
                / 8;
    }

    /** Whether no sound waits behind the last mark. */
    synchronized boolean markedToTheEnd() {
        return !(buffer.peekLast() instanceof byte[]);
    }

    /** The marks that came back because of a clear. */
    synchronized List<String> cleared() {
        return List.copyOf(cleared);
    }

    long count(String event) {
        return messages.stream()
                .filter(each -> each.path("event").asString("").equals(event))
                .count();
    }

    // ---- what the connection says

    @Override
    public synchronized void onOpen(WebSocketConnection open) {
        early.forEach(open::sendText);
        opened = open;
        connection.complete(open);
    }

    @Override
    public synchronized void onText(ByteBuffer text) {
        ObjectNode message =
                Json.object(text.array(), text.arrayOffset() + text.position(), text.remaining());
        messages.add(message);
        switch (message.path("event").asString("")) {
            case "media" ->
                    buffer.add(
                            Base64.getDecoder()
                                    .decode(message.path("media").path("payload").asString()));
            case "mark" -> buffer.add(message.path("mark").path("name").asString());
            case "clear" -> {
                for (Object each : buffer) {
                    if (each instanceof String mark) {
                        cleared.add(mark);
                        back(mark);
                    }
                }
                buffer.clear();
            }
            default -> throw new AssertionError("no carrier knows this: " + message);
        }
        if (atOnce) {
            play(Integer.MAX_VALUE / 8);
        }
    }

    @Override
    public void onClose(WebSocketClose close) {
        closed.complete(close);
    }

    WebSocketConnection line() throws Exception {
        return connection.get(60, TimeUnit.SECONDS);
    }

    WebSocketClose end() throws Exception {
        return closed.get(60, TimeUnit.SECONDS);
    }

    // ---- a caller of the kit

    @Override
    public synchronized void say(byte[] sound) {
        for (int from = 0; from < sound.length; from += FRAME) {
            byte[] frame = Arrays.copyOfRange(sound, from, Math.min(sound.length, from + FRAME));
            media(Long.toString(time / 8), frame);
            time += frame.length;
        }
    }

    @Override
    public synchronized byte[] heard() {
        return heard.toByteArray();
    }

    @Override
    public void hangUp() {
        stop();
        connection.thenAccept(open -> open.close(1000, ""));
    }

    @Override
    public void vanish() {
        connection.thenAccept(WebSocketConnection::abort);
    }

    @Override
    public boolean isGone(Duration patience) throws Exception {
        try {
            closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
