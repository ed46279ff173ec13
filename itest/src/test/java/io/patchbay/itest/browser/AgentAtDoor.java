package io.patchbay.itest.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.emulator.Emulator;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.runtime.Patchbay;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** An agent of this JVM that answers callers of pages, with the emulator as its model. */
public final class AgentAtDoor implements AutoCloseable {

    private static final String SECRET = "the-secret-of-this-test";

    private final Emulator emulator;
    private final Patchbay patchbay;
    private final URI uri;

    private AgentAtDoor(Emulator emulator, Patchbay patchbay, URI uri) {
        this.emulator = emulator;
        this.patchbay = patchbay;
        this.uri = uri;
    }

    /** Opens the door at a path of its own, such as {@code /typed}. */
    public static AgentAtDoor open(String path) throws IOException {
        return open(path, CredentialSupplier.of("any"));
    }

    /** The same, whose model is reached once it has a key. */
    public static AgentAtDoor open(String path, CredentialSupplier key) throws IOException {
        Emulator emulator = Emulator.builder().start();
        SessionOptions options =
                SessionOptions.builder()
                        .agent(
                                RealtimeAgent.builder("echo")
                                        .instructions("Callers say:\n- what time is it\n- good bye")
                                        .build())
                        .line(
                                LineChoice.builder()
                                        .url(emulator.webSocketUri())
                                        .credentials(key)
                                        .build())
                        .build();
        Patchbay patchbay =
                Patchbay.builder()
                        .services(AgentAtDoor.class.getClassLoader())
                        .configure(
                                PlugKind.CALLER_LEG,
                                "browser",
                                Map.of(
                                        "port",
                                        "0",
                                        "path",
                                        path,
                                        ".secret",
                                        SECRET,
                                        "origins",
                                        "http://127.0.0.1:*"))
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new CallRouter.Decision.Accept(options)))
                        .build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Optional<HttpDoors.Listening> open =
                    HttpDoors.listening().stream()
                            .filter(each -> each.uri().getPath().equals(path + "/"))
                            .findFirst();
            if (open.isPresent()) {
                String there = open.get().uri().toString();
                return new AgentAtDoor(
                        emulator, patchbay, URI.create(there.substring(0, there.length() - 1)));
            }
            assertTrue(System.nanoTime() < end, "the door does not open");
            Thread.onSpinWait();
        }
    }

    /** Where pages call, without a slash at the end. */
    public URI uri() {
        return uri;
    }

    /** One for the next call. */
    public String credential() throws Exception {
        String answer =
                new HttpClient()
                        .send(
                                HttpRequest.builder("POST", URI.create(uri + "/credentials"))
                                        .header("authorization", "Bearer " + SECRET)
                                        .body("application/json", "{}")
                                        .build())
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .text();
        return new JsonMapper().readTree(answer).path("credential").asString();
    }

    @Override
    public void close() {
        patchbay.close();
        emulator.close();
    }
}
