package io.patchbay.console.internal;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.JsonBody;
import io.patchbay.management.resource.Permission;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request to the API on a servlet that answers later. */
final class ServletExchange implements Exchange {

    private static final int RETRY_SECONDS = 5;

    private final AsyncContext async;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Map<String, String> variables;
    private final @Nullable String query;
    private final boolean changing;
    private final Visit visit;
    private final Feeds feeds;
    private final AtomicBoolean answered = new AtomicBoolean();

    private byte[] body = {};

    ServletExchange(AsyncContext async, Map<String, String> variables, Visit visit, Feeds feeds) {
        this.async = async;
        this.variables = variables;
        this.visit = visit;
        this.feeds = feeds;
        request = (HttpServletRequest) async.getRequest();
        response = (HttpServletResponse) async.getResponse();
        query = request.getQueryString();
        changing = !request.getMethod().equals("GET");
    }

    /** What was sent with it; set once, before anybody else has this. */
    void body(byte[] bytes) {
        body = bytes;
    }

    @Override
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("the path has no {" + name + "}");
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decoded(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a stray percent sign stands for itself, as at the other door
        }
    }

    @Override
    public Optional<String> origin() {
        return Hosts.origin(request);
    }

    @Override
    public Permission granted() {
        return visit.permission();
    }

    @Override
    public ObjectNode body() {
        String type = request.getContentType();
        return JsonBody.read(type == null ? "" : type, body);
    }

    /** Whose it is. */
    Visit visit() {
        return visit;
    }

    /** They leave; the answer, which was not begun, takes their cookie back. */
    void leave(Gate gate) {
        gate.leave(visit, request, response);
    }

    @Override
    public void answer(int status, JsonNode json) {
        answer(status, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void error(int status, String message) {
        answer(status, Replies.json(message));
    }

    /** Answers a request of which the rest is not read. */
    void refuse(int status, String message) {
        response.setHeader("Connection", "close");
        error(status, message);
    }

    private void answer(int status, byte[] json) {
        if (answered.compareAndSet(false, true)) {
            send(status, json);
        }
    }

    private void send(int status, byte[] json) {
        try {
            response.setContentLength(json.length);
            Outgoing out = begin(status, "application/json;charset=utf-8");
            out.write(json, Integer.MAX_VALUE);
            out.close();
        } catch (IOException | IllegalStateException e) {
            // who asked is gone
            complete();
        }
    }

    @Override
    public Feed feed(Feed.Format format) {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("it was answered already");
        }
        // the steps of a change are no stream: whoever only listens does not keep others from
        // acting
        Optional<Runnable> place = changing ? Optional.of(() -> {}) : feeds.place(visit);
        if (place.isEmpty()) {
            response.setIntHeader("Retry-After", RETRY_SECONDS);
            send(503, Replies.json("too many are listening; try again later"));
            return new EndedFeed();
        }
        return feed(format, place.get());
    }

    /** Begins it, with something to be done at its end. */
    private Feed feed(Feed.Format format, Runnable leaving) {
        try {
            Outgoing out =
                    begin(
                            200,
                            format == Feed.Format.EVENTS
                                    ? "text/event-stream;charset=utf-8"
                                    : "application/x-ndjson;charset=utf-8");
            ServletFeed feed = new ServletFeed(out, format);
            feed.onEnd(leaving);
            feeds.add(feed, visit);
            feed.beat();
            return feed;
        } catch (IOException | IllegalStateException e) {
            leaving.run();
            complete();
            return new EndedFeed();
        }
    }

    private Outgoing begin(int status, String type) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        // a proxy in front is not to wait for the end
        response.setHeader("X-Accel-Buffering", "no");
        response.setContentType(type);
        return new Outgoing(async, feeds.waiting());
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // it was completed already
        }
    }

    /** That of somebody who is gone. */
    private static final class EndedFeed implements Feed {
        @Override
        public boolean send(String event, String json) {
            return false;
        }

        @Override
        public void onEnd(Runnable action) {
            action.run();
        }

        @Override
        public void close() {
            // it has ended
        }
    }
}
