package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugSource;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON that somebody asks for a change with.
 *
 * @param json the body
 */
record ChangeRequest(ObjectNode json) {

    /** The bundle that must be named. */
    String bundle() {
        return text("bundle");
    }

    /** Where the plugs are. */
    PlugSource source() {
        String text = text("source");
        PlugSource source = PlugSource.parse(text, Path.of("/"));
        if (source.path().equals(Path.of("/").resolve(text).normalize())
                && !Path.of(text).isAbsolute()) {
            throw new IllegalArgumentException(
                    "\"source\" is an absolute path or group:artifact:version");
        }
        return source;
    }

    private String text(String name) {
        JsonNode value = json.get(name);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            throw new IllegalArgumentException("\"" + name + "\" is to be a text");
        }
        return value.stringValue();
    }

    ChangeOptions options() {
        JsonNode force = json.get("force");
        if (force != null && !force.isBoolean()) {
            throw new IllegalArgumentException("\"force\" is to be true or false");
        }
        return new ChangeOptions(force != null && force.booleanValue(), drain());
    }

    private @Nullable Duration drain() {
        JsonNode seconds = json.get("drain");
        if (seconds == null || seconds.isNull()) {
            return null;
        }
        return drain(seconds.isNumber() ? seconds.doubleValue() : Double.NaN);
    }

    /** The time to drain that a text says. */
    static Duration drain(String seconds) {
        try {
            return drain(Double.parseDouble(seconds));
        } catch (NumberFormatException e) {
            return drain(Double.NaN);
        }
    }

    private static Duration drain(double seconds) {
        if (!(seconds >= 0 && seconds <= 86_400)) {
            throw new IllegalArgumentException("\"drain\" is to be 0 to 86400 seconds");
        }
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
