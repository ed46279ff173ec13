package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ProviderError;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets at most one {@code response.create} be outstanding in the default conversation (RULES 8 to
 * 11). A state machine without clock and without I/O: inputs are method calls, outputs go to {@link
 * Actions}. On the session's loop only.
 *
 * <p>Requests of the application are each sent once. Requests that the session makes by itself,
 * after a message or after tools, are merged, and a turn of the server that saw what motivated them
 * covers them.
 */
final class ResponseGate {
    private static final int MAX_PRESUMED = 64;

    /** What the gate wants done. */
    interface Actions {
        /** Sends {@code request}'s command; {@link #sendFailed} tells when that fails. */
        void create(ResponseRequest request);

        /** Sends a cancel for the running response, or for the one that is named. */
        void cancel(@Nullable String responseId);

        /** (Re)starts the one timer; {@link #expired} when it is over; 0 stops it. */
        void timer(long nanos);

        /** A request that was sent will not be answered: refused, failed or given up. */
        void over(ResponseRequest request);

        /** A response or request has been silent for too long; it is cancelled next. */
        void silent(@Nullable String responseId);

        /** A response or request never ended: it is given up. */
        void gaveUp(@Nullable String responseId);

        /** {@code request} will never be sent: the line is gone. */
        void dropped(ResponseRequest request);
    }

    private enum Phase {
        /** Nothing runs. */
        FREE,
        /** A request was sent, and no response has begun. */
        REQUESTED,
        /** A response runs. */
        RUNNING,
        /** The server says that one runs, and it was never announced. */
        BLOCKED
    }

    private final Actions actions;
    private final long silenceNanos;
    private final long cancelNanos;
    private final RequestQueue waiting = new RequestQueue();

    /**
     * Requests that a response seems to have answered. It may have been the server's own: then the
     * refusal is still on its way, perhaps for longer than that response lasts.
     */
    private final ArrayDeque<ResponseRequest> presumed = new ArrayDeque<>(2);

    private Phase phase = Phase.FREE;
    private @Nullable ResponseRequest sent;
    private @Nullable String running;
    private boolean cancelling;
    private boolean speaking;
    private boolean turnMayFail;
    private boolean held;
    private boolean open;
    private long lastSign;

    /**
     * A gate that is closed until {@link #open}.
     *
     * @param silenceNanos after which a silent response is cancelled
     * @param cancelNanos after which a cancelled one is given up
     */
    ResponseGate(Actions actions, long silenceNanos, long cancelNanos) {
        this.actions = actions;
        this.silenceNanos = silenceNanos;
        this.cancelNanos = cancelNanos;
    }

    /** A line stands; what it has said by now of a response that runs holds. */
    void open(long now) {
        open = true;
        next(now);
    }

    /**
     * The line is gone and another will come: what was asked for and not answered is asked again.
     *
     * @return the request that the running response seemed to answer, or null
     */
    @Nullable ResponseRequest suspend() {
        open = false;
        ResponseRequest unanswered = sent;
        ResponseRequest answered = phase == Phase.RUNNING ? presumed.peekLast() : null;
        reset();
        if (unanswered != null) {
            waiting.addFirst(unanswered);
        }
        return answered;
    }

    /** The line is gone, and with it all that ran or waited. */
    void close() {
        open = false;
        for (ResponseRequest request = waiting.poll(); request != null; request = waiting.poll()) {
            actions.dropped(request);
        }
        reset();
    }

    private void reset() {
        phase = Phase.FREE;
        sent = null;
        presumed.clear();
        running = null;
        cancelling = false;
        turnMayFail = false;
        held = false;
        speaking = false;
        actions.timer(0);
    }

    /** Somebody wants a response. */
    void request(ResponseRequest request, long now) {
        waiting.add(request);
        next(now);
    }

    /** An item stands in the server's conversation now. */
    void acknowledged(String itemId) {
        waiting.acknowledged(itemId);
        for (ResponseRequest request : presumed) {
            request.unseen.remove(itemId);
        }
        if (sent != null) {
            sent.unseen.remove(itemId);
        }
    }

    /** A response of the conversation began, asked for by us or not. */
    void started(String responseId, long now) {
        lastSign = now;
        if (phase == Phase.RUNNING) {
            cancelling = false; // what was cancelled is over, whether it said so or not
        }
        running = responseId;
        ResponseRequest own = sent;
        if (phase == Phase.REQUESTED && own != null) {
            // taken for ours until an error says otherwise; what is unseen now, it does not cover
            own.seenInTime = own.unseen.isEmpty();
            presumed.addLast(own);
            if (presumed.size() > MAX_PRESUMED) {
                presumed.removeFirst();
            }
        } else {
            waiting.cover();
        }
        sent = null;
        phase = Phase.RUNNING;
        actions.timer(cancelling ? cancelNanos : silenceNanos);
    }

    /** Something was heard of the response: it lives. */
    void sign(long now) {
        lastSign = now;
    }

    /** A response of the conversation is over. */
    void ended(String responseId, long now) {
        if (phase == Phase.RUNNING && !responseId.equals(running)) {
            return; // an older one, given up before
        }
        if (phase == Phase.REQUESTED) {
            return; // ours has not begun
        }
        free(now);
    }

