package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears a line that is being made, and keeps what it tells until it takes over: what is said of a
 * conversation on the new line must not disturb the old one. On the loop.
 */
final class Opening implements Line.Owner {
    /** No opening has so much to tell. */
    private static final int MAX_KEPT = 4_096;

    private final SessionCore core;
    private final List<Object> kept = new ArrayList<>(4);
    private @Nullable Replay replay;
    private @Nullable CloseReason ended;
    private @Nullable Consumer<CloseReason> onEnd;
    private long soundSince = -1;

    Opening(SessionCore core) {
        this.core = core;
    }

    /** The answers to a replay go to it, and are not kept; it ends with the line. */
    void follow(Replay running) {
        replay = running;
        CloseReason over = ended;
        if (over != null) {
            running.end(over);
        }
    }

    /** Told when the line ends, at once when it has. */
    void onEnd(Consumer<CloseReason> action) {
        onEnd = action;
        CloseReason over = ended;
        if (over != null) {
            action.accept(over);
        }
    }

    @Override
    public void event(Line line, TransportEvent event) {
        if (Audience.isRaw(event)) {
            core.audience.transport(event);
            return;
        }
        if (event instanceof TransportEvent.StateChanged change
                && change.state() == TransportState.DISCONNECTED) {
            over(
                    change.reason() == null
                            ? new CloseReason(CloseReason.Cause.LOST, 0, "the line is gone", null)
                            : change.reason());
            return;
        }
        Replay running = replay;
        if (running == null || !running.took(event)) {
            keep(event);
        }
    }

    @Override
    public void audio(Line line, AudioChunk chunk) {
        if (soundSince < 0) {
            soundSince = core.clock.now();
        }
        keep(RetainedChunk.of(chunk));
    }

    private void keep(Object told) {
        if (kept.size() >= MAX_KEPT) {
            over(
                    new CloseReason(
                            CloseReason.Cause.PROTOCOL,
                            0,
                            "the provider told more than "
                                    + MAX_KEPT
                                    + " things before the line stood",
                            null));
            return;
        }
        kept.add(told);
    }

    @Override
    public void discarded(CloseReason reason) {
        over(reason);
    }

    private void over(CloseReason reason) {
        if (ended != null) {
            return;
        }
        ended = reason;
        Replay running = replay;
        if (running != null) {
            running.end(reason);
        }
        if (onEnd != null) {
            onEnd.accept(reason);
        }
    }

    @Override
    public void writable() {
        if (replay != null) {
            replay.writable();
        }
    }

    @Override
    public boolean wantsRaw() {
        return core.audience.wants(io.patchbay.api.session.SessionListener.Interest.RAW);
    }

    /**
     * The line takes over: tells {@code next} what was kept, which hears it from now on.
     *
     * @return how long sound has waited for that
     */
    Duration handTo(Line line, Line.Owner next) {
        line.handTo(next);
        for (Object told : kept) {
            if (told instanceof TransportEvent event) {
                next.event(line, event);
            } else {
                next.audio(line, (AudioChunk) told);
            }
        }
        kept.clear();
        return soundSince < 0 ? Duration.ZERO : Duration.ofNanos(core.clock.now() - soundSince);
    }

    /** The line came to nothing: its complaints are worth hearing all the same. */
    void complaints(Consumer<TransportEvent> listener) {
        for (Object told : kept) {
            if (told instanceof TransportEvent.Error || told instanceof TransportEvent.Rejected) {
                listener.accept((TransportEvent) told);
            }
        }
        kept.clear();
    }
}
