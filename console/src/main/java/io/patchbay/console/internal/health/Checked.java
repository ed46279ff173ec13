package io.patchbay.console.internal.health;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A check's result, whoever ran it, as {@code HealthCheck} of the page's types.
 *
 * @param status as Felix's Health Checks name it, in lower case
 */
record Checked(String name, String status, List<String> tags, Duration took, List<Entry> entries) {

    /** A line of it. */
    record Entry(String status, String message, @Nullable String hint) {}

    /** Looks. */
    static Checked by(Check check) {
        long from = System.nanoTime();
        List<Check.Finding> found;
        try {
            found = check.look();
        } catch (RuntimeException e) {
            return new Checked(
                    check.title(),
                    "health_check_error",
                    List.of("patchbay", check.tag()),
                    Duration.ofNanos(System.nanoTime() - from),
                    List.of(
                            new Entry(
                                    "health_check_error",
                                    "The check failed: " + e.getClass().getName(),
                                    "Report it; the other checks say what they find.")));
        }
        return new Checked(
                check.title(),
                word(worst(found)),
                List.of("patchbay", check.tag()),
                Duration.ofNanos(System.nanoTime() - from),
                found.stream()
                        .map(it -> new Entry(word(it.level()), it.message(), it.hint()))
                        .toList());
    }

    static Check.Level worst(List<Check.Finding> found) {
        return found.stream()
                .map(Check.Finding::level)
                .max(Check.Level::compareTo)
                .orElse(Check.Level.OK);
    }

    static String word(Enum<?> status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("name", name).put("status", status);
        ArrayNode all = json.putArray("tags");
        tags.forEach(all::add);
        json.put("took", Math.round(took.toNanos() / 1e4) / 100.0);
        ArrayNode lines = json.putArray("entries");
        for (Entry entry : entries) {
            lines.addObject()
                    .put("status", entry.status())
                    .put("message", entry.message())
                    .put("hint", entry.hint());
        }
        return json;
    }
}