    /**
     * The server complains.
     *
     * @return whether it is about a request for a response that the gate deals with by itself
     */
    boolean failed(ProviderError error, long now) {
        boolean busy = "conversation_already_has_active_response".equals(error.code());
        if (busy && error.commandId() == null && turnMayFail) {
            turnMayFail = false;
            return true;
        }
        ResponseRequest own = meant(error, busy);
        if (own == null) {
            return false;
        }
        boolean answered = presumed.remove(own);
        actions.over(own);
        if (!answered) {
            sent = null;
        }
        if (!busy) {
            others(own);
            if (!answered) {
                free(now);
            }
            return false;
        }
        boolean covered = answered && !own.manual() && own.seenInTime;
        if (!covered) {
            waiting.addFirst(own);
        }
        if (!answered) {
            phase = Phase.BLOCKED;
            lastSign = now;
            actions.timer(cancelling ? cancelNanos : silenceNanos);
        }
        next(now);
        return true;
    }

    /** The request that an error is about, or null. Not every server says which it means. */
    private @Nullable ResponseRequest meant(ProviderError error, boolean busy) {
        String id = error.commandId();
        ResponseRequest own = sent;
        if (id == null) {
            String code = error.code();
            boolean creation =
                    busy
                            || code != null && code.contains("response_create")
                            || error.message().contains("response.create");
            return creation ? own != null ? own : busy ? presumed.peekLast() : null : null;
        }
        if (own != null && own.named(id)) {
            return own;
        }
        for (ResponseRequest request : presumed) {
            if (request.named(id)) {
                return request;
            }
        }
        return null;
    }

    /** A request could not be sent. */
    void sendFailed(ResponseRequest request, long now) {
        if (sent == request) {
            sent = null;
            actions.over(request);
            others(request);
            free(now);
        }
    }

    /** A request has failed for good: those that were merged with it get one of their own. */
    private void others(ResponseRequest failed) {
        ResponseRequest rest = failed.withoutOne();
        if (rest != null && open) {
            waiting.addFirst(rest);
        }
    }

    /**
     * Cancels what runs or was asked for.
     *
     * @return whether there was anything to cancel that was not being cancelled already
     */
    boolean cancel() {
        if (phase == Phase.FREE || cancelling) {
            return false;
        }
        noteCancel();
        actions.cancel(running);
        return true;
    }

    /**
     * Somebody else sent a cancel: the application, raw, or the server by itself.
     *
     * @param responseId which response, or null for the one that runs; one that does not run here
     *     is none of ours
     */
    void noteCancel(@Nullable String responseId) {
        if (responseId == null || responseId.equals(running)) {
            noteCancel();
        }
    }

    private void noteCancel() {
        if (phase != Phase.FREE && !cancelling) {
            cancelling = true;
            actions.timer(cancelNanos);
        }
    }

    /** Whether the caller speaks, or the server's answer to what was said is due. */
    void speaking(boolean on, long now) {
        speaking = on;
        next(now);
    }

    /** Holds all requests until what the caller said was judged, or lets them go. */
    void hold(boolean on, long now) {
        held = on;
        next(now);
    }

    /** What the caller said must not be answered: takes back the requests for that. */
    List<ResponseRequest> takeBack() {
        return waiting.takeBack();
    }

    /** Whether the caller speaks, as far as we were told. */
    boolean speaking() {
        return speaking;
    }

    /** The timer is over. */
    void expired(long now) {
        if (phase == Phase.FREE) {
            return;
        }
        if (cancelling) {
            String lost = running;
            ResponseRequest own = sent;
            sent = null;
            if (own != null) {
                actions.over(own);
            }
            actions.gaveUp(lost);
            free(now);
            return;
        }
        long silent = now - lastSign;
        if (silent < silenceNanos) {
            actions.timer(silenceNanos - silent);
        } else {
            actions.silent(running);
            cancel();
        }
    }

    private void free(long now) {
        phase = Phase.FREE;
        running = null;
        cancelling = false;
        turnMayFail = false;
        actions.timer(0);
        next(now);
    }

    private void next(long now) {
        if (!open || held || phase != Phase.FREE) {
            return;
        }
        ResponseRequest request = waiting.next(speaking);
        if (request != null) {
            phase = Phase.REQUESTED;
            sent = request;
            lastSign = now;
            actions.timer(silenceNanos);
            actions.create(request);
        }
    }

    /** Whether a response runs, was asked for, or is being cancelled. */
    boolean busy() {
        return phase != Phase.FREE;
    }

    /** Whether a response runs that nobody has cancelled. */
    boolean running() {
        return phase == Phase.RUNNING && !cancelling;
    }

    /**
     * The server is about to answer a turn while a response runs, and may complain that it cannot:
     * that complaint names no command, and is about none of ours.
     */
    void turnMayFail() {
        turnMayFail = true;
    }

    /** Whether a request was sent and no response has begun. */
    boolean requested() {
        return phase == Phase.REQUESTED;
    }

    /** Whether what runs or was asked for is being cancelled. */
    boolean cancelling() {
        return cancelling;
    }

    /** How many requests wait. */
    int waiting() {
        return waiting.size();
    }
}
