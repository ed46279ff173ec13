package io.patchbay.management.internal;

import io.patchbay.management.resource.Resource;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A resource behind the door.
 *
 * @param resource what answers
 * @param keeper is asked first; whom it lets in may do everything
 */
public record DoorRoute(Resource resource, Doorkeeper keeper) implements HttpRoute {

    @Override
    public String method() {
        return resource.method();
    }

    @Override
    public String path() {
        return resource.path();
    }

    @Override
    public int maxBodyBytes() {
        return resource.maxBodyBytes();
    }

    @Override
    public CompletionStage<Optional<HttpResponse>> authenticate(IncomingRequest request) {
        return CompletableFuture.completedFuture(keeper.refusal(request));
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Exchange) this::serve;
    }

    private void serve(HttpExchange http) {
        DoorExchange exchange = new DoorExchange(http);
        try {
            resource.serve(exchange);
        } catch (IllegalArgumentException e) {
            exchange.error(400, String.valueOf(e.getMessage()));
        }
    }
}
