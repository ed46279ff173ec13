package io.patchbay.api.agent;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that a bundle registers to offer agents: a stateless factory with a public
 * constructor without arguments that does no I/O (RULES 35).
 */
@ConsumerType
public interface AgentSource {

    /** Names the source, in lower case. */
    String name();

    /**
     * Makes the agents.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     */
    Agents create(Settings settings, PlugContext context);

    /** Agents with a common life; the runtime closes them. */
    @ConsumerType
    interface Agents extends AutoCloseable {

        /** The agents, the one to begin with first. */
        List<RealtimeAgent> agents();

        /** Releases what they hold. */
        @Override
        default void close() {}
    }
}
