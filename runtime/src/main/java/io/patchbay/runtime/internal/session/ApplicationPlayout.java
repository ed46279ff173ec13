package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application as a leg: it gets sound as it is generated and plays it somewhere. How far it is,
 * it reports; as long as it does not, the clock tells: it plays without a pause from the moment in
 * which it got the first frame.
 */
final class ApplicationPlayout implements Playout {
    /** How long an application may keep silent about its position before the clock tells again. */
    private static final long REPORT_GRACE_NANOS = Duration.ofMillis(500).toNanos();

    private final SerialLoop loop;
    private final Watcher watcher;
    private final long origin;
    private final Segments segments = new Segments();

    /** When all that was given will have been played. */
    private long end;

    private @Nullable PlayedPosition reported;
    private SerialLoop.@Nullable Timer timer;

    /** When it was paused; -1 while it plays. */
    private long pausedAt = -1;

    ApplicationPlayout(SerialLoop loop, Watcher watcher) {
        this.loop = loop;
        this.watcher = watcher;
        this.origin = loop.nanoTime();
    }

    /** The time of the player, which stands still while it is paused. */
    private long now() {
        return pausedAt >= 0 ? pausedAt : loop.nanoTime() - origin;
    }

    @Override
    public void take(AudioChunk chunk) {
        boolean first = segments.isEmpty();
        segments.add(chunk);
        long now = now();
        end = Math.max(end, now) + chunk.micros() * 1_000;
        if (first && !segments.isEmpty()) {
            watcher.playbackStarted(chunk.itemId());
        }
    }

    /** The application told how far it is. */
    void report(PlayedPosition position) {
        long played = segments.until(position);
        if (played >= 0) {
            reported = position;
            end = now() + (segments.total() - played) * 1_000 + REPORT_GRACE_NANOS;
            if (played == segments.total() && segments.allComplete()) {
                ended();
            }
        }
    }

    @Override
    public void complete(@Nullable String itemId) {
        segments.complete(itemId);
        if (!segments.isEmpty() && segments.allComplete() && timer == null && pausedAt < 0) {
            timer = loop.schedule(this::due, Duration.ofNanos(Math.max(0, end - now())));
        }
    }

    private void due() {
        timer = null;
        if (!segments.allComplete()) {
            return; // more sound has come meanwhile, and its end will be told
        }
        if (end - now() > 0) {
            complete(null);
        } else {
            ended();
        }
    }

    private void ended() {
        String last = segments.lastItem();
        if (last != null) {
            clear();
            watcher.playbackEnded(last);
        }
    }

    @Override
    public boolean playing() {
        return !segments.isEmpty();
    }

    @Override
    public boolean sounding() {
        return playing() && pausedAt < 0;
    }

    @Override
    public List<Segments.Cut> cuts() {
        return segments.cuts(played());
    }

    @Override
    public @Nullable PlayedPosition position() {
        PlayedPosition known = reported;
        return known != null ? known : segments.at(played(), PlayedPosition.Precision.ESTIMATED);
    }

    private long played() {
        PlayedPosition known = reported;
        if (known != null) {
            long played = segments.until(known);
            if (played >= 0) {
                return played;
            }
        }
        return segments.total() - Math.max(0, end - now()) / 1_000;
    }

    @Override
    public long pendingMicros() {
        return segments.total() - played();
    }

    @Override
    public void pause() {
        if (pausedAt < 0) {
            pausedAt = now();
            stop();
        }
    }

    @Override
    public void resume() {
        if (pausedAt >= 0) {
            long paused = pausedAt;
            pausedAt = -1;
            end += now() - paused;
            if (segments.allComplete()) {
                complete(null);
            }
        }
    }

    @Override
    public void flush() {
        clear();
    }

    private void clear() {
        segments.clear();
        reported = null;
        pausedAt = -1;
        end = now();
        stop();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
