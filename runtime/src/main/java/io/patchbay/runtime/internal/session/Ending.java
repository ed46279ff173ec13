package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.EndingCause;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends a session by its own manners: the last words, then the close. On the loop. */
final class Ending {
    /** How long the last words may take, what is said before them included. */
    private static final Duration FAREWELL = Duration.ofSeconds(20);

    private final SessionCore core;
    private final Supplier<? extends Speaker> speaker;
    private final @Nullable Utterance farewell;
    private final Consumer<CloseReason> close;
    private boolean begun;

    Ending(
            SessionCore core,
            Supplier<? extends Speaker> speaker,
            @Nullable Utterance farewell,
            Consumer<CloseReason> close) {
        this.core = core;
        this.speaker = speaker;
        this.farewell = farewell;
        this.close = close;
    }

    /** Whether the session is ending. */
    boolean begun() {
        return begun;
    }

    /** Ends the session; the first cause counts. */
    void begin(EndingCause cause, String text) {
        if (begun) {
            return;
        }
        begun = true;
        tell(cause, Duration.ZERO);
        CloseReason reason = new CloseReason(CloseReason.Cause.LOCAL, 1000, text, null);
        Utterance last = farewell;
        if (last == null) {
            close.accept(reason);
            return;
        }
        SerialLoop.Timer patience = core.loop.schedule(() -> close.accept(reason), FAREWELL);
        speaker.get()
                .say(last, true)
                .done()
                .whenComplete(
                        (spoken, failure) -> {
                            patience.cancel();
                            core.loop.execute(() -> close.accept(reason));
                        });
    }

    /** Tells that the session will end. */
    void tell(EndingCause cause, Duration timeLeft) {
        if (core.heard()) {
            core.emit(new SessionEvent.CallEnding(core.stamp(), cause, timeLeft));
        }
    }
}
