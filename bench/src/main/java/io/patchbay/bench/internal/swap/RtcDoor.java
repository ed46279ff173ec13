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
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** The door for pages, as programs use it: each second call has its sound over WebRTC. */
final class RtcDoor implements ToneEntrance {

    private static final String SECRET = "a-secret-of-the-bench";
    private static final String TRIAL = "trial";
    private static final String PID = "io.patchbay.transport.browser";

    private final int port;
    private final EventLoops loops = EventLoops.create(1);
    private final HttpClient http = HttpClient.newHttpClient();

    /** What is done when a call comes that only tries the door. */
    private volatile Runnable tried = () -> {};

    private RtcDoor(int port) {
        this.port = port;
    }

    /** Says in the container where the door is to be. */
    static RtcDoor configure(Container container) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, Object> settings =
                Map.of(
                        "port",
                        String.valueOf(port),
                        "secret",
                        SECRET,
                        "calls",
                        "1000",
                        "calls-per-source",
                        "1000");
        container.configure(PID, settings);
        return new RtcDoor(port);
    }

    @Override
    public void serve(BundleContext context, RtcCalls calls) {
        CallRouter router =
                call -> {
                    String name = call.metadata().getOrDefault("name", "");
                    if (name.equals(TRIAL)) {
                        tried.run();
                        return CompletableFuture.completedFuture(
                                new CallRouter.Decision.Refuse(486, "a trial"));
                    }
                    return CompletableFuture.completedFuture(
                            new CallRouter.Decision.Accept(calls.answering(name)));
                };
        context.registerService(CallRouter.class, router, null);
    }

    /** Before the door is open the old one answers, or nobody does but with 503. */
    @Override
    public boolean leads(BooleanSupplier there) {
        CompletableFuture<Boolean> led = new CompletableFuture<>();
        tried = () -> led.complete(there.getAsBoolean());
        try {
            WebSocket call =
                    http.newWebSocketBuilder()
                            .header("authorization", "Bearer " + credential(TRIAL))
                            .buildAsync(socket(), new Trial(led))
                            .join();
            boolean answer =
                    led.completeOnTimeout(false, Container.PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .join();
            call.abort();
            return answer;
        } catch (BenchException | CompletionException e) {
            return false; // refused while the doors change
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A call that is turned away by the door itself has led to nobody. */
    private static final class Trial implements WebSocket.Listener {
        private final CompletableFuture<Boolean> led;

        Trial(CompletableFuture<Boolean> led) {
            this.led = led;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket call, int status, String reason) {
            led.complete(false);
            return null;
        }

        @Override
        public void onError(WebSocket call, Throwable error) {
            led.complete(false);
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + "/browser" + path);
    }

    @Override
    public void call(RtcCalls calls, int count) throws InterruptedException {
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
        return new BrowserSocketCaller(loops, socket(), credential, call, seed);
    }

    private URI socket() {
        return URI.create(at("/socket?rate=24000").toString().replaceFirst("http", "ws"));
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
