package io.patchbay.console.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class HealthResourceTest {

    private static final String NOBODY = "503 nobody can tell now; see the log";

    /** Somebody who asks, and what they are told. */
    private record Asker(List<String> told) implements Exchange {
        @Override
        public String variable(String name) {
            throw new IllegalStateException(name);
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
            told.add(status + " " + json);
        }

        @Override
        public void error(int status, String message) {
            told.add(status + " " + message);
        }

        @Override
        public Feed feed(Feed.Format format) {
            throw new IllegalStateException("health is no stream");
        }
    }

    private static List<String> ask(HealthReport report) {
        List<String> told = new ArrayList<>();
        new HealthResource(report).serve(new Asker(told));
        return told;
    }

    private static HealthReport report(Supplier<ObjectNode> source) {
        return new Sampler<>(source, Runnable::run, Duration.ofSeconds(2), () -> 0)::latest;
    }

    @Test
    void a_report_that_fails_is_answered_and_the_next_one_is_made_anew() {
        List<RuntimeException> failures =
                new ArrayList<>(List.of(new IllegalStateException("an inner secret")));
        HealthReport report =
                report(
                        () -> {
                            if (!failures.isEmpty()) {
                                throw failures.remove(0);
                            }
                            return JsonNodeFactory.instance.objectNode().put("status", "ok");
                        });

        assertEquals(List.of(NOBODY), ask(report));
        assertEquals(List.of("200 {\"status\":\"ok\"}"), ask(report));
    }

    @Test
    void who_asks_while_it_stops_is_answered() {
        Sampler<ObjectNode> stopped =
                new Sampler<>(
                        JsonNodeFactory.instance::objectNode,
                        task -> {
                            throw new RejectedExecutionException("it stops");
                        },
                        Duration.ofSeconds(2),
                        () -> 0);

        assertEquals(List.of(NOBODY), ask(stopped::latest));
    }
}
