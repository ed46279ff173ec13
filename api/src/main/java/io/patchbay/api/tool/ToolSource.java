package io.patchbay.api.tool;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that a bundle registers to offer tools: a stateless factory with a public constructor
 * without arguments that does no I/O (RULES 35).
 */
@ConsumerType
public interface ToolSource {

    /** Names the source, in lower case. */
    String name();

    /**
     * Makes the tools.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     */
    Tools create(Settings settings, PlugContext context);

    /** Tools with a common life; the runtime closes them. */
    @ConsumerType
    interface Tools extends AutoCloseable {

        /**
         * What is offered: a {@link FunctionTool} each, or an object with methods annotated {@link
         * Tool}. Asked once, and again after {@link PlugContext#changed()}.
         */
        List<Object> tools();

        /** Releases what they hold. */
        @Override
        default void close() {}
    }
}
