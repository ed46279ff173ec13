package io.patchbay.bench.internal.edge;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.client.ServerProcess;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.line.LineSettings;
import io.patchbay.net.line.LineTransport;
import io.patchbay.net.relay.RelayTokens;
import io.patchbay.net.websocket.WebSocketClient;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** All ways to reach the echo that there are here, with the processes in between. */
final class Ways implements AutoCloseable {

    private static final String WORKERD = "cloudflare http1, our worker in workerd";
    private static final String MODEL = "gpt-realtime";

    private final List<Way> all = new ArrayList<>();
    private final Map<String, TransportFactory> factories = new HashMap<>();
    private final Deque<AutoCloseable> processes = new ArrayDeque<>();

    private Ways() {}

    /** Starts what they need; what there is not is told to {@code results}. */
    static Ways start(EdgePlan plan, Results results) {
        Ways ways = new Ways();
        try {
            ways.add(plan, results);
            return ways;
        } catch (RuntimeException e) {
            ways.close();
            throw e;
        }
    }

    private void add(EdgePlan plan, Results results) {
        ServerProcess echo = ServerProcess.startEcho();
        processes.push(echo);
        Endpoint direct = Endpoint.of(echo.uri());
        all.add(
                Way.direct(
                        Way.DIRECT,
                        "transport websocket",
                        () -> plug("websocket", Map.of()),
                        () -> direct));
        for (String name : List.of("http1", "http2")) {
            if (fetch(name).isPresent()) {
                all.add(
                        Way.direct(
                                name,
                                "cloudflare " + name,
                                () -> plug("cloudflare", Map.of("fetch", name)),
                                () -> direct));
            } else {
                results.notMeasured("cloudflare " + name + ": there is no such fetch here");
            }
        }
        foreign(new BytesFetch(), "bytes", "cloudflare over foreign bytes", direct);
        foreign(new MessagesFetch(), "messages", "cloudflare over foreign messages", direct);
        ServerProcess relay = ServerProcess.startRelay(echo.uri());
        processes.push(relay);
        Endpoint relayed = Endpoint.of(relay.uri());
        all.add(
                new Way(
                        "relay",
                        "cloudflare http1, bare Java relay",
                        () -> plug("cloudflare", Map.of("fetch", "http1")),
                        () -> relayed,
                        OptionalLong.of(relay.pid())));
        Optional<String> missing = WorkerProcess.missing(plan.workerd());
        try {
            if (missing.isEmpty()) {
                worker(plan, echo.uri());
            }
        } catch (BenchException e) {
            missing = Optional.of(String.valueOf(e.getMessage()));
        }
        missing.ifPresent(why -> results.notMeasured(WORKERD + ": " + why));
    }

    private void foreign(UpgradeFetch fetch, String id, String name, Endpoint to) {
        TransportCapabilities capabilities =
                new TransportCapabilities(
                        "cloudflare", TransportCapabilities.Media.MESSAGES, false, false);
        // not named as a service: then it would be the default of everybody on this class path
        Supplier<RealtimeTransport> line =
                () ->
                        new LineTransport(
                                new WebSocketClient(fetch),
                                LineSettings.read(Settings.EMPTY),
                                capabilities);
        all.add(Way.direct(id, name, line, () -> to));
    }

    private void worker(EdgePlan plan, URI echo) {
        Secret secret = RelayTokens.newSecret();
        WorkerProcess workerd = WorkerProcess.start(echo, secret, 0, plan.workerd());
        processes.push(workerd);
        RelayTokens tokens = RelayTokens.builder(secret).model(MODEL).build();
        URI address =
                URI.create("ws://127.0.0.1:" + workerd.port() + "/v1/realtime?model=" + MODEL);
        all.add(
                new Way(
                        "workerd",
                        WORKERD,
                        () -> plug("cloudflare", Map.of("fetch", "http1")),
                        () ->
                                new Endpoint(
                                        address,
                                        Map.of(),
                                        Map.of(
                                                "authorization",
                                                Secret.of("Bearer " + tokens.mint())),
                                        List.of("realtime")),
                        OptionalLong.of(workerd.pid())));
    }

    private static Optional<UpgradeFetch> fetch(String name) {
        return ServiceLoader.load(UpgradeFetch.class, Ways.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(fetch -> fetch.name().equals(name))
                .findFirst();
    }

    /** A transport as the runtime makes it: by a factory that is kept. */
    private RealtimeTransport plug(String name, Map<String, String> settings) {
        TransportFactory factory = factories.computeIfAbsent(name, Ways::factory);
        return factory.create(
                Settings.of(settings),
                new PlugContext() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public Executor workers() {
                        return Runnable::run;
                    }
                });
    }

    private static TransportFactory factory(String name) {
        return ServiceLoader.load(TransportFactory.class, Ways.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.capabilities().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BenchException("there is no transport " + name));
    }

    List<Way> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        for (AutoCloseable process : processes) {
            try {
                process.close();
            } catch (Exception e) {
                throw new BenchException("a process does not end: " + e.getMessage(), e);
            }
        }
    }
}
