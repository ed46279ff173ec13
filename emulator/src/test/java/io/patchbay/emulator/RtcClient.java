package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.net.EventLoops;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** A caller over WebRTC, on the engine of this machine. */
final class RtcClient implements AutoCloseable, RtcLink.Listener {
    private static final long PATIENCE_SECONDS = 60;

    private final SerialLoop loop = EventLoops.shared().next();
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final List<JsonNode> seen = new ArrayList<>();
    private final CompletableFuture<RtcException> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> textOpen = new CompletableFuture<>();
    private final AtomicLong loudFrames = new AtomicLong();
    private final RtcLink link;
    private String location = "";

    private RtcClient() throws Exception {
        CompletableFuture<RtcLink> opened = new CompletableFuture<>();
        loop.execute(
                () ->
                        opened.complete(
                                RtcLink.open(
                                        RtcEngines.best(),
                                        RtcSettings.defaults().withSendAhead(10_000, 0),
                                        loop,
                                        this)));
        link = get(opened);
    }

    private static <T> T get(CompletableFuture<T> stage) throws Exception {
        return stage.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Calls with a key and waits until packets and events flow. */
    static RtcClient call(Emulator emulator) throws Exception {
        return call(emulator, "test-key");
    }

    /** The same with a key of one's own. */
    static RtcClient call(Emulator emulator, String key) throws Exception {
        RtcClient client = new RtcClient();
        return client.begin(client.post(emulator, key, "application/sdp", client.offer()));
    }

    /** The same with settings in a form. */
    static RtcClient callWith(Emulator emulator, String key, String session) throws Exception {
        RtcClient client = new RtcClient();
        String form =
                "--frontier\r\nContent-Disposition: form-data; name=\"sdp\"\r\n"
                        + "Content-Type: application/sdp\r\n\r\n"
                        + client.offer()
                        + "\r\n--frontier\r\nContent-Disposition: form-data; name=\"session\"\r\n"
                        + "Content-Type: application/json\r\n\r\n"
                        + session
                        + "\r\n--frontier--\r\n";
        return client.begin(
                client.post(emulator, key, "multipart/form-data; boundary=frontier", form));
    }

    private RtcClient begin(HttpResponse<String> answer) throws Exception {
        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals("application/sdp", answer.headers().firstValue("content-type").orElse(""));
        accept(answer);
        get(textOpen);
        get(connected);
        return this;
    }

    /** Makes an offer that nobody takes up. */
    static HttpResponse<String> offerOnly(Emulator emulator) throws Exception {
        try (RtcClient client = new RtcClient()) {
            return client.post(emulator, "test-key", "application/sdp", client.offer());
        }
    }

    private String offer() throws Exception {
        CompletableFuture<String> offer = new CompletableFuture<>();
        loop.execute(
                () ->
                        link.offer()
                                .whenComplete(
                                        (sdp, failure) -> {
                                            if (failure == null) {
                                                offer.complete(sdp);
                                            } else {
                                                offer.completeExceptionally(failure);
                                            }
                                        }));
        return get(offer);
    }

    private HttpResponse<String> post(Emulator emulator, String key, String type, String body)
            throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(emulator.restUri() + "/realtime/calls"))
                                .header("Authorization", "Bearer " + key)
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void accept(HttpResponse<String> answer) {
        location = answer.headers().firstValue("location").orElse("");
        loop.execute(() -> link.accept(answer.body()));
    }

    /** {@code /v1/realtime/calls/rtc_…} */
    String location() {
        return location;
    }

    /** {@code rtc_…} */
    String id() {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    RtcClient send(String json) {
        byte[] utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        loop.execute(() -> link.sendText(ByteBuffer.wrap(utf8)));
        return this;
    }

    /** Speaks, 24 kHz. */
    RtcClient play(short[] samples) {
        byte[] pcm = Sounds.pcm(samples);
        loop.execute(
                () -> {
                    for (int at = 0; at + 480 <= pcm.length; at += 480) {
                        if (!link.out().offer(ByteBuffer.wrap(pcm, at, 480))) {
                            throw new IllegalStateException("more than ten seconds");
                        }
                    }
                });
        return this;
    }

    /** Waits for the next event of a type. */
    JsonNode await(String type) throws InterruptedException {
        while (true) {
            JsonNode event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                return fail(
                        "Nothing more came after " + types() + ", ended: " + ended.getNow(null));
            }
            seen.add(event);
            if (type.equals(event.path("type").stringValue(""))) {
                return event;
            }
        }
    }

    /** Types of the events that were waited for, and of those before them. */
    List<String> types() {
        return seen.stream().map(e -> e.path("type").stringValue("")).toList();
    }

    /** How many pieces of 10 ms were loud so far. */
    long loudFrames() {
        return loudFrames.get();
    }

    /** How the far end ended it; waits for it. */
    RtcException ended() throws Exception {
        return get(ended);
    }

    @Override
    public void onState(RtcState state) {
        if (state == RtcState.CONNECTED) {
            connected.complete(null);
        }
    }

    @Override
    public void onTextOpen() {
        textOpen.complete(null);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        String frame = StandardCharsets.UTF_8.decode(utf8).toString();
        if (frame.startsWith("{")) {
            TypedModels.validate(frame);
            events.add(Json.parse(frame));
        } else {
            events.add(Json.object().put("type", "raw").put("frame", frame));
        }
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        int peak = 0;
        while (frame.remaining() >= 2) {
            int low = frame.get() & 0xff;
            peak = Math.max(peak, Math.abs((frame.get() << 8) | low));
        }
        if (peak > 2_000) {
            loudFrames.incrementAndGet();
        }
    }

    @Override
    public void onEnded(RtcException failure) {
        connected.completeExceptionally(failure);
        textOpen.completeExceptionally(failure);
        ended.complete(failure);
    }

    @Override
    public void close() {
        link.close().toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
