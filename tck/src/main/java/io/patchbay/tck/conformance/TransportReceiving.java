package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.PlainCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What comes from the wire: order, threads, bounds, and what an exception may not do. */
@Contract({RealtimeTransport.class, TransportEvent.class, RealtimeCodec.class})
abstract class TransportReceiving extends TransportSending {

    @Test
    void sound_comes_in_order() throws Exception {
        assumeTrue(
                factory().capabilities().media() != TransportCapabilities.Media.ELSEWHERE,
                "sound does not come this way");
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int i = 0; i < FRAMES; i++) {
            byte[] bytes = new byte[FRAME];
            Arrays.fill(bytes, (byte) i);
            peer.say(bytes);
            said.writeBytes(bytes);
        }
        peer.say(PlainCodec.NOTE + "end");
        require(
                waiting().until(() -> link.ear.heard("end"))
                        && Arrays.equals(said.toByteArray(), link.ear.sound()),
                "what the far end sends is told whole, once, in order of arrival",
                () -> said.size() + " bytes were said, " + link.ear.sound().length + " heard",
                "hand messages on in the order of the wire");
    }

    @Test
    void everything_is_told_on_the_loop() throws Exception {
        Link link = link();
        link.ear.raw = true;
        FarEnd.Peer peer = link.open(far());
        Link.Ear ear = link.ear;
        talk(link, peer, "one");
        peer.say(new byte[FRAME]);
        talk(link, peer, "two");
        peer.vanish();
        ended(link);
        CompletionStage<Connected> refused = link.connect(far().nowhere());
        refused(link, refused);
        List<String> wrong = new ArrayList<>(ear.offLoop);
        wrong.addAll(link.ear.offLoop);
        require(
                wrong.isEmpty(),
                "the listener is called on the loop of the ConnectRequest, always",
                () -> "" + wrong,
                "hand over to the loop what other threads find out");
    }

    @Test
    void an_exception_of_codec_or_listener_does_not_end_the_line() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        try {
            peer.say(PlainCodec.BUG);
            talk(link, peer, "after the codec's");
            link.ear.angry = true;
            peer.say(PlainCodec.NOTE + "anger");
            waiting().until(() -> link.ear.heard("anger"));
            link.ear.angry = false;
            talk(link, peer, "after the listener's");
        } catch (Exception | AssertionError e) {
            throw Finding.of(
                    "an exception of codec or listener is contained",
                    "after one: " + Finding.shown(e),
                    "catch what decode and the listener throw; the thread serves others as well",
                    e);
        }
    }

    @Test
    void a_message_beyond_the_bound_ends_the_line() throws Exception {
        assumeTrue(tooLarge() > 0, "tooLarge() says that the wire bounds it");
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        String words = PlainCodec.NOTE + "x".repeat(tooLarge());
        CompletableFuture.runAsync(
                () -> {
                    try {
                        peer.say(words);
                    } catch (Exception e) {
                        System.getLogger(TransportConformance.class.getName())
                                .log(System.Logger.Level.DEBUG, "it was not taken", e);
                    }
                },
                context().workers());
        boolean over =
                waiting()
                        .until(
                                () ->
                                        !link.ear.ends().isEmpty()
                                                || link.ear.heard("x".repeat(tooLarge())));
        require(
                over && !link.ear.ends().isEmpty() && link.ear.ends().get(0).cause() != Cause.LOCAL,
                "a message beyond the bound ends the line with a reason, never in memory",
                () ->
                        link.ear.ends().isEmpty()
                                ? "a message of " + tooLarge() + " bytes was taken, or nothing came"
                                : "" + link.ear.ends(),
                "refuse it before it is read, and close with cause PROTOCOL");
    }
}
