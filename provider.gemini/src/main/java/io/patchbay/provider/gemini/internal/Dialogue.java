package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.dialect.Answers;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, from what both sides say. A turn of the model lasts from its first content to
 * {@code turnComplete}, which waits until the service believes that all was heard; an answer is
 * over when all of it was generated, or with a call of a tool, after which the turn goes on.
 */
final class Dialogue {

    private static final Set<String> WELL =
            Set.of("TURN_COMPLETE_REASON_UNSPECIFIED", "NEED_MORE_INPUT");
    private static final Set<String> BROKEN =
            Set.of("MALFORMED_FUNCTION_CALL", "MAX_REGENERATION_REACHED");

    private final TransportListener listener;
    private final Answers answers;
    private final CallerTurns caller;
    private final boolean manual;
    private final StringBuilder unspoken = new StringBuilder();
    private @Nullable Usage usage;

    /** The model's turn runs. */
    private boolean turn;

    /** All of it was generated. */
    private boolean generated;

    /** The end of a turn is still to be told that is over for us. */
    private boolean due;

    /** What comes was cut off, until its turn is told to be over. */
    private boolean cut;

    /** An answer was asked for on this side, or will follow a tool's output. */
    private boolean expected;

    /** A tool's output was sent that the model will answer by itself. */
    private boolean replyDue;

    /** What this side has sent interrupts the model. */
    private boolean interrupting;

    /**
     * Nobody has said anything.
     *
     * @param manual whether this side tells when the caller speaks
     */
    Dialogue(TransportListener listener, Answers answers, CallerTurns caller, boolean manual) {
        this.listener = listener;
        this.answers = answers;
        this.caller = caller;
        this.manual = manual;
    }

    // ---- this side

    /** Words were put into the conversation, which interrupts what is being said. */
    void told() {
        interrupting |= turn;
    }

    /** An answer is asked for. */
    void asked() {
        expected = true;
        replyDue = false;
        interrupting = turn;
        cut = false;
        if (turn) {
            due = true;
            if (generated) {
                turn = false;
                generated = false;
            }
        }
    }

    /**
     * A tool's output goes out.
     *
     * @param background whether the model did not wait for it
     * @param silent whether it will not be answered
     * @param interrupts whether it is answered at once
     */
    void toolOutput(boolean background, boolean silent, boolean interrupts) {
        if (silent) {
            return;
        }
        replyDue = true;
        expected |= background || !turn;
        interrupting |= interrupts && turn;
    }

    /** Whether an answer comes without being asked for. */
    boolean replyDue() {
        return replyDue;
    }

    /** Whether the model's turn runs, all of it generated or not. */
    boolean running() {
        return turn;
    }

    // ---- the model

    /** Sound of the model, valid during the call. */
    void sound(ByteBuffer bytes, AudioFormat format) {
        if (content()) {
            answers.sound(bytes, format);
        }
    }

    /** Words that are spoken. */
    void words(String delta) {
        if (turn && generated && !answers.running()) {
            listener.onEvent(
                    new TransportEvent.Rejected(
                            "serverContent", "words came after the end of their answer"));
            return;
        }
        if (content()) {
            answers.words(delta);
        }
    }

    /** Words beside the sound. They are the answer when nothing is spoken. */
    void written(String text) {
        if (content()) {
            unspoken.append(text);
        }
    }

    /** A call of a tool. */
    void call(String id, String name, String arguments) {
        cut = false; // a call is none that was generated before
        content();
        answers.call(id, name, arguments);
    }

    /** All calls of a message were told: they are run when their answer is over. */
    void callsOver() {
        unspoken.setLength(0); // the call in other words, never an answer
        answers.complete(taken());
        generated = false;
    }

    /** The model says something; false when that was cut off before. */
    private boolean content() {
        if (cut) {
            return false;
        }
        if (!turn) {
            boolean untold = caller.open() || !expected && !caller.waiting();
            if (untold && !manual) {
                caller.over();
            }
            turn = true;
            generated = false;
            expected = false;
        }
        replyDue = false;
        interrupting = false;
        return true;
    }

    /** Somebody, or something that was sent, interrupts the model. */
    void interrupted() {
        boolean ours = interrupting;
        interrupting = false;
        if (!ours && !manual) {
            caller.started();
        }
        unspoken.setLength(0);
        answers.cancelled(ours ? "client_cancelled" : "turn_detected", taken());
        due |= turn;
        cut |= turn;
        turn = false;
        generated = false;
    }

    /** All of the answer was generated. */
    void generated() {
        if (turn) {
            generated = true;
            writeDown();
            answers.complete(taken());
        }
    }

    /**
     * The model's turn is over.
     *
     * @param reason in the service's word, or null
     */
    void turnComplete(@Nullable String reason) {
        boolean another = due && !turn;
        due = false;
        cut = false;
        if (!another) {
            boolean bad = reason != null && !WELL.contains(reason);
            if (!turn && (expected || bad)) {
                // it was asked, and has nothing to say
                expected = false;
                replyDue = false;
                answers.begin();
            }
            writeDown();
            end(bad ? reason : null);
            turn = false;
            generated = false;
        }
        caller.answered();
    }

    private void end(@Nullable String reason) {
        if (reason == null) {
            answers.complete(answers.running() ? taken() : null);
        } else if (BROKEN.contains(reason)) {
            answers.failed(
                    new ProviderError(
                            "turn_failed",
                            reason,
                            "the model's turn came to nothing",
                            null,
                            null,
                            Severity.RECOVERABLE));
        } else {
            answers.incomplete("content_filter", answers.running() ? taken() : null);
        }
    }

    private void writeDown() {
        if (!unspoken.isEmpty()) {
            String text = unspoken.toString();
            unspoken.setLength(0);
            if (!answers.running() || !answers.speaks()) {
                answers.text(text);
            }
        }
    }

    // ---- usage

    /** What the turn has cost so far, told by the message that is being read. */
    void used(Usage used) {
        usage = used;
    }

    /** A message was read: what no answer carries is told by itself. */
    void read() {
        if (usage != null && !answers.running()) {
            Usage beside = usage;
            usage = null;
            listener.onEvent(new TransportEvent.UsageReported(beside));
        }
    }

    private @Nullable Usage taken() {
        Usage used = usage;
        if (answers.running()) {
            usage = null;
        }
        return used;
    }
}
