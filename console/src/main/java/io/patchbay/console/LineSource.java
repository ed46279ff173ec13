package io.patchbay.console;

import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service with which a host offers the console further lines to talk over, such as those of an
 * emulator that it runs, beside those of the providers that are plugged in. Called on any thread;
 * must not block.
 */
@ConsumerType
public interface LineSource {

    /** The lines that are there now, the best first. */
    List<OfferedLine> lines();

    /** The name of the agent that is chosen until somebody chooses another; empty: any. */
    default Optional<String> agent() {
        return Optional.empty();
    }

    /**
     * What the model on one of these lines is sure to understand.
     *
     * @param line one of {@link #lines()}
     * @param instructions of the agent that listens
     * @param tools of the agent that listens
     * @return phrases, the best first; empty where it understands everything
     */
    default List<String> phrases(
            OfferedLine line, String instructions, List<ToolDefinition.Function> tools) {
        return List.of();
    }
}
