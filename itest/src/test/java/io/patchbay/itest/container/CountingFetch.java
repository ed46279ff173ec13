package io.patchbay.itest.container;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A fetch of somebody's bundle; says how often it was asked. */
public final class CountingFetch implements UpgradeFetch {

    private final AtomicInteger asked = new AtomicInteger();

    /** For the container. */
    public CountingFetch() {}

    void activate() {}

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        asked.incrementAndGet();
        return UpgradeFetch.http1().fetch(request, loop);
    }

    @Override
    public String toString() {
        return asked.toString();
    }
}
