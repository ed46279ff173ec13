package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link RealtimeProvider}, its connector and its codec keep their contract. The kit
 * plays the transport; the author says what a healthy far end says.
 *
 * <p>The messages of the fuzzing test are made from a seed, which a failure names; the system
 * property {@code patchbay.tck.seed} sets another one.
 */
@Contract({RealtimeProvider.class, ProviderConnector.class, Endpoint.class})
public abstract class ProviderConformance extends ProviderPlanning {

    /** For those who extend it. */
    protected ProviderConformance() {}

    /** What a far end says, in order, so that a line is open; text messages. */
    @Override
    protected abstract List<String> opening();

    /**
     * Text messages that the provider sends on an open line, each with the event it must become.
     */
    @Override
    protected abstract Map<String, Class<? extends TransportEvent>> messages();

    // ---- what it is

    @Test
    void profiles_are_data() {
        RealtimeProvider provider = factory();
        List<String> profiles = provider.profiles();
        boolean fine = !profiles.isEmpty() && Set.copyOf(profiles).size() == profiles.size();
        for (String profile : profiles) {
            fine &= provider.capabilities(profile).equals(factory().capabilities(profile));
        }
        boolean same = fine;
        require(
                same && profiles.equals(factory().profiles()),
                "profiles, at least one, and their capabilities are the same each time",
                () -> profiles + ", then " + factory().profiles(),
                "return constants");
    }

    @Test
    void an_unknown_profile_is_refused_with_the_known_ones() {
        RealtimeProvider provider = factory();
        for (boolean creating : List.of(false, true)) {
            Throwable thrown = null;
            try {
                if (creating) {
                    provider.create("no-such-profile", settings(), context()).close();
                } else {
                    provider.capabilities("no-such-profile");
                }
            } catch (RuntimeException e) {
                thrown = e;
            }
            Throwable seen = thrown;
            require(
                    seen instanceof IllegalArgumentException
                            && ("" + seen.getMessage()).contains(provider.profiles().get(0)),
                    "an unknown profile is refused with an IllegalArgumentException that lists the"
                            + " known ones",
                    () -> Finding.shown(seen),
                    "throw it from capabilities and from create");
        }
    }

    // ---- where it is

    @Test
    void an_endpoint_keeps_its_key_to_itself() throws Exception {
        connector(
                connector -> {
                    Endpoint endpoint = endpoint(connector);
                    requireHidden(
                            List.of(
                                    connector.toString(),
                                    endpoint.toString(),
                                    endpoint.uri().toString(),
                                    endpoint.headers().toString()),
                            Set.of(KEY));
                    boolean presented =
                            endpoint.secretHeaders().values().stream()
                                            .map(Secret::reveal)
                                            .anyMatch(value -> value.contains(KEY))
                                    || endpoint.subprotocols().stream()
                                            .anyMatch(value -> value.contains(KEY));
                    require(
                            presented,
                            "an endpoint holds everything that must be presented, the key in a"
                                    + " secret header or a subprotocol",
                            () -> endpoint + " presents no key",
                            "put it into secretHeaders");
                });
    }

    @Test
    void another_address_is_heeded() throws Exception {
        connector(
                connector -> {
                    URI url = URI.create("ws://127.0.0.1:4711/elsewhere?tenant=7");
                    Patience.Outcome<Endpoint> outcome =
                            waiting().outcome(connector.endpoint(request(url)));
                    Endpoint endpoint = outcome.value();
                    require(
                            endpoint != null
                                    && url.getAuthority().equals(endpoint.uri().getAuthority())
                                    && ("" + endpoint.uri().getQuery()).contains("tenant=7"),
                            "a url of the request replaces the provider's own address, and its"
                                    + " query is kept",
                            outcome::toString,
                            "take it in place of the profile's");
                });
    }
}
