package io.patchbay.tck.conformance;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.util.Arrays;
import java.util.List;

/** The wire of {@link PlayedProvider}: words with a separator between them, and binary sound. */
final class PlayedWire {

    private static final String BETWEEN = "\u001f";

    private PlayedWire() {}

    static String line(Object... words) {
        return String.join(BETWEEN, Arrays.stream(words).map(String::valueOf).toList());
    }

    /** Always with room for four words. */
    static String[] words(String line) {
        return Arrays.copyOf(line.split(BETWEEN, -1), 5);
    }

    /** A configuration in a line. */
    static String config(SessionConfig config) {
        List<String> fields =
                config.fields().stream()
                        .sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .map(field -> field(config, field))
                        .toList();
        return String.join("; ", fields);
    }

    private static String field(SessionConfig config, ConfigField<?> field) {
        return field + "=" + config.get(field);
    }
}
