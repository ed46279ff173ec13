package com.example.ownclient;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client in memory, whose server a test puts there. */
public final class MemoryClient implements UpgradeFetch {

    /** The way to the server of the test that runs. */
    public static volatile @Nullable UpgradeFetch server;

    /** For {@link java.util.ServiceLoader}. */
    public MemoryClient() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        return Objects.requireNonNull(server, "no test runs").fetch(request, loop);
    }
}
