package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller whose call the provider carries, and the session joined (RULES 33): the provider does
 * what it can do with calls, and nobody else reaches the sound. On the loop, where {@link FarEnd}
 * says nothing else.
 */
final class CarriedFarEnd implements FarEnd, Follower {
    private static final String ELSEWHERE =
            "the sound goes straight between the caller and the provider, which cannot be asked for"
                    + " this";

    private static final Map<Verb, String> REJECTED =
            Map.of(
                    Verb.SEND_DTMF, ELSEWHERE,
                    Verb.HOLD, ELSEWHERE,
                    Verb.MUTE, ELSEWHERE);

    private final SessionCore core;
    private final LineChoice line;
    private final Consumer<CloseReason> close;
    private final CompletableFuture<CloseReason> over = new CompletableFuture<>();

    /**
     * The caller of a session.
     *
     * @param line which joined his call
     * @param close ends the session, which is over with its call
     */
    CarriedFarEnd(SessionCore core, LineChoice line, Consumer<CloseReason> close) {
        this.core = core;
        this.line = line;
        this.close = close;
    }

    @Override
    public String kind() {
        return line.provider();
    }

    @Override
    public Map<String, String> metadata() {
        return core.caller;
    }

    @Override
    public Map<Verb, String> rejected() {
        return REJECTED;
    }

    @Override
    public @Nullable String leg() {
        return null;
    }

    @Override
    public CompletionStage<Void> control(CallerLeg.Control control) {
        CarriedCalls calls = core.host.carriedCalls();
        if (control instanceof CallerLeg.Control.Transfer transfer) {
            return calls.refer(line, transfer.target(), transfer.limit());
        }
        if (control instanceof CallerLeg.Control.HangUp) {
            return calls.hangUp(line);
        }
        return CompletableFuture.failedFuture(new UnsupportedOperationException(ELSEWHERE));
    }

    @Override
    public void deafen(boolean on) {
        throw new UnsupportedOperationException(ELSEWHERE);
    }

    @Override
    public void drop(CloseReason reason) {
        close.accept(reason);
    }

    @Override
    public boolean endsWithTransfer() {
        return false;
    }

    @Override
    public void closed(CloseReason reason) {
        over.complete(reason);
    }

    @Override
    public CompletionStage<CloseReason> over() {
        return over;
    }
}
