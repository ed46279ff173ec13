package io.patchbay.bench.internal.swap;

import io.patchbay.api.transport.CallRouter;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.load.Say;
import io.patchbay.bench.internal.rtc.BrowserRtcCaller;
import io.patchbay.bench.internal.rtc.BrowserSocketCaller;
import io.patchbay.bench.internal.rtc.ToneCall;
import io.patchbay.bench.internal.rtc.ToneCaller;
import io.patchbay.net.EventLoops;
import io.patchbay.rtc.RtcEngines;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The door for pages, as programs use it: each second call has its sound over WebRTC. */
final class RtcDoor implements AutoCloseable {

    private static final String SECRET = "a-secret-of-the-bench";
    private static final String PID = "io.patchbay.transport.browser";

    private final int port;
    private final EventLoops loops = EventLoops.create(1);
    private final HttpClient http = HttpClient.newHttpClient();

    private RtcDoor(int port) {
        this.port = port;
    }

    /** Says in the container where the door is to be. */
    static RtcDoor configure(Container container) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Dictionary<String, Object> settings = new Hashtable<>();
        settings.put("port", String.valueOf(port));
        settings.put("secret", SECRET);
        settings.put("calls", "1000");
        settings.put("calls-per-source", "1000");
        try {
            ServiceReference<?> admin =
                    Objects.requireNonNull(
                            container
                                    .context()
                                    .getAllServiceReferences(
                                            "org.osgi.service.cm.ConfigurationAdmin", null))[0];
            Object service = Objects.requireNonNull(container.context().getService(admin));
            Class<?> type =
                    service.getClass()
                            .getClassLoader()
                            .loadClass("org.osgi.service.cm.ConfigurationAdmin");
            Object configuration =
                    type.getMethod("getConfiguration", String.class, String.class)
                            .invoke(service, PID, "?");
            service.getClass()
                    .getClassLoader()
                    .loadClass("org.osgi.service.cm.Configuration")
                    .getMethod("update", Dictionary.class)
                    .invoke(configuration, settings);
        } catch (InvalidSyntaxException
                | ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new BenchException("the container cannot be configured: " + e, e);
        }
        return new RtcDoor(port);
    }

    /** Calls are answered from now on. */
    void serve(BundleContext context, RtcCalls calls) {
        CallRouter router =
                call ->
                        CompletableFuture.completedFuture(
                                new CallRouter.Decision.Accept(
                                        calls.answering(call.metadata().getOrDefault("name", ""))));
        context.registerService(CallRouter.class, router, null);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + "/browser" + path);
    }

    /** So many call, are answered, and speak. */
    void call(RtcCalls calls, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            String name = calls.newName();
            ToneCall call = calls.call(name);
            ToneCaller caller = caller(name, call, i % 2 == 0, i);
            Container.await("a line for " + name, () -> call.lines() > 0);
            calls.join(new RtcCalls.One(name, caller, call, false));
        }
    }

    private ToneCaller caller(String name, ToneCall call, boolean webRtc, int seed)
            throws InterruptedException {
        String credential = credential(name);
        if (webRtc) {
            return new BrowserRtcCaller(
                    RtcEngines.best(),
                    loops.next(),
                    this::answer,
                    at("/calls"),
                    credential,
                    call,
                    seed);
        }
        URI socket = URI.create(at("/socket?rate=24000").toString().replaceFirst("http", "ws"));
        return new BrowserSocketCaller(loops, socket, credential, call, seed);
    }

    private String credential(String name) throws InterruptedException {
        String wish = "{\"metadata\":{\"name\":\"" + name + "\"}}";
        try {
            HttpResponse<String> minted =
                    http.send(
                            post(at("/credentials"), SECRET, wish, "application/json"),
                            HttpResponse.BodyHandlers.ofString());
            if (minted.statusCode() != 201) {
                throw new BenchException("no credential: " + minted.statusCode());
            }
            return Say.JSON.readTree(minted.body()).path("credential").asString("");
        } catch (IOException e) {
            throw new BenchException("the door for pages is not open: " + e.getMessage(), e);
        }
    }

    private CompletionStage<String> answer(URI offers, String credential, String offer) {
        return http.sendAsync(
                        post(offers, credential, offer, "application/sdp"),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(
                        answer -> {
                            if (answer.statusCode() != 201) {
                                throw new BenchException(
                                        "the door for pages says "
                                                + answer.statusCode()
                                                + ": "
                                                + answer.body());
                            }
                            return answer.body();
                        });
    }

    private static HttpRequest post(URI to, String bearer, String body, String type) {
        return HttpRequest.newBuilder(to)
                .header("authorization", "Bearer " + bearer)
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        loops.close();
    }
}
