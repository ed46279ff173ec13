package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.PlainCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How a link comes up, and what is told when it does not. */
@Contract({RealtimeTransport.class, ConnectRequest.class, ConnectException.class})
abstract class TransportConnecting extends TransportKit {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void an_accepted_connect_completes_and_tells_each_step() throws Exception {
        Link link = link();
        link.open(far());
        List<TransportState> states = link.ear.states();
        require(
                states.equals(List.of(TransportState.CONNECTING, TransportState.CONNECTED))
                        && link.transport.state() == TransportState.CONNECTED,
                "each step is told: CONNECTING, then CONNECTED",
                () -> states + ", state() says " + link.transport.state(),
                "tell StateChanged before the stage completes");
    }

    @Test
    void connecting_while_connected_is_refused_and_disturbs_nothing() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        Patience.Outcome<Connected> outcome = waiting().outcome(link.again(far().uri()));
        require(
                outcome.failure() instanceof IllegalStateException,
                "connect throws IllegalStateException when the link is not disconnected",
                outcome::toString,
                "throw it before anything else");
        talk(link, peer, "undisturbed");
    }

    @Test
    void a_connect_that_nobody_answers_fails_with_a_reason() throws Exception {
        Link link = link();
        refused(link, link.connect(far().nowhere()));
    }

    @Test
    void an_opening_that_is_never_accepted_runs_into_the_timeout() throws Exception {
        Link link = link();
        link.timeout = SHORT;
        CompletionStage<Connected> connecting = link.connect(far().uri());
        FarEnd.Peer peer = link.begun(far());
        refused(link, connecting);
        require(
                peer.isGone(patience()),
                "nothing is left open when a connect fails",
                () -> "the far end still has its connection",
                "close the connection");
    }

    @Test
    void a_provider_that_refuses_ends_the_line_with_its_error() throws Exception {
        Link link = link();
        CompletionStage<Connected> connecting = link.connect(far().uri());
        link.begun(far()).say(PlainCodec.FATAL);
        ConnectException refusal = refused(link, connecting);
        require(
                refusal.reason().cause() == Cause.FATAL && refusal.reason().error() != null,
                "what a codec reports by failed() is the reason of the end: first failure wins",
                () -> "" + refusal.reason(),
                "keep the error, and take its severity for the cause");
    }

    @Test
    void a_link_connects_again_after_a_failure_and_after_a_close() throws Exception {
        Link link = link();
        refused(link, link.connect(far().nowhere()));
        try {
            talk(link, link.open(far()), "first");
            closed(link);
            talk(link, link.open(far()), "second");
        } catch (Exception | AssertionError e) {
            throw Finding.of(
                    "connecting again after a failure or a close is allowed and starts afresh",
                    Finding.shown(e),
                    "make a new connection with each connect, and keep nothing of the last one",
                    e);
        }
    }
}
