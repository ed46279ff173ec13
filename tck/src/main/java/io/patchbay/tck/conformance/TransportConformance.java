package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link TransportFactory} and its links keep their contract. The kit plays the session
 * on one side and, through a {@link FarEnd} of the author's, the provider on the other.
 */
@Contract({TransportFactory.class, RealtimeTransport.class, TransportCapabilities.class})
public abstract class TransportConformance extends TransportReceiving {

    /** For those who extend it. */
    protected TransportConformance() {}

    /** The other end; a new one for each test, which closes it. */
    @Override
    protected abstract FarEnd farEnd() throws Exception;

    /**
     * How many bytes a message has that must be refused, with {@link #settings()}; default 32 MiB,
     * 0 for a transport whose messages are bounded by its wire.
     */
    @Override
    protected int tooLarge() {
        return 32 << 20;
    }

    // ---- what it is

    @Test
    void capabilities_are_stable_and_under_the_same_name() {
        TransportFactory factory = factory();
        TransportCapabilities one = factory.capabilities();
        TransportCapabilities other = factory().capabilities();
        require(
                one.equals(other) && one.name().equals(factory.name()),
                "capabilities are data: the same each time, under the factory's name",
                () -> one + ", then " + other + "; the factory is '" + factory.name() + "'",
                "return a constant");
    }

    @Test
    void mute_is_answered_honestly() throws Exception {
        Link link = link();
        link.open(far());
        Patience.Outcome<String> outcome =
                waiting()
                        .outcome(
                                link.on(
                                        () -> {
                                            if (link.transport.muted() != null) {
                                                link.transport.mute(true);
                                                return "" + link.transport.muted();
                                            }
                                            try {
                                                link.transport.mute(true);
                                                return "nothing was thrown";
                                            } catch (UnsupportedOperationException e) {
                                                return "true";
                                            }
                                        }));
        require(
                "true".equals(outcome.value()),
                "a link without a microphone says null to muted() and refuses mute(); one that has"
                        + " a microphone mutes it",
                outcome::toString,
                "leave both defaults, or implement both");
    }

    // ---- secrets

    @Test
    void no_key_shows() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        List<String> shown = new ArrayList<>();
        shown.add(link.transport.toString());
        peer.end(4001, "wrong key " + Link.KEY);
        CloseReason reason = ended(link);
        shown.add(reason.toString());
        Link.Ear first = link.ear;
        first.events.forEach(event -> shown.add(event.toString()));
        ConnectException refusal = refused(link, link.connect(far().nowhere()));
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            shown.add(each.toString());
        }
        link.ear.events.forEach(event -> shown.add(event.toString()));
        requireHidden(shown, Set.of(Link.KEY));
    }
}
