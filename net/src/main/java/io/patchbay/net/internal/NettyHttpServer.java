package io.patchbay.net.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import java.util.Collection;

public final class NettyHttpServer {
    private NettyHttpServer() {}

    public static HttpServer start(
            HttpServerConfig config, EventLoops loops, Collection<? extends HttpRoute> routes) {
        throw new UnsupportedOperationException("http server");
    }
}
