package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.transport.SendStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sound in both directions. */
@Contract({RealtimeCodec.class, WireOutput.class, ProviderCapabilities.class})
abstract class ChecklistSound extends ChecklistConfig {

    private static final int FRAME = 960;

    /** The line's own bound is 256 KiB; beyond it are the buffers of the operating system. */
    private static final int FLOOD = 64 << 20;

    /** How many bytes one frame of the caller's sound may allocate, on average; default 16. */
    protected int bytesPerFrameSent() {
        return 16;
    }

    /** How many bytes one piece of the model's sound may allocate, on average; default 512. */
    protected int bytesPerFrameReceived() {
        return 512;
    }

    @Test
    void sound_of_the_caller_arrives_whole_and_in_order() {
        assumeTrue(has(Feature.AUDIO_INPUT), "AUDIO_INPUT is not claimed");
        BenchLine line = line();
        require(
                able().inputFormats().contains(line.inputFormat()),
                "the format that a codec takes is one that the capabilities name",
                () -> line.inputFormat() + ", not of " + able().inputFormats(),
                "declare it");
        List<byte[]> frames = Tones.frames();
        for (byte[] frame : frames) {
            ByteBuffer offered = ByteBuffer.wrap(frame.clone());
            SendStatus status = line.offer(offered);
            require(
                    status == SendStatus.ACCEPTED && !offered.hasRemaining(),
                    "a frame of any size is taken whole while there is room",
                    () -> frame.length + " bytes: " + status + ", left " + offered.remaining(),
                    "consume the frame; what makes no whole sample waits for the next");
        }
        line.settle();
        byte[] wanted = Tones.joined(frames);
        require(
                Arrays.equals(wanted, line.heardSound()),
                "the caller's sound reaches the provider whole and in order",
                () -> Tones.compared(wanted, line.heardSound()),
                "write each byte once");
    }

    @Test
    void sound_of_the_model_is_told_whole_and_in_order() {
        assumeTrue(has(Feature.AUDIO_OUTPUT), "AUDIO_OUTPUT is not claimed");
        BenchLine line = line();
        line.say(ServerDialect::answerBegins);
        List<byte[]> frames = Tones.frames();
        for (byte[] frame : frames) {
            line.say(dialect -> dialect.sound(frame));
        }
        line.say(ServerDialect::done);
        byte[] wanted = Tones.joined(frames);
        require(
                Arrays.equals(wanted, line.sound()),
                "the model's sound reaches the session whole and in order",
                () -> Tones.compared(wanted, line.sound()),
                "tell each byte once, odd ones too");
        requireNamed(line);
    }

    private void requireNamed(BenchLine line) {
        List<String> answers = over(line).stream().map(each -> each.id()).toList();
        for (BenchLine.Piece piece : line.pieces()) {
            require(
                    able().outputFormats().contains(piece.format())
                            && piece.itemId() != null
                            && answers.contains("" + piece.responseId()),
                    "a piece of sound names its answer, its item and a format of the capabilities",
                    () ->
                            piece.format()
                                    + " of item "
                                    + piece.itemId()
                                    + " of answer "
                                    + piece.responseId()
                                    + "; answers were "
                                    + answers,
                    "make up ids where the wire has none; dialect's Answers does");
        }
    }

    @Test
    void a_frame_costs_no_memory_to_speak_of() {
        MemoryLine line = new MemoryLine(dialect(), config(), model());
        line.open(provider().create(profile(), settings(), new LentContext("memory")));
        if (has(Feature.AUDIO_INPUT)) {
            long sent = line.allocatedBySending(FRAME);
            require(
                    sent <= bytesPerFrameSent(),
                    "encodeAudio allocates nothing",
                    () -> sent + " bytes for each frame of " + FRAME,
                    "write into the buffer that WireOutput.begin gives; if it must be so, say how"
                            + " much by bytesPerFrameSent()");
        }
        long received = line.allocatedByReceiving(FRAME);
        require(
                received <= bytesPerFrameReceived(),
                "a piece of sound is told without copies of it",
                () -> received + " bytes for each piece of " + FRAME,
                "read it from the message's own buffer; if it must be so, say how much by"
                        + " bytesPerFrameReceived()");
    }

    @Test
    void a_far_end_that_does_not_read_is_told_to_the_caller_and_nothing_is_lost() {
        assumeTrue(has(Feature.AUDIO_INPUT), "AUDIO_INPUT is not claimed");
        BenchLine line = line();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        Runnable go = line.peer.stall();
        boolean refused = false;
        boolean untouched = true;
        try {
            for (int i = 0; !refused && taken.size() < FLOOD; i++) {
                byte[] frame = Tones.of(16 * FRAME, i);
                ByteBuffer offered = ByteBuffer.wrap(frame);
                SendStatus status = line.offer(offered);
                refused = status != SendStatus.ACCEPTED;
                untouched &= !refused || offered.remaining() == frame.length;
                if (!refused) {
                    taken.writeBytes(frame);
                }
            }
        } finally {
            go.run();
        }
        boolean fine = refused && untouched;
        boolean room = new Patience(patience()).until(() -> line.writable() > 0);
        line.settle();
        byte[] last = Tones.of(FRAME, 1);
        boolean again = room && line.sound(last);
        taken.writeBytes(last);
        line.settle();
        require(
                fine && again && Arrays.equals(taken.toByteArray(), line.heardSound()),
                "a frame for which there is no room is refused and left alone; what was taken"
                        + " arrives, and the line goes on",
                () ->
                        (fine ? "" : "no frame was refused as it should; ")
                                + (again ? "" : "none was taken afterwards; ")
                                + Tones.compared(taken.toByteArray(), line.heardSound()),
                "answer false when WireOutput.begin answers null");
    }
}
