package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider whose transport a kit plays. */
abstract class ProviderKit extends PlugConformance<RealtimeProvider> {

    static final String KEY = "sk-kit-3e21b0c9d4";

    ProviderKit() {
        super(RealtimeProvider.class);
    }

    /** The profile under test; default: the first. */
    protected String profile() {
        return factory().profiles().get(0);
    }

    /** The key with which the kit asks for an address; a provider's settings hold none. */
    @Override
    protected Set<String> secrets() {
        return Set.of(KEY);
    }

    abstract List<String> opening();

    abstract Map<String, Class<? extends TransportEvent>> messages();

    @Override
    final String nameOf(RealtimeProvider factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(RealtimeProvider factory, Settings settings, PlugContext context) {
        return factory.create(profile(), settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) {
        ProviderConnector connector = (ProviderConnector) made;
        endpoint(connector);
        CodecLine line = opened(connector);
        messages().keySet().forEach(line::receive);
        line.codec.encode(Command.Raw.of("{}"));
        line.codec.close();
    }

    @Override
    final List<String> visible(AutoCloseable made) {
        return List.of(endpoint((ProviderConnector) made).toString());
    }

    interface Look {
        void at(ProviderConnector connector) throws Exception;
    }

    final void connector(Look look) throws Exception {
        AutoCloseable made = make();
        try {
            look.at((ProviderConnector) made);
        } finally {
            finish(made);
        }
    }

    static EndpointRequest request(@Nullable URI url) {
        return new EndpointRequest(CodecLine.MESSAGES, Credential.key(KEY), null, url, null);
    }

    final Endpoint endpoint(ProviderConnector connector) {
        Patience.Outcome<Endpoint> outcome = waiting().outcome(connector.endpoint(request(null)));
        Endpoint endpoint = outcome.value();
        if (endpoint == null) {
            throw Finding.of(
                    "endpoint finds out where a line goes",
                    "" + outcome,
                    "complete the stage with an address",
                    outcome.failure());
        }
        return endpoint;
    }

    /** A line that is open and of whose opening nothing is left to be seen. */
    final CodecLine opened(ProviderConnector connector) {
        CodecLine line = new CodecLine(connector.openCodec());
        line.open();
        opening().forEach(line::receive);
        require(
                line.ready == 1 && line.failures.isEmpty(),
                "a codec calls ready() once, when the provider has accepted the opening",
                () -> "after opening(): ready " + line.ready + " times, failed " + line.failures,
                "call it when the far end has said so; opening() has to be what it says");
        line.sent.clear();
        line.events.clear();
        return line;
    }

    final ProviderCapabilities capabilities() {
        return factory().capabilities(profile());
    }
}
