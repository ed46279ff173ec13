package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes onto the wire: commands, sound, and what happens when there is no room. */
@Contract({RealtimeTransport.class, Receipt.class, SendStatus.class})
abstract class TransportSending extends TransportEnding {

    private static final int COMMANDS = 200;
    private static final int FLOOD = 64 << 20;
    private static final int LARGE_FRAME = 32 << 10;

    @Test
    void nothing_is_sent_without_a_connection() throws Exception {
        Link link = link();
        requireNotSent(link);
        link.open(far());
        closed(link);
        requireNotSent(link);
    }

    private void requireNotSent(Link link) {
        Patience.Outcome<Receipt> sent = waiting().outcome(link.send(Command.Raw.of("unheard")));
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        Patience.Outcome<SendStatus> sound = link.sound(frame);
        require(
                sent.failure() != null
                        && sound.value() == SendStatus.NOT_CONNECTED
                        && frame.remaining() == FRAME,
                "without a connection a command fails and sound is NOT_CONNECTED, untouched:"
                        + " nothing is dropped in silence",
                () -> "command: " + sent + "; sound: " + sound + ", left " + frame.remaining(),
                "look at the state first");
    }

    @Test
    void a_receipt_names_its_command_and_counts_messages() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        Command raw = Command.Raw.of("once");
        Command commit = Command.CommitAudio.now();
        Patience.Outcome<Receipt> one = waiting().outcome(link.send(raw));
        Patience.Outcome<Receipt> two = waiting().outcome(link.send(commit));
        require(
                new Receipt(raw.id(), 1).equals(one.value())
                        && new Receipt(commit.id(), 2).equals(two.value()),
                "a receipt names the command and says how many wire messages it became",
                () -> "of one message: " + one + "; of two: " + two,
                "count what the codec writes for a command");
        require(
                List.of(peer.text(patience()), peer.text(patience()), peer.text(patience()))
                        .equals(List.of("once", "commit", "respond")),
                "a receipt says written",
                () -> "the far end heard something else",
                "complete the stage when the messages are on their way");
    }

    @Test
    void commands_arrive_whole_and_in_order() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        for (int i = 0; i < COMMANDS; i++) {
            link.send(Command.Raw.of("command " + i));
        }
        for (int i = 0; i < COMMANDS; i++) {
            String heard = peer.text(patience());
            String wanted = "command " + i;
            require(
                    heard.equals(wanted),
                    "commands go onto the wire in the order in which they were sent, each once",
                    () -> Finding.brief(heard) + " in place of " + wanted,
                    "write them in one place, in turn");
        }
    }

    @Test
    void what_the_dialect_lacks_fails_and_disturbs_nothing() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        Patience.Outcome<Receipt> outcome =
                waiting().outcome(link.send(Command.ClearInputAudio.now()));
        require(
                outcome.failure() instanceof UnsupportedOperationException,
                "what a codec throws is the failure of the command",
                outcome::toString,
                "fail the stage with what encode throws");
        talk(link, peer, "undisturbed");
    }

    @Test
    void sound_goes_out_in_order_and_is_consumed() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        boolean carried = factory().capabilities().media() != TransportCapabilities.Media.ELSEWHERE;
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < FRAMES; i++) {
            byte[] bytes = new byte[FRAME];
            Arrays.fill(bytes, (byte) i);
            ByteBuffer frame = ByteBuffer.wrap(bytes);
            Patience.Outcome<SendStatus> outcome = link.sound(frame);
            require(
                    outcome.value() == (carried ? SendStatus.ACCEPTED : SendStatus.NOT_CARRIED)
                            && frame.remaining() == (carried ? 0 : FRAME),
                    "an accepted frame is consumed, any other is untouched",
                    () -> outcome + ", " + frame.remaining() + " bytes left of " + FRAME,
                    "move the position to the limit when, and only when, the answer is ACCEPTED");
            sent.writeBytes(bytes);
            Arrays.fill(bytes, (byte) -1); // valid during the call only
        }
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        while (carried && heard.size() < sent.size()) {
            heard.writeBytes(peer.sound(patience()));
        }
        require(
                !carried || Arrays.equals(sent.toByteArray(), heard.toByteArray()),
                "sound arrives as it was at the call, in order",
                () -> "the far end heard other bytes than were sent",
                "copy or write the frame during the call");
    }

    @Test
    void a_full_line_refuses_and_tells_when_there_is_room() throws Exception {
        assumeTrue(
                factory().capabilities().media() != TransportCapabilities.Media.ELSEWHERE,
                "no sound fills this line");
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        assumeTrue(peer.stall(true), "this far end cannot stall");
        try {
            long accepted = 0;
            Patience.Outcome<SendStatus> last;
            Patience.Outcome<Receipt> sent;
            ByteBuffer frame = ByteBuffer.allocate(LARGE_FRAME);
            do {
                last = new Patience.Outcome<>(false, null, null);
                while (accepted < FLOOD) {
                    frame.clear();
                    last = link.sound(frame);
                    if (last.value() != SendStatus.ACCEPTED) {
                        break;
                    }
                    accepted += LARGE_FRAME;
                }
                String seen = accepted + " bytes were accepted, then " + last;
                require(
                        last.value() == SendStatus.BACKLOG && frame.remaining() == LARGE_FRAME,
                        "the outgoing queue is bounded: a full one answers BACKLOG and leaves the frame",
                        () -> seen,
                        "bound what waits to be written");
                sent = waiting().outcome(link.send(Command.Raw.of("x".repeat(LARGE_FRAME))));
                accepted += LARGE_FRAME;
                // taken: the system below still had room, and the queue was full for a moment only
            } while (sent.value() != null && accepted < FLOOD);
            Patience.Outcome<Receipt> refused = sent;
            require(
                    refused.failure() instanceof BacklogException,
                    "a command that finds the queue full fails with a BacklogException",
                    refused::toString,
                    "fail the stage with one");
        } finally {
            peer.stall(false);
        }
        require(
                waiting().until(() -> link.ear.writable.get() > 0),
                "onWritable tells that there is room again",
                () -> "it was not called after the far end had read everything",
                "call it once after a refusal, when the queue has drained");
    }

    @Test
    void raw_messages_are_told_only_when_wanted() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        talk(link, peer, "unwatched");
        long unwanted = rawSent(link);
        link.ear.raw = true;
        talk(link, peer, "watched");
        require(
                unwanted == 0 && rawSent(link) == 1,
                "RawSent is told for each text message while wantsRaw() says so, and else never",
                () -> unwanted + " unwanted, " + rawSent(link) + " in all",
                "ask the listener for each message, and build nothing for nobody");
    }

    private static long rawSent(Link link) {
        return link.ear.events.stream().filter(TransportEvent.RawSent.class::isInstance).count();
    }
}
