package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.PacedSound;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output audio buffer of a call: speech is made faster than it is heard, waits here, and leaves
 * in real time. So this side knows what was heard of an answer that is cut off, and truncates it.
 *
 * <p>Responses are heard one after the other. Each is announced by {@code
 * output_audio_buffer.started} when its sound begins, and ends with {@code stopped} or {@code
 * cleared}.
 */
final class OutputBuffer implements SoundOut {
    /** 20 ms at once are handed to the link. */
    private static final int FRAME_BYTES = 960;

    /** Sound leaves in steps of 10 ms; the last one of a response is filled up with silence. */
    private static final int STEP_BYTES = 480;

    private final SessionContext context;
    private final PacedSound link;
    private final AudioFormat format = AudioFormat.PCM16_24K;
    private final Map<String, Utterance> unfinished = new HashMap<>();
    private final Deque<Utterance> queue = new ArrayDeque<>();
    private final int deltaBytes;
    private String lastResponseId = "";
    private boolean up;
    private long waitingBytes;

    /** How much was handed to the link, less what it dropped; in step with its sent position. */
    private long lineBytes;

    private long offeredBytes;
    private long reportedMillis;

    /** What one response says. */
    private static final class Utterance {
        final String responseId;
        final Deque<Part> parts = new ArrayDeque<>();
        boolean started;
        boolean done;

        /** Its sound is not wanted any more. */
        boolean silenced;

        Utterance(String responseId) {
            this.responseId = responseId;
        }
    }

    /** What one item says. */
    private static final class Part {
        final OutputItem output;
        final Deque<byte[]> pieces = new ArrayDeque<>();
        int at;
        long madeBytes;
        long beginBytes;
        long offeredBytes;

        Part(OutputItem output) {
            this.output = output;
        }
    }

    OutputBuffer(SessionContext context, PacedSound link) {
        this.context = context;
        this.link = link;
        this.deltaBytes = format.bytes(context.services.options().audioDelta().toMillis());
    }

    /** Sound can leave from now on. */
    void up() {
        up = true;
        feed();
    }

    @Override
    public boolean writable() {
        return waitingBytes < context.services.options().maxBufferedAudioBytes();
    }

    /** The link converts, so the session's output format does not matter here. */
    @Override
    public AudioFormat format(ResponseRequest request) {
        return format;
    }

    @Override
    public Voice begin(OutputItem output) {
        Utterance utterance =
                unfinished.computeIfAbsent(
                        output.responseId(),
                        id -> {
                            Utterance next = new Utterance(id);
                            queue.add(next);
                            return next;
                        });
        Part part = new Part(output);
        utterance.parts.add(part);
        return (piece, millis) -> {
            if (!utterance.silenced) {
                part.pieces.add(piece);
                part.madeBytes += piece.length;
                waitingBytes += piece.length;
                feed();
            }
        };
    }

    @Override
    public void done(String responseId) {
        Utterance utterance = unfinished.remove(responseId);
        if (utterance != null) {
            utterance.done = true;
            feed();
        }
    }

    /** The link has room again, or has sent everything. */
    void feed() {
        while (up && !context.outbox.closed()) {
            Utterance head = queue.peek();
            if (head == null) {
                return;
            }
            Part part = speaking(head);
            if (part == null) {
                if (!head.done || !fillUp() || link.waitingMicros() > 0) {
                    return;
                }
                queue.remove();
                if (head.started) {
                    tell("stopped", head);
                }
            } else if (!offer(head, part)) {
                return;
            }
        }
    }

    private static @Nullable Part speaking(Utterance utterance) {
        for (Part part : utterance.parts) {
            if (!part.pieces.isEmpty()) {
                return part;
            }
        }
        return null;
    }

    private boolean offer(Utterance utterance, Part part) {
        byte[] piece = part.pieces.getFirst();
        int length = Math.min(FRAME_BYTES, piece.length - part.at);
        if (!link.offer(ByteBuffer.wrap(piece, part.at, length))) {
            return false;
        }
        if (!utterance.started) {
            utterance.started = true;
            lastResponseId = utterance.responseId;
            tell("started", utterance);
        }
        if (part.offeredBytes == 0) {
            part.beginBytes = lineBytes;
        }
        part.at += length;
        if (part.at == piece.length) {
            part.pieces.removeFirst();
            part.at = 0;
        }
        part.offeredBytes += length;
        waitingBytes -= length;
        lineBytes += length;
        count(length);
        return true;
    }

    /** The figures, and the fault that waits for so many deltas. */
    private void count(int bytes) {
        long deltas = offeredBytes / deltaBytes;
        offeredBytes += bytes;
        long millis = format.millis(offeredBytes);
        context.services.counters().millisOut.add(millis - reportedMillis);
        reportedMillis = millis;
        for (long i = deltas; i < offeredBytes / deltaBytes; i++) {
            context.outbox.audioSent();
        }
    }

    /** Completes the last step of 10 ms, so that it leaves; false if there is no room. */
    private boolean fillUp() {
        int open = (int) (lineBytes % STEP_BYTES);
        if (open == 0) {
            return true;
        }
        int missing = STEP_BYTES - open;
        if (!link.offer(ByteBuffer.wrap(new byte[missing]))) {
            return false;
        }
        lineBytes += missing;
        return true;
    }

    @Override
    public void interrupted() {
        if (!queue.isEmpty()) {
            cutOff();
        }
    }

    @Override
    public void clear() {
        if (!queue.isEmpty()) {
            cutOff();
        } else if (!lastResponseId.isEmpty()) {
            context.outbox.send(
                    context.outbox
                            .event("output_audio_buffer.cleared")
                            .put("response_id", lastResponseId));
        }
    }

    /** Silence at once; what was not heard of an item is truncated. */
    private void cutOff() {
        link.flush();
        long sent = link.sentMicros() * format.sampleRate() / 1_000_000 * format.frameBytes();
        lineBytes = sent;
        Iterator<Utterance> all = queue.iterator();
        while (all.hasNext()) {
            Utterance utterance = all.next();
            all.remove();
            utterance.silenced = true;
            if (utterance.started) {
                tell("cleared", utterance);
            }
            utterance.parts.forEach(part -> truncate(part, sent));
        }
        waitingBytes = 0;
    }

    private void truncate(Part part, long sentBytes) {
        long heard = Math.max(0, Math.min(part.offeredBytes, sentBytes - part.beginBytes));
        part.pieces.clear();
        if (part.output.inConversation() && heard < part.madeBytes) {
            context.truncate(part.output.item(), 0, format.millis(heard));
        }
    }

    private void tell(String what, Utterance utterance) {
        context.outbox.send(
                context.outbox
                        .event("output_audio_buffer." + what)
                        .put("response_id", utterance.responseId));
    }

    @Override
    public Duration stillPlaying() {
        return Duration.ofMillis(format.millis(waitingBytes) + link.waitingMicros() / 1_000);
    }

    /** A message of a data channel holds 256 KiB, and the sound stands in it as base64. */
    @Override
    public int longestRetrieval() {
        return 180_000;
    }

    @Override
    public void stall(Duration length) {
        link.pause();
        context.loop.schedule(link::resume, length);
    }
}
