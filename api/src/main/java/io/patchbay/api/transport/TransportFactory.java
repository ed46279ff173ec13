package io.patchbay.api.transport;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that a transport bundle registers: a stateless factory with a public constructor
 * without arguments that does no I/O (RULES 35). For any thread.
 */
@ConsumerType
public interface TransportFactory {

    /** The name that sessions ask for, in lower case. */
    default String name() {
        return capabilities().name();
    }

    /** How it carries what, where nothing is set. */
    TransportCapabilities capabilities();

    /**
     * How a link with these settings carries what, for a transport that can be set to carry it in
     * another way; the name is the same. The session asks before it makes a link.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     */
    default TransportCapabilities capabilities(Settings settings) {
        return capabilities();
    }

    /**
     * Makes one link, not yet connected. Every setting that a link knows must be read here or in
     * {@link #capabilities(Settings)}: {@code patchbay talk --set} refuses one that neither has
     * read.
     *
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     */
    RealtimeTransport create(Settings settings, PlugContext context);
}
