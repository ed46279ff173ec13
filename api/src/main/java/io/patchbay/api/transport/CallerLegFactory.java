package io.patchbay.api.transport;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that a bundle registers through which callers come: a stateless factory with a public
 * constructor without arguments that does no I/O (RULES 35).
 */
@ConsumerType
public interface CallerLegFactory {

    /** The name of the kind of leg, in lower case. */
    String name();

    /**
     * Begins to take calls. Listening sockets belong to the homes ({@code net}, {@code sip}) and
     * outlive the plug.
     *
     * @param calls where each call is offered, and answered when it is taken
     * @return closes the door: new calls are refused, live ones go on (RULES 27). One that is an
     *     {@link OutgoingCalls}, too, places calls; a kind that only does that listens nowhere
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     */
    AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls);
}
