package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.PlainCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A transport between the two ends that a kit holds: the session's, and the far one. */
abstract class TransportKit extends PlugConformance<TransportFactory> {

    private static final Duration LAST_WAIT = Duration.ofSeconds(1);
    static final int FRAMES = 50;
    static final int FRAME = 960;

    private final List<Link> links = new ArrayList<>();
    private @Nullable FarEnd far;
    private @Nullable LentLoop loop;

    TransportKit() {
        super(TransportFactory.class);
    }

    abstract FarEnd farEnd() throws Exception;

    abstract int tooLarge();

    @Override
    final String nameOf(TransportFactory factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(TransportFactory factory, Settings settings, PlugContext context) {
        return factory.create(settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) throws Exception {
        Link link = link((RealtimeTransport) made);
        talk(link, link.open(far()), "use");
        closed(link);
        Patience.Outcome<Connected> nobody = waiting().outcome(link.connect(far().nowhere()));
        require(
                nobody.failure() instanceof ConnectException,
                "a connect that nobody answers fails with a ConnectException",
                nobody::toString,
                "fail the stage with one");
    }

    @Override
    final void finish(AutoCloseable made) {
        Patience.Outcome<Void> outcome =
                waiting().outcome(((RealtimeTransport) made).close(CloseReason.NORMAL));
        require(
                outcome.ended() && outcome.failure() == null,
                "close completes when the connection is gone, after a bounded handshake",
                outcome::toString,
                "complete the stage");
        links.forEach(Link::settle);
        links.clear(); // what is closed is not to be held from here
    }

    @Override
    final void settle() {
        loop().call(() -> true);
    }

    @BeforeEach
    final void meet() throws Exception {
        far = farEnd();
        loop = new LentLoop();
    }

    @AfterEach
    final void part() throws Exception {
        try {
            for (Link link : links) {
                new Patience(LAST_WAIT).outcome(link.transport.close(CloseReason.NORMAL));
            }
            far().close();
        } finally {
            loop().close();
        }
    }

    final FarEnd far() {
        return java.util.Objects.requireNonNull(far);
    }

    final LentLoop loop() {
        return java.util.Objects.requireNonNull(loop);
    }

    final Link link() throws Exception {
        return link((RealtimeTransport) make());
    }

    final Link link(RealtimeTransport transport) {
        Link link = new Link(transport, loop(), waiting(), factory().capabilities().attachOnly());
        links.clear(); // a link that is no longer used is not to be held
        links.add(link);
        return link;
    }

    /** Something in each direction. */
    final void talk(Link link, FarEnd.Peer peer, String words) throws Exception {
        link.send(Command.Raw.of(words));
        String heard = peer.text(patience());
        require(
                heard.equals(words),
                "a command goes onto the wire",
                () -> "the far end heard " + Finding.brief(heard),
                "hand it to the codec, and what the codec writes to the wire");
        peer.say(PlainCodec.NOTE + words);
        require(
                waiting().until(() -> link.ear.heard(words)),
                "a message goes to the codec and comes out as an event",
                () -> "the session heard " + link.ear.events,
                "hand each message to RealtimeCodec.decode");
    }

    final void closed(Link link) {
        Patience.Outcome<Void> outcome = link.close(CloseReason.NORMAL);
        require(
                outcome.ended() && outcome.failure() == null,
                "close completes when the connection is gone, after a bounded handshake",
                outcome::toString,
                "complete the stage");
    }

    final CloseReason ended(Link link) {
        boolean over = waiting().until(() -> !link.ear.ends().isEmpty());
        require(
                over,
                "the end of a link is told: StateChanged(DISCONNECTED) with a reason",
                () -> "the session heard the states " + link.ear.states(),
                "tell it, whoever ended the link");
        return link.ear.ends().get(0);
    }

    final ConnectException refused(Link link, CompletionStage<Connected> connecting) {
        Patience.Outcome<Connected> outcome = waiting().outcome(connecting);
        if (!(outcome.failure() instanceof ConnectException refusal)) {
            throw Finding.of(
                    "a connect that fails, fails with a ConnectException",
                    "" + outcome,
                    "fail the stage with one whose reason says what is wrong and what to do",
                    outcome.failure());
        }
        require(
                !refusal.reason().text().isBlank() && !refusal.reason().text().contains("\n"),
                "the reason is one line for a person",
                () -> Finding.brief(refusal.reason().text()),
                "say in a line what is wrong");
        require(
                ended(link).equals(refusal.reason())
                        && link.transport.state() == TransportState.DISCONNECTED,
                "a failed connect leaves a link that is disconnected, told with the same reason",
                () -> link.ear.ends() + ", state " + link.transport.state(),
                "tell StateChanged(DISCONNECTED, reason) before the stage fails");
        return refusal;
    }
}
