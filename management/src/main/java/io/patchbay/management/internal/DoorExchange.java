package io.patchbay.management.internal;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.JsonBody;
import io.patchbay.management.resource.Permission;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request at the door, whose sender may do everything. */
final class DoorExchange implements Exchange {

    private final HttpExchange http;
    private final AtomicBoolean answered = new AtomicBoolean();

    DoorExchange(HttpExchange http) {
        this.http = http;
    }

    @Override
    public String variable(String name) {
        String value = http.request().pathParameters().get(name);
        if (value == null) {
            throw new IllegalStateException("the path has no {" + name + "}");
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return http.request().queryParameter(name);
    }

    @Override
    public Permission granted() {
        return Permission.CONTROL;
    }

    @Override
    public ObjectNode body() {
        return JsonBody.read(
                http.request().headers().first("content-type").orElse(""), http.body());
    }

    @Override
    public void answer(int status, JsonNode json) {
        if (answered.compareAndSet(false, true)) {
            http.respond(DoorAnswers.answer(status, json));
        }
    }

    @Override
    public void error(int status, String message) {
        if (answered.compareAndSet(false, true)) {
            http.respond(DoorAnswers.error(status, message));
        }
    }

    @Override
    public Feed feed(Feed.Format format) {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("it was answered already");
        }
        String type =
                switch (format) {
                    case LINES -> "application/x-ndjson";
                    case EVENTS -> "text/event-stream";
                };
        HttpHeaders headers = HttpHeaders.of("content-type", type, "cache-control", "no-store");
        return new DoorFeed(http.stream(new HttpResponse(200, headers, new byte[0])), format);
    }
}
