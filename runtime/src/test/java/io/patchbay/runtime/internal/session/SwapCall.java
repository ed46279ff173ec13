package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.tck.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call whose transports and providers are exchanged while it lasts. All versions of all
 * transports make their lines in {@code call.lines}, so that the newest line is the last one there.
 */
final class SwapCall implements AutoCloseable {
    /** How long the users of a plug that is taken out may go on. */
    static final Duration DRAIN = Duration.ofSeconds(10);

    final Call call;
    private @Nullable Heart heart;
    private int ranking;

    /** Not connected, without plugs. */
    SwapCall(SessionOptions.Builder options) {
        call =
                new Call(
                        options,
                        loop -> {
                            Heart made = new Heart(() -> loop, loop, DRAIN, () -> {});
                            heart = made;
                            return made;
                        });
        call.lines.prepare(line -> line.acknowledgeItems(true));
    }

    /** Connected over version 1 of the transport and of the provider. */
    static SwapCall connected(SessionOptions.Builder options) {
        SwapCall made = new SwapCall(options.line(Call.scripted()));
        made.transport("1");
        made.provider("1");
        made.call.connect();
        made.call.events.clear();
        return made;
    }

    static SwapCall connected() {
        return connected(SessionOptions.builder());
    }

    PlugRegistry plugs() {
        return Objects.requireNonNull(heart).plugs();
    }

    /** Plugs in a newer version of the transport of the test. */
    Transport transport(String version) {
        return transport("scripted", version);
    }

    Transport transport(String name, String version) {
        Transport made = new Transport(name);
        plugs().add(PlugType.TRANSPORT, made, offer(version));
        call.run();
        return made;
    }

    /** Plugs in a newer version of the provider of the test. */
    Provider provider(String version) {
        return provider("scripted", version, ScriptedProvider.everything());
    }

    Provider provider(String name, String version, ProviderCapabilities capabilities) {
        Provider made = new Provider(name, capabilities);
        plugs().add(PlugType.PROVIDER, made, offer(version));
        call.run();
        return made;
    }

    /** Each newcomer wins. */
    private Offer offer(String version) {
        return new Offer("bundle", version, ++ranking, 1, Settings.EMPTY);
    }

    void unplug(Transport transport) {
        plugs().remove(PlugType.TRANSPORT, transport);
        call.run();
    }

    void unplug(Provider provider) {
        plugs().remove(PlugType.PROVIDER, provider);
        call.run();
    }

    /** How many use a version of the scripted plug of a kind, also one that is leaving. */
    int users(PlugKind kind, String version) {
        return plugs().plugs().stream()
                .filter(plug -> plug.kind() == kind && plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    /** The swaps that the session told of. */
    List<Swap> swaps() {
        return call.events(SessionEvent.Swapped.class).stream()
                .map(SessionEvent.Swapped::swap)
                .toList();
    }

    /** The only one. */
    Swap swap() {
        return call.only(SessionEvent.Swapped.class).swap();
    }

    /** Kind, versions and outcome of a swap in a line. */
    static String line(Swap swap) {
        return swap.kind() + " " + swap.from() + " -> " + swap.to() + " " + swap.outcome();
    }

    List<String> told() {
        return swaps().stream().map(SwapCall::line).toList();
    }

    void assertTold(String... lines) {
        assertEquals(List.of(lines), told());
    }

    static LineChoice choice(String transport, String provider) {
        return LineChoice.builder().transport(transport).provider(provider).key("k").build();
    }

    @Override
    public void close() {
        call.close();
    }

    /** One version of a transport. */
    final class Transport implements TransportFactory {
        private final TransportCapabilities capabilities;
        @Nullable Supplier<RuntimeException> broken;

        Transport(String name) {
            capabilities =
                    new TransportCapabilities(
                            name, TransportCapabilities.Media.MESSAGES, false, false);
        }

        @Override
        public TransportCapabilities capabilities() {
            return capabilities;
        }

        @Override
        public RealtimeTransport create(Settings settings, PlugContext context) {
            if (broken != null) {
                throw broken.get();
            }
            return call.lines.create(settings, context);
        }
    }

    /** One version of a provider. */
    static final class Provider implements RealtimeProvider {
        private final String name;
        final ScriptedProvider scripted;

        Provider(String name, ProviderCapabilities capabilities) {
            this.name = name;
            this.scripted = new ScriptedProvider(capabilities);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<String> profiles() {
            return scripted.profiles();
        }

        @Override
        public ProviderCapabilities capabilities(String profile) {
            return scripted.capabilities(profile);
        }

        @Override
        public ProviderConnector create(String profile, Settings settings, PlugContext context) {
            return scripted.create(profile, settings, context);
        }
    }
}
