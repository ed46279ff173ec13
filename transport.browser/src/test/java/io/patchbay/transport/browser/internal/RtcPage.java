package io.patchbay.transport.browser.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.tck.conformance.Caller;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A caller over WebRTC, with real packets. */
final class RtcPage implements Caller, RtcLink.Listener {

    private static final int PIECE = 960;

    private final SerialLoop loop = EventLoops.shared().next();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final Queue<ByteBuffer> unsaid = new ArrayDeque<>();
    private final BlockingQueue<ObjectNode> news = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> gone = new CompletableFuture<>();
    private final CompletableFuture<RtcLink> link = new CompletableFuture<>();
    final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    final String credential;

    private RtcPage(String credential) {
        this.credential = credential;
    }

    /** Calls with a fresh credential; one who finds nobody is gone. */
    static RtcPage call(URI base) throws Exception {
        String credential;
        try {
            credential = Doors.credential(base);
        } catch (ExecutionException | AssertionError e) {
            RtcPage nobody = new RtcPage("");
            nobody.gone.complete("nobody is there");
            return nobody;
        }
        RtcPage page = new RtcPage(credential);
        page.loop.execute(() -> page.begin(base));
        return page;
    }

    private void begin(URI base) {
        RtcLink made =
                RtcLink.open(
                        RtcEngines.best(), RtcSettings.defaults().withSendRate(48_000), loop, this);
        link.complete(made);
        made.offer()
                .thenCompose(
                        offer ->
                                new HttpClient()
                                        .send(
                                                HttpRequest.builder(
                                                                "POST", URI.create(base + "/calls"))
                                                        .header(
                                                                "authorization",
                                                                "Bearer " + credential)
                                                        .body("application/sdp", offer)
                                                        .build(),
                                                loop))
                .whenComplete(
                        (response, failure) -> {
                            if (failure != null) {
                                gone.complete("" + failure.getMessage());
                                return;
                            }
                            answer.complete(response);
                            if (response.status() == 201) {
                                made.accept(response.text());
                            } else {
                                made.close();
                                gone.complete("refused with " + response.status());
                            }
                        });
    }

    /** Offers another way to the door, as one does who lost the first; what the door answers. */
    HttpResponse restart(URI call) throws Exception {
        RtcLink made = link.get(60, TimeUnit.SECONDS);
        CompletableFuture<HttpResponse> answered = new CompletableFuture<>();
        loop.execute(
                () ->
                        made.restart()
                                .thenCompose(
                                        offer ->
                                                new HttpClient()
                                                        .send(
                                                                HttpRequest.builder("PATCH", call)
                                                                        .header(
                                                                                "authorization",
                                                                                "Bearer "
                                                                                        + credential)
                                                                        .body(
                                                                                "application/sdp",
                                                                                offer)
                                                                        .build(),
                                                                loop))
                                .whenComplete(
                                        (response, failure) -> {
                                            if (failure != null) {
                                                answered.completeExceptionally(failure);
                                                return;
                                            }
                                            if (response.status() == 200) {
                                                made.accept(response.text());
                                            }
                                            answered.complete(response);
                                        }));
        return answered.get(60, TimeUnit.SECONDS);
    }

    /** Says something over the text channel, which is open. */
    void send(String json) {
        loop.execute(
                () -> link.join().sendText(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))));
    }

    /** The next event of this type. */
    ObjectNode next(String type) throws Exception {
        while (true) {
            @Nullable ObjectNode event = news.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + type + "; " + gone);
            }
            if (event.path("type").asString().equals(type)) {
                return event;
            }
        }
    }

    String end() throws Exception {
        return gone.get(60, TimeUnit.SECONDS);
    }

    private void push() {
        RtcLink to = link.join();
        for (ByteBuffer piece = unsaid.peek(); piece != null; piece = unsaid.peek()) {
            if (!to.out().offer(piece)) {
                return;
            }
            unsaid.remove();
        }
    }

    @Override
    public void onTextOpen() {}

    @Override
    public void onText(ByteBuffer utf8) {
        news.add(Json.object(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining()));
    }

    @Override
    public void onSoundWritable() {
        push();
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        synchronized (sound) {
            sound.writeBytes(bytes);
        }
    }

    @Override
    public void onEnded(RtcException failure) {
        gone.complete("" + failure.getMessage());
    }

    @Override
    public void say(byte[] bytes) {
        loop.execute(
                () -> {
                    for (int from = 0; from < bytes.length; from += PIECE) {
                        unsaid.add(
                                ByteBuffer.wrap(bytes, from, Math.min(PIECE, bytes.length - from))
                                        .slice());
                    }
                    push();
                });
    }

    @Override
    public byte[] heard() {
        synchronized (sound) {
            return sound.toByteArray();
        }
    }

    @Override
    public void hangUp() {
        link.thenAccept(RtcLink::close);
        gone.complete("hung up");
    }

    @Override
    public void vanish() {
        hangUp();
    }

    @Override
    public boolean isGone(Duration patience) throws Exception {
        try {
            gone.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
