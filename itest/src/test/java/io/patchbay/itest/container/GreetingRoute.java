package io.patchbay.itest.container;

import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;

/** A route that a bundle brings. */
public final class GreetingRoute implements HttpRoute {

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/greeting/{name}";
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Exchange) GreetingRoute::greet;
    }

    private static void greet(HttpExchange exchange) {
        String name = exchange.request().pathParameters().getOrDefault("name", "");
        exchange.respond(HttpResponse.text(200, "Hello " + name));
    }

    /** Called by the container. */
    public void activate() {}
}
