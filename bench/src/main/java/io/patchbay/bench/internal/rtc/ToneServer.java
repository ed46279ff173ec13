package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.load.Say;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketUpgrade;
import io.patchbay.rtc.RtcEngines;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider whose model speaks in markers, over WebSocket and over WebRTC. Each call has an
 * address of its own, so that its lines find each other.
 */
public final class ToneServer implements AutoCloseable {

    private final EventLoops loops;
    private final HttpServer server;
    private final ExecutorService engineCalls;
    private final boolean deaf;
    private final Map<String, ToneCall> calls = new ConcurrentHashMap<>();
    private final Set<RtcToneWire> wires = ConcurrentHashMap.newKeySet();
    private final AtomicLong made = new AtomicLong();

    private ToneServer(int port, boolean deaf) throws IOException {
        this.deaf = deaf;
        this.loops = EventLoops.create(1);
        this.engineCalls =
                Executors.newCachedThreadPool(task -> new Thread(task, "bench-tone-engine"));
        this.server =
                HttpServer.start(
                        HttpServerConfig.builder().port(port).build(),
                        loops,
                        List.of(
                                HttpRoute.of("POST", "/{call}/v1/realtime/calls", this::answer),
                                HttpRoute.webSocket("/{call}/v1/realtime", this::upgrade)));
    }

    /** Listens. */
    public static ToneServer start() throws IOException {
        return new ToneServer(0, false);
    }

    /** One that does not listen to what it is told by voice, so that it costs little. */
    public static ToneServer startDeaf(int port) throws IOException {
        return new ToneServer(port, true);
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** The call of this name. */
    public ToneCall call(String name) {
        return calls.computeIfAbsent(name, key -> new ToneCall());
    }

    /** Forgets a call that is over. */
    public void forget(String name) {
        calls.remove(name);
    }

    /** Where a WebSocket finds this call. */
    public URI socket(String name) {
        return URI.create("ws://127.0.0.1:" + port() + "/" + name + "/v1/realtime");
    }

    /** Where an offer finds it. */
    public URI offers(String name) {
        return URI.create("http://127.0.0.1:" + port() + "/" + name + "/v1/realtime/calls");
    }

    private void upgrade(WebSocketUpgrade upgrade) {
        SocketToneWire wire =
                new SocketToneWire(call(name(upgrade.request().pathParameters())), deaf);
        WebSocketUpgrade.Acceptance plain = WebSocketUpgrade.Acceptance.plain();
        upgrade.accept(
                upgrade.subprotocols().contains("realtime")
                        ? plain.withSubprotocol("realtime")
                        : plain,
                wire);
    }

    private static String name(Map<String, String> parameters) {
        return parameters.getOrDefault("call", "");
    }

    private void answer(HttpExchange exchange) {
        Offer offer =
                Offer.read(
                        exchange.request().headers().first("content-type").orElse(""),
                        new String(exchange.body(), StandardCharsets.UTF_8));
        ToneCall call = call(name(exchange.request().pathParameters()));
        SerialLoop loop = loops.next();
        CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        // an engine may have to be loaded
        engineCalls.execute(
                () -> {
                    try {
                        var engine = RtcEngines.best();
                        loop.execute(
                                () -> {
                                    RtcToneWire wire =
                                            new RtcToneWire(
                                                    engine, loop, call, deaf, wires::remove);
                                    wires.add(wire);
                                    wire.answer(offer.sdp(), offer.session())
                                            .whenComplete(
                                                    (sdp, failure) ->
                                                            complete(answer, sdp, failure));
                                });
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        exchange.respond(answer);
    }

    private void complete(
            CompletableFuture<HttpResponse> answer,
            @org.jspecify.annotations.Nullable String sdp,
            @org.jspecify.annotations.Nullable Throwable failure) {
        answer.complete(
                sdp == null
                        ? HttpResponse.text(400, String.valueOf(failure))
                        : HttpResponse.of(201, "application/sdp", sdp)
                                .with(
                                        "location",
                                        "/v1/realtime/calls/rtc_" + made.incrementAndGet()));
    }

    @Override
    public void close() {
        server.close();
        CompletableFuture.allOf(
                        wires.stream().map(RtcToneWire::end).toArray(CompletableFuture[]::new))
                .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
        engineCalls.shutdown();
        loops.close();
    }

    /** What a client posts: a description, and perhaps a session. */
    record Offer(String sdp, ObjectNode session) {

        static Offer read(String type, String body) {
            if (!type.startsWith("multipart/")) {
                return new Offer(body, Say.JSON.createObjectNode());
            }
            String boundary = type.replaceAll("(?i).*boundary=\"?([^\";]+).*", "$1");
            String sdp = "";
            ObjectNode session = Say.JSON.createObjectNode();
            for (String part : body.split("--" + java.util.regex.Pattern.quote(boundary))) {
                int head = part.indexOf("\r\n\r\n");
                if (head < 0) {
                    continue;
                }
                String content = part.substring(head + 4).replaceFirst("\r\n$", "");
                String headers = part.substring(0, head);
                if (headers.contains("name=\"sdp\"") || headers.contains("name=sdp")) {
                    sdp = content;
                } else if (headers.contains("name=\"session\"")
                        && Say.JSON.readTree(content) instanceof ObjectNode given) {
                    session = given;
                }
            }
            return new Offer(sdp.endsWith("\n") ? sdp : sdp + "\r\n", session);
        }
    }
}
