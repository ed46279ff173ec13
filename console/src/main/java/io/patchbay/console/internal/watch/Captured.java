package io.patchbay.console.internal.watch;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.Permission;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks a resource for what it would answer, to put that into a stream. */
final class Captured implements Exchange {

    private final CompletableFuture<JsonNode> answer;

    Captured(CompletableFuture<JsonNode> answer) {
        this.answer = answer;
    }

    @Override
    public String variable(String name) {
        throw new IllegalStateException("the path has no " + name);
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public Permission granted() {
        return Permission.OBSERVE;
    }

    @Override
    public ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public void answer(int status, JsonNode json) {
        if (status == 200) {
            answer.complete(json);
        } else {
            error(status, "status " + status);
        }
    }

    @Override
    public void error(int status, String message) {
        answer.completeExceptionally(new IllegalStateException(message));
    }

    @Override
    public Feed feed(Feed.Format format) {
        throw new IllegalStateException("a stream is not part of another one");
    }
}
