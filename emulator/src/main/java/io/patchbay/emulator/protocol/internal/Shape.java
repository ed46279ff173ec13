package io.patchbay.emulator.protocol.internal;

import tools.jackson.databind.JsonNode;

/** What a JSON value has to look like. Immutable. */
@FunctionalInterface
public interface Shape {

    /**
     * Checks {@code value}.
     *
     * @param path where the value stands, as in {@code session.audio.input}; ends up in {@code
     *     param}
     * @throws ProtocolException if the value does not fit
     */
    void check(JsonNode value, String path);

    /** The same, or null. */
    default Shape orNull() {
        return (value, path) -> {
            if (!value.isNull()) {
                check(value, path);
            }
        };
    }
}
