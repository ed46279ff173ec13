package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportState;
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
    private @Nullable Transport first;
    private int ranking;

    /** Connected over version 1 of the transport and of a provider that can do this. */
    static SwapCall connected(SessionOptions.Builder options, ProviderCapabilities capabilities) {
        SwapCall made = new SwapCall(options.line(Call.scripted()));
        made.first = made.transport("1");
        made.provider("scripted", "1", capabilities);
        made.call.connect();
        made.call.events.clear();
        return made;
    }

    /** What the far ends have of the caller's numbered frames, line by line. */
    List<List<Integer>> frames() {
        return call.lines.created().stream()
                .map(
                        line ->
                                line.audio().stream()
                                        .flatMap(clip -> MoveTest.numbers(clip).stream())
                                        .toList())
                .toList();
    }

    /** The caller speaks numbered frames. */
    void speaks(int from, int to) {
        for (int i = from; i <= to; i++) {
            int number = i;
            assertEquals(
                    SendStatus.ACCEPTED,
                    call.does(() -> call.session.sendAudio(Call.frame(number))));
            call.advance(20);
        }
    }

    /** All is well: one line stands, of the plugs that there are, and nothing is left of others. */
    void assertSettled() {
        assertEquals(SessionState.CONNECTED, call.session.state());
        long standing =
                call.lines.created().stream()
                        .filter(line -> line.state() != TransportState.DISCONNECTED)
                        .count();
        assertEquals(1, standing, "one line stands");
        assertNothingHeldOfOthers(1);
    }

    /** Nobody holds a plug that is not the one to have, and {@code lines} hold that. */
    void assertNothingHeldOfOthers(int lines) {
        for (PlugKind kind : List.of(PlugKind.TRANSPORT, PlugKind.PROVIDER)) {
            List<PlugInfo> all =
                    plugs().plugs().stream().filter(plug -> plug.kind() == kind).toList();
            assertEquals(lines, all.stream().mapToInt(PlugInfo::users).sum(), all::toString);
            if (lines > 0) {
                assertEquals(lines, all.get(0).users(), all::toString);
            }
        }
    }

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
        return connected(options, ScriptedProvider.everything());
    }

    static SwapCall connected() {
        return connected(SessionOptions.builder());
    }

    /** Version 1 of the transport. */
    Transport first() {
        return Objects.requireNonNull(first);
    }

    PlugRegistry plugs() {
        return Objects.requireNonNull(heart).plugs();
    }

    /** Plugs in a newer version of the transport of the test. */
    Transport transport(String version) {
        return transport("scripted", version);
    }

    /** A version that cannot make anything. */
    Transport broken(String version) {
        Transport made = new Transport("scripted");
        made.broken = () -> new IllegalStateException("broken");
        plugs().add(PlugType.TRANSPORT, made, offer(version));
        call.run();
        return made;
    }

    Transport transport(String name, String version) {
        Transport made = new Transport(name);
        plugs().add(PlugType.TRANSPORT, made, offer(version));
        call.run();
        return made;
    }

    /** Plugs in a newer version of the provider of the test. */
    ScriptedProvider provider(String version) {
        return provider("scripted", version, ScriptedProvider.everything());
    }

    ScriptedProvider provider(String name, String version, ProviderCapabilities capabilities) {
        ScriptedProvider made = new ScriptedProvider(name, capabilities);
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

    void unplug(ScriptedProvider provider) {
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
}
