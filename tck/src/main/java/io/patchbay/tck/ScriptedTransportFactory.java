package io.patchbay.tck;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes {@link ScriptedTransport}s and remembers them all: a session that reconnects or moves makes
 * several. Give the instance to the runtime under test; it is deliberately no service, since a test
 * needs the object. For any thread.
 */
public final class ScriptedTransportFactory implements TransportFactory {

    /** The name that sessions ask for. */
    public static final String NAME = "scripted";

    private final Function<Settings, TransportCapabilities> capabilities;
    private final List<ScriptedTransport> created = new ArrayList<>();
    private Consumer<ScriptedTransport> preparation = transport -> {};

    /** Transports named {@link #NAME} that carry sound in messages, as a WebSocket does. */
    public ScriptedTransportFactory() {
        this(new TransportCapabilities(NAME, TransportCapabilities.Media.MESSAGES, false, false));
    }

    /** Transports of any name that claim to be of another kind. */
    public ScriptedTransportFactory(TransportCapabilities capabilities) {
        Objects.requireNonNull(capabilities, "capabilities");
        this.capabilities = settings -> capabilities;
    }

    /** Transports whose settings say of what kind they are. */
    public ScriptedTransportFactory(Function<Settings, TransportCapabilities> capabilities) {
        this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
    }

    /**
     * Prepares every transport made from now on, before anybody uses it; for instance {@code
     * prepare(t -> t.openByHand(true))}.
     */
    public synchronized ScriptedTransportFactory prepare(Consumer<ScriptedTransport> preparation) {
        this.preparation = Objects.requireNonNull(preparation, "preparation");
        return this;
    }

    @Override
    public TransportCapabilities capabilities() {
        return capabilities(Settings.EMPTY);
    }

    @Override
    public TransportCapabilities capabilities(Settings settings) {
        return capabilities.apply(settings);
    }

    @Override
    public synchronized ScriptedTransport create(Settings settings, PlugContext context) {
        ScriptedTransport transport = new ScriptedTransport(capabilities(settings));
        preparation.accept(transport);
        created.add(transport);
        return transport;
    }

    /** All transports made so far, the oldest first. */
    public synchronized List<ScriptedTransport> created() {
        return List.copyOf(created);
    }

    /** Forgets all transports but the one made last, for a test that lives long. */
    public synchronized void forget() {
        created.subList(0, Math.max(0, created.size() - 1)).clear();
    }

    /**
     * The transport made last.
     *
     * @throws AssertionError when none was made
     */
    public synchronized ScriptedTransport last() {
        if (created.isEmpty()) {
            throw new AssertionError("nobody has asked for a scripted transport yet");
        }
        return created.get(created.size() - 1);
    }
}
