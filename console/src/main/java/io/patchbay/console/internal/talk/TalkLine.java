package io.patchbay.console.internal.talk;

import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.console.OfferedLine;
import java.util.List;
import java.util.Optional;

/**
 * A line as it is offered now.
 *
 * @param offered the line
 * @param ear what its model is sure to understand
 */
record TalkLine(OfferedLine offered, Ear ear) {

    /** What a model is sure to understand from an agent; empty where that is everything. */
    interface Ear {

        /** Of models that understand everything. */
        Ear ALL = (instructions, tools) -> List.of();

        /** Phrases, the best first. */
        List<String> phrases(String instructions, List<ToolDefinition.Function> tools);
    }

    /** Why it cannot be used, with what to do; empty when it can. */
    Optional<String> unavailable() {
        return offered.problem();
    }

    String id() {
        return offered.id();
    }
}
