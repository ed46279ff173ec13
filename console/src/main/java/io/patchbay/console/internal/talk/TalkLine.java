package io.patchbay.console.internal.talk;

import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.console.OfferedLine;
import java.util.List;
import java.util.Optional;

/**
 * A line as it is offered now.
 *
 * @param offered the line
 * @param unavailable why it cannot be used, with what to do; empty when it can
 * @param ear what its model is sure to understand
 */
record TalkLine(OfferedLine offered, Optional<String> unavailable, Ear ear) {

    /** What a model is sure to understand from an agent; empty where that is everything. */
    interface Ear {

        /** Of models that understand everything. */
        Ear ALL = (instructions, tools) -> List.of();

        /** Phrases, the best first. */
        List<String> phrases(String instructions, List<ToolDefinition.Function> tools);
    }

    String id() {
        return offered.id();
    }
}
