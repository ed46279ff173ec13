package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.PlainCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How a link ends, from either side, and that nothing comes after. */
@Contract({RealtimeTransport.class, CloseReason.class, RealtimeCodec.class})
abstract class TransportEnding extends TransportConnecting {

    @Test
    void closing_ends_in_order_and_returns_the_same_stage() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        CompletionStage<Void> one = link.transport.close(CloseReason.NORMAL);
        CompletionStage<Void> other = link.transport.close(CloseReason.NORMAL);
        Patience.Outcome<Void> outcome = waiting().outcome(one);
        require(
                one == other && outcome.ended() && outcome.failure() == null,
                "repeated calls of close return the same stage, which completes",
                () -> (one == other ? "one stage" : "two stages") + "; " + outcome,
                "keep the stage of the first close");
        CloseReason reason = ended(link);
        require(
                reason.equals(CloseReason.NORMAL)
                        && link.transport.state() == TransportState.DISCONNECTED
                        && peer.isGone(patience()),
                "close ends the connection and tells the reason that it was given",
                () -> reason + ", state " + link.transport.state(),
                "tell StateChanged(DISCONNECTED, reason) and close at the far end, too");
    }

    @Test
    void closing_from_many_threads_is_one_close() throws Exception {
        Link link = link();
        link.open(far());
        List<CompletableFuture<CompletionStage<Void>>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(
                    CompletableFuture.supplyAsync(
                            () -> link.transport.close(CloseReason.NORMAL), context().workers()));
        }
        Set<Object> stages = Collections.newSetFromMap(new IdentityHashMap<>());
        for (CompletableFuture<CompletionStage<Void>> call : calls) {
            Patience.Outcome<CompletionStage<Void>> outcome = waiting().outcome(call);
            stages.add(outcome.value() == null ? outcome : outcome.value());
        }
        ended(link);
        link.settle();
        require(
                stages.size() == 1 && link.ear.ends().size() == 1,
                "close may be called from any thread, and counts once",
                () -> stages.size() + " stages; the ends told are " + link.ear.ends(),
                "let the first call win, atomically");
    }

    @Test
    void closing_fails_a_connect_in_progress() throws Exception {
        Link link = link();
        CompletionStage<Connected> connecting = link.connect(far().uri());
        FarEnd.Peer peer = link.begun(far());
        closed(link);
        refused(link, connecting);
        require(
                peer.isGone(patience()),
                "nothing is left open when a connect fails",
                () -> "the far end still has its connection",
                "close the connection");
    }

    @Test
    void closing_what_was_never_connected_is_done_at_once() throws Exception {
        Patience.Outcome<Void> outcome = link().close(CloseReason.NORMAL);
        require(
                outcome.ended() && outcome.failure() == null,
                "close completes, also when there never was a connection",
                outcome::toString,
                "return a completed stage");
    }

    @Test
    void the_far_ends_close_is_told_with_its_reason() throws Exception {
        Link link = link();
        link.open(far()).end(4321, "enough for today");
        CloseReason reason = ended(link);
        require(
                reason.cause() == Cause.REMOTE && !reason.text().isBlank(),
                "a far end that closes in order is told as such: cause REMOTE",
                () -> "" + reason,
                "tell who ended the link, and in the text what it said");
    }

    @Test
    void a_lost_line_is_told_once() throws Exception {
        Link link = link();
        link.open(far()).vanish();
        CloseReason reason = ended(link);
        link.settle();
        require(
                link.ear.ends().size() == 1 && reason.cause() == Cause.LOST,
                "a connection that breaks is told once: cause LOST",
                () -> "" + link.ear.ends(),
                "tell it once, whichever side notices first");
    }

    @Test
    void nothing_is_told_after_the_end() throws Exception {
        Link link = link();
        link.open(far());
        Link.Ear first = link.ear;
        closed(link);
        ended(link);
        int told = first.events.size();
        talk(link, link.open(far()), "afresh");
        closed(link);
        link.settle();
        List<TransportEvent> late = first.events.subList(told, first.events.size());
        require(
                late.isEmpty(),
                "a listener is never called after its StateChanged(DISCONNECTED)",
                () -> "it was told " + late,
                "forget the listener with its connection");
    }

    @Test
    void the_codec_is_opened_once_and_closed_once_at_the_end() throws Exception {
        Link link = link();
        link.open(far());
        PlainCodec codec = link.codec;
        int early = codec.closed();
        closed(link);
        link.settle();
        require(
                codec.opened() == 1 && early == 0 && codec.closed() == 1,
                "a codec is opened once, and closed once, when its line is gone",
                () ->
                        "opened "
                                + codec.opened()
                                + " times, closed "
                                + codec.closed()
                                + " times, before the end "
                                + early,
                "close it where the end is told, however the line ended");
    }

    @Test
    void a_link_lives_on_when_another_one_is_closed() throws Exception {
        TransportFactory factory = factory();
        Link one = link(factory.create(settings(), context()));
        one.open(far());
        Link other = link(factory.create(settings(), context()));
        FarEnd.Peer peer = other.open(far());
        closed(one);
        try {
            talk(other, peer, "alive");
        } catch (Exception | AssertionError e) {
            throw Finding.of(
                    "links of one factory do not touch each other",
                    "after one was closed: " + Finding.shown(e),
                    "keep everything in the link, nothing in the factory or static",
                    e);
        }
    }
}
