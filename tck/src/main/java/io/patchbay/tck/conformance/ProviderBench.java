package io.patchbay.tck.conformance;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.line.LineSettings;
import io.patchbay.net.line.LineTransport;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider's codec on a real line: a WebSocket server on loopback that plays the provider as its
 * {@link ServerDialect} speaks, and the line of {@code transport.websocket} to it. Needs {@code
 * io.patchbay.net}. For one test thread.
 */
public final class ProviderBench implements AutoCloseable {

    /** The key that lines present; nothing may show it. */
    static final String KEY = "sk-kit-3e21b0c9d4";

    static final TransportCapabilities WEBSOCKET =
            new TransportCapabilities(
                    "websocket", TransportCapabilities.Media.MESSAGES, false, false);

    /** What may wait on a line: little, so that a far end that does not read is soon noticed. */
    private static final int MAX_PENDING = 256 << 10;

    private final Patience patience;
    private final LentContext context = new LentContext("bench");
    private final EventLoops far = EventLoops.create(1);
    private final EventLoops near = EventLoops.create(1);
    private final BlockingQueue<BenchPeer> peers = new LinkedBlockingQueue<>();
    private final List<BenchLine> lines = new ArrayList<>();
    private final Supplier<? extends ServerDialect> dialects;
    private final ProviderConnector connector;
    private final HttpServer server;
    private volatile boolean replying = true;

    /**
     * A bench for the first profile of a provider without settings.
     *
     * @param dialects makes the far end of each connection
     * @throws IOException when it cannot listen
     */
    public ProviderBench(RealtimeProvider provider, Supplier<? extends ServerDialect> dialects)
            throws IOException {
        this(
                provider,
                provider.profiles().get(0),
                Settings.EMPTY,
                dialects,
                Duration.ofSeconds(30));
    }

    /**
     * A bench.
     *
     * @param dialects makes the far end of each connection
     * @param patience how long to wait for what must happen
     * @throws IOException when it cannot listen
     */
    public ProviderBench(
            RealtimeProvider provider,
            String profile,
            Settings settings,
            Supplier<? extends ServerDialect> dialects,
            Duration patience)
            throws IOException {
        this.dialects = dialects;
        this.patience = new Patience(patience);
        server =
                HttpServer.start(
                        HttpServerConfig.builder()
                                .host("127.0.0.1")
                                .port(0)
                                .shutdownTimeout(Duration.ofMillis(200))
                                .build(),
                        far,
                        List.of(HttpRoute.webSocket("/*", this::accept)));
        connector = provider.create(profile, settings, context);
    }

    private void accept(WebSocketUpgrade upgrade) {
        ServerDialect dialect = dialects.get();
        List<String> presented = new ArrayList<>(upgrade.subprotocols());
        upgrade.request().headers().entries().forEach(each -> presented.add(each.value()));
        String target = upgrade.request().path() + "?" + upgrade.request().query();
        BenchPeer peer = new BenchPeer(dialect, target, presented, replying);
        WebSocketUpgrade.Acceptance plain = WebSocketUpgrade.Acceptance.plain();
        upgrade.accept(
                        dialect.subprotocol(upgrade.subprotocols())
                                .map(plain::withSubprotocol)
                                .orElse(plain),
                        peer)
                .thenAccept(opened -> peers.add(peer));
    }

    /** Opens a line; returns when the provider has accepted it. */
    public BenchLine open(SessionConfig config) {
        return open(config, null, List.of());
    }

    /**
     * Opens a line; returns when the provider has accepted it.
     *
     * @param model the model, or null for the provider's default
     * @param history what was said before, for a provider that takes it at the opening
     */
    public BenchLine open(SessionConfig config, @Nullable String model, List<Item> history) {
        BenchLine line = begin(config, model, history, true);
        Patience.Outcome<?> outcome = patience.outcome(line.connecting);
        if (outcome.value() == null) {
            throw Finding.of(
                    "a line is open when the provider has accepted the opening",
                    "after " + line.heard() + ": " + outcome,
                    "call CodecContext.ready() then; or let ServerDialect.reply accept what is sent",
                    outcome.failure());
        }
        line.settle();
        return line;
    }

    /** A line on which the connection stands, and of which nobody knows more. */
    BenchLine begin(
            SessionConfig config, @Nullable String model, List<Item> history, boolean answering) {
        replying = answering;
        Endpoint endpoint = endpoint(model);
        BenchCodec codec = new BenchCodec(connector.openCodec());
        SerialLoop loop = near.next();
        BenchLine.Ear ear = new BenchLine.Ear();
        LineTransport transport =
                new LineTransport(
                        new WebSocketClient(near),
                        LineSettings.read(Settings.of(Map.of("maxPendingBytes", "" + MAX_PENDING))),
                        WEBSOCKET);
        ConnectRequest request =
                new ConnectRequest(
                        loop,
                        endpoint,
                        codec,
                        config,
                        model,
                        null,
                        null,
                        patience.limit(),
                        history);
        CompletionStage<io.patchbay.api.transport.Connected> connecting =
                BenchPeer.on(loop, () -> transport.connect(request, ear), patience);
        BenchLine line =
                new BenchLine(codec, loop, connecting, peer(connecting), transport, ear, patience);
        lines.add(line);
        return line;
    }

    private BenchPeer peer(CompletionStage<?> connecting) {
        try {
            BenchPeer peer = peers.poll(patience.limit().toMillis(), TimeUnit.MILLISECONDS);
            if (peer != null) {
                return peer;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Finding.of(
                "an endpoint leads to the address that was asked for",
                "no connection came to " + server.port() + "; " + patience.outcome(connecting),
                "take EndpointRequest.url in place of the provider's own address",
                null);
    }

    private Endpoint endpoint(@Nullable String model) {
        URI url = URI.create("ws://127.0.0.1:" + server.port() + dialects.get().path());
        EndpointRequest request =
                new EndpointRequest(WEBSOCKET, Credential.key(KEY), model, url, null);
        try {
            return connector.endpoint(request).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw Finding.of(
                    "endpoint finds out where a line goes",
                    Finding.shown(e.getCause()),
                    "complete the stage with an address",
                    e);
        }
    }

    /** Closes lines and server. */
    @Override
    public void close() {
        lines.forEach(BenchLine::close);
        connector.close();
        server.close();
        near.close();
        far.close();
        context.close();
    }
}
