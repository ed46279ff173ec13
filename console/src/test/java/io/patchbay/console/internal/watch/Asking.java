package io.patchbay.console.internal.watch;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.Permission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Somebody who asks a resource, and what he is answered. */
final class Asking implements Exchange {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What was answered. */
    record Answer(int status, JsonNode json) {}

    /** A part of a stream. */
    record Part(String event, String json) {
        JsonNode tree() {
            return JSON.readTree(json);
        }
    }

    /** A stream that is read at once, or never. */
    static final class Reader implements Feed {
        private final List<Part> parts = new ArrayList<>();
        private final List<Runnable> endings = new ArrayList<>();
        private final int most;
        private long bytes;
        private boolean ended;

        Reader(int most) {
            this.most = most;
        }

        @Override
        public synchronized boolean send(String event, String json) {
            if (ended) {
                return false;
            }
            bytes += json.length();
            if (bytes > most) {
                close();
                return false;
            }
            parts.add(new Part(event, json));
            notifyAll();
            return true;
        }

        @Override
        public synchronized void onEnd(Runnable action) {
            if (ended) {
                action.run();
            } else {
                endings.add(action);
            }
        }

        @Override
        public synchronized void close() {
            if (!ended) {
                ended = true;
                endings.forEach(Runnable::run);
            }
        }

        synchronized boolean ended() {
            return ended;
        }

        synchronized long bytes() {
            return bytes;
        }

        /** The parts with this name, in their order. */
        synchronized List<JsonNode> all(String event) {
            return parts.stream().filter(p -> p.event.equals(event)).map(Part::tree).toList();
        }

        synchronized List<Part> parts() {
            return List.copyOf(parts);
        }

        /** Waits for another part, for a second at most. */
        synchronized void awaitMore() throws InterruptedException {
            wait(1_000);
        }

        /** The last detail, with all turns that were told of, as a page puts them together. */
        synchronized JsonNode detail() {
            TreeMap<Integer, JsonNode> turns = new TreeMap<>();
            for (Part part : parts) {
                JsonNode json = part.tree();
                JsonNode told = json.path(part.event.equals("turns") ? "changed" : "turns");
                told.forEach(turn -> turns.put(turn.path("number").asInt(), turn));
            }
            ObjectNode detail = (ObjectNode) last("detail");
            detail.putArray("turns").addAll(turns.values());
            return detail;
        }

        /** The last part with this name. */
        JsonNode last(String event) {
            List<JsonNode> all = all(event);
            return all.get(all.size() - 1);
        }
    }

    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> queries = new HashMap<>();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<Reader> feed = new CompletableFuture<>();
    private final int mostBytes;
    private Permission permission = Permission.CONTROL;
    private @Nullable ObjectNode body;

    Asking() {
        this(Integer.MAX_VALUE);
    }

    Asking(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    Asking with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Asking query(String name, String value) {
        queries.put(name, value);
        return this;
    }

    Asking as(Permission granted) {
        permission = granted;
        return this;
    }

    Asking saying(String json) {
        body = (ObjectNode) JSON.readTree(json);
        return this;
    }

    Answer answer() throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    Reader reader() throws Exception {
        return feed.get(30, TimeUnit.SECONDS);
    }

    @Override
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(queries.get(name));
    }

    @Override
    public Permission granted() {
        return permission;
    }

    @Override
    public ObjectNode body() {
        return body == null ? JsonNodeFactory.instance.objectNode() : body;
    }

    @Override
    public void answer(int status, JsonNode json) {
        answer.complete(new Answer(status, json));
    }

    @Override
    public void error(int status, String message) {
        answer(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    @Override
    public Feed feed(Feed.Format format) {
        Reader reader = new Reader(mostBytes);
        feed.complete(reader);
        return reader;
    }
}
