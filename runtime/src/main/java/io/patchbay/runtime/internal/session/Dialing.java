package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.AnswerClassifier;
import io.patchbay.api.session.AnswerClassifier.Verdict;
import io.patchbay.api.session.AnswerPolicy;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.DialStep;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialException.Kind;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call that this side places, from its way out until it is known who answered. Until then nobody
 * greets and the model hears nothing. On the loop.
 */
final class Dialing {
    /** What is kept of a person's first words. */
    private static final int MAX_KEPT = 400;

    /** Where the call goes on. */
    interface Leg {
        /** The leg, for events. */
        String id();

        /** What comes from the far end. */
        AudioFormat format();

        /** The conversation may begin, with these first words of the far end. */
        void up(List<ByteBuffer> firstWords, boolean machine);

        /** The call is given up. */
        void drop(CloseReason reason);
    }

    private final SessionCore core;
    private final DialRequest request;
    private final CompletableFuture<Void> result;
    private final List<ByteBuffer> kept = new ArrayList<>(0);
    private @Nullable Leg leg;
    private AnswerClassifier.@Nullable Listening listening;
    private @Nullable AudioConverter converter;
    private ByteBuffer converted = ByteBuffer.allocate(0);
    private SerialLoop.@Nullable Timer timer;
    private @Nullable Kind givenUp;
    private boolean answered;
    private boolean machine;
    private long since;

    /**
     * A call that is not on its way yet.
     *
     * @param result learns how it ended: with a {@link DialException} when nobody is there to talk
     */
    Dialing(SessionCore core, DialRequest request, CompletableFuture<Void> result) {
        this.core = core;
        this.request = request;
        this.result = result;
    }

    /** It is on its way. */
    void begin(Leg leg) {
        this.leg = leg;
        tell(DialStep.DIALING, null);
        timer = core.loop.schedule(this::rangTooLong, request.ringing());
    }

    private void tell(DialStep step, @Nullable CloseReason reason) {
        Leg told = leg;
        if (core.heard()) {
            core.emit(
                    new SessionEvent.DialProgress(
                            core.clock.stamp(told == null ? null : told.id()), step, reason));
        }
    }

    private void rangTooLong() {
        giveUp(Kind.NO_ANSWER, 408, "nobody answered in " + request.ringing().toSeconds() + " s");
    }

    private void giveUp(Kind kind, int code, String text) {
        timer = null;
        givenUp = kind;
        Leg dropped = leg;
        if (dropped != null) {
            dropped.drop(new CloseReason(CloseReason.Cause.LOCAL, code, text, null));
        }
    }

    void ringing() {
        if (!answered) {
            tell(DialStep.RINGING, null);
        }
    }

    /** Somebody answered, and sound flows. */
    void answered() {
        if (answered) {
            return;
        }
        answered = true;
        stop();
        since = core.clock.now();
        tell(DialStep.ANSWERED, null);
        AnswerPolicy policy = request.answer();
        if (policy == null) {
            go(List.of());
            return;
        }
        AudioFormat from = from();
        AudioFormat to = new AudioFormat(AudioFormat.Encoding.PCM16, from.sampleRate(), 1);
        try {
            converter = AudioConverter.between(from, to);
            listening = policy.classifier().begin(to);
        } catch (RuntimeException e) { // of the application
            failed(e);
            return;
        }
        timer = core.loop.schedule(() -> verdict(Verdict.UNKNOWN), policy.within());
    }

    private AudioFormat from() {
        Leg known = leg;
        return known == null ? AudioFormat.PCM16_24K : known.format();
    }

    private void failed(RuntimeException e) {
        core.error(
                SessionEvent.ErrorSource.LEG,
                "the answer classifier failed, and is not asked any more: " + e.getMessage(),
                null);
        verdict(Verdict.UNKNOWN);
    }

    /** Whether sound goes to the classifier and not to the model. */
    boolean listening() {
        return listening != null;
    }

    /** Sound of the far end. */
    void hear(ByteBuffer frame) {
        AnswerClassifier.Listening ear = listening;
        AudioConverter to = converter;
        if (ear == null || to == null) {
            return;
        }
        if (kept.size() < MAX_KEPT && !machine) {
            ByteBuffer copy = ByteBuffer.allocate(frame.remaining()).put(frame.duplicate());
            kept.add(copy.flip());
        }
        int room = to.maxOutput(frame.remaining());
        if (converted.capacity() < room) {
            converted = ByteBuffer.allocate(room);
        }
        converted.clear();
        to.convert(frame.duplicate(), converted);
        converted.flip().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        Verdict verdict;
        try {
            verdict = ear.hear(converted);
        } catch (RuntimeException e) { // of the application
            failed(e);
            return;
        }
        if (verdict != null && !(machine && verdict == Verdict.MACHINE)) {
            verdict(verdict);
        }
    }

    private void verdict(Verdict verdict) {
        stop();
        AnswerPolicy policy = request.answer();
        if (policy == null || result.isDone()) {
            return;
        }
        if (core.heard()) {
            Leg known = leg;
            core.emit(
                    new SessionEvent.AnswerClassified(
                            core.clock.stamp(known == null ? null : known.id()),
                            verdict,
                            Duration.ofNanos(core.clock.now() - since)));
        }
        if (verdict == Verdict.HUMAN || verdict == Verdict.UNKNOWN && !machine) {
            go(List.copyOf(kept));
            return;
        }
        machine = true;
        kept.clear();
        switch (policy.onMachine()) {
            case HANG_UP -> giveUp(Kind.MACHINE, 487, "a machine answered");
            case GO_ON -> go(List.of());
            default -> {
                long left = policy.beepWithin().toNanos() - (core.clock.now() - since);
                if (verdict == Verdict.MACHINE && left > 0) {
                    timer =
                            core.loop.schedule(
                                    () -> verdict(Verdict.UNKNOWN), Duration.ofNanos(left));
                } else {
                    go(List.of());
                }
            }
        }
    }

    private void go(List<ByteBuffer> firstWords) {
        listening = null;
        kept.clear();
        Leg going = leg;
        if (going != null) {
            going.up(firstWords, machine);
        }
        result.complete(null);
    }

    /** The leg is gone. */
    void closed(CloseReason reason) {
        stop();
        listening = null;
        if (result.isDone()) {
            return;
        }
        tell(DialStep.FAILED, reason);
        Kind kind = givenUp == null ? kind(reason) : givenUp;
        int status = reason.code() >= 300 && reason.code() < 700 ? reason.code() : 0;
        result.completeExceptionally(new DialException(kind, status, reason.text()));
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private static Kind kind(CloseReason reason) {
        return switch (reason.code()) {
            case 486, 600 -> Kind.BUSY;
            case 408, 480, 487 ->
                    reason.cause() == CloseReason.Cause.LOCAL ? Kind.CANCELLED : Kind.NO_ANSWER;
            case 401, 403, 407, 603, 607, 608 -> Kind.REFUSED;
            case 404, 410, 416, 484, 485, 604 -> Kind.UNREACHABLE;
            default ->
                    switch (reason.cause()) {
                        case LOCAL -> Kind.CANCELLED;
                        case LOST -> Kind.UNREACHABLE;
                        default -> Kind.FAILED;
                    };
        };
    }
}
