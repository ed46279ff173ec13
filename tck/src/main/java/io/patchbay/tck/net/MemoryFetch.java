package io.patchbay.tck.net;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A fetch without a network: the test is the server.
 *
 * <pre>{@code
 * MemoryFetch fetch = new MemoryFetch(upgrade -> {
 *     MemorySocket server = upgrade.accept();
 *     server.onText(server::say); // an echo
 * });
 * new WebSocketClient(fetch).connect(request, loop, listener);
 * }</pre>
 *
 * <p>The server may refuse, accept with a WebSocket or with bare bytes, fail, answer late from any
 * thread, or never; see {@link MemoryUpgrade}. Works on every {@link SerialLoop}, and is safe for
 * all threads.
 */
public final class MemoryFetch implements UpgradeFetch {

    private final String name;
    private final Consumer<MemoryUpgrade> server;

    /**
     * A fetch under the name {@code memory}.
     *
     * @param server is asked for each request, on the thread that calls {@link #fetch}; what it
     *     throws is thrown there
     */
    public MemoryFetch(Consumer<MemoryUpgrade> server) {
        this("memory", server);
    }

    /** A fetch under another name. */
    public MemoryFetch(String name, Consumer<MemoryUpgrade> server) {
        this.name = Objects.requireNonNull(name, "name");
        this.server = Objects.requireNonNull(server, "server");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        MemoryUpgrade upgrade = new MemoryUpgrade(request, loop);
        server.accept(upgrade);
        return upgrade.answer();
    }
}
