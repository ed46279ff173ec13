package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whoever talks with the agent: the application itself, and the legs that were added. The first
 * that was added is primary; its played position counts, the others hear along (RULES 1). On the
 * loop.
 */
final class Legs implements Playout.Watcher {
    private final SessionCore core;
    private final Configuration configuration;
    private final CallerAudio callerAudio;
    private final Consumer<CloseReason> onCallerGone;
    private final ApplicationPlayout application;
    private final List<LegPort> ports = new ArrayList<>(1);

    /**
     * The application alone.
     *
     * @param onCallerGone told when the primary leg left and the session is to close with it
     */
    Legs(
            SessionCore core,
            Configuration configuration,
            CallerAudio callerAudio,
            Consumer<CloseReason> onCallerGone) {
        this.core = core;
        this.configuration = configuration;
        this.callerAudio = callerAudio;
        this.onCallerGone = onCallerGone;
        this.application = new ApplicationPlayout(core.loop, this);
    }

    /** Where the position that counts comes from. */
    Playout primary() {
        return ports.isEmpty() ? application : ports.get(0).playout();
    }

    /** Speech for everybody. */
    void audio(AudioChunk chunk) {
        if (ports.isEmpty()) {
            application.take(chunk);
            return;
        }
        for (int i = 0; i < ports.size(); i++) {
            LegPort port = ports.get(i);
            try {
                port.playout().take(chunk);
            } catch (RuntimeException e) {
                failed(port, e);
            }
        }
    }

    private void failed(LegPort port, RuntimeException e) {
        core.error(
                ErrorSource.LEG, "leg '" + port.leg().id() + "' failed: " + e.getMessage(), null);
    }

    /** One leg that fails hurts neither the others nor the session. */
    private void each(Consumer<Playout> task) {
        for (LegPort port : List.copyOf(ports)) {
            try {
                task.accept(port.playout());
            } catch (RuntimeException e) {
                failed(port, e);
            }
        }
    }

    /** No more sound comes for an item, or for any when it is null. */
    void complete(@Nullable String itemId) {
        if (ports.isEmpty()) {
            application.complete(itemId);
        }
        each(playout -> playout.complete(itemId));
    }

    void flush() {
        if (ports.isEmpty()) {
            application.flush();
        }
        each(Playout::flush);
    }

    void report(PlayedPosition position) {
        application.report(position);
    }

    /**
     * Refuses a leg whose sound cannot be converted. Any thread.
     *
     * @throws IllegalArgumentException naming both formats
     */
    void check(CallerLeg leg) {
        AudioFormat out = format(ConfigField.OUTPUT_FORMAT);
        AudioFormat in = format(ConfigField.INPUT_FORMAT);
        LegPort.checkConvertible(leg.capabilities().inputFormat(), in);
        LegPort.checkConvertible(out, leg.sink().format());
    }

    private AudioFormat format(ConfigField<AudioFormat> field) {
        return configuration
                .effective()
                .value(field)
                .or(() -> core.options.config().value(field))
                .orElse(AudioFormat.PCM16_24K);
    }

    void add(CallerLeg leg) {
        boolean primary = ports.isEmpty();
        if (primary) {
            application.flush();
        }
        LegPort port = new LegPort(core, leg, this, callerAudio, configuration);
        ports.add(port);
        try {
            port.join();
        } catch (RuntimeException e) {
            ports.remove(port);
            core.error(
                    ErrorSource.LEG,
                    "leg '" + leg.id() + "' could not join: " + e.getMessage(),
                    null);
            port.leave(CloseReason.NORMAL);
        }
    }

    void remove(String legId, CloseReason reason) {
        for (LegPort port : List.copyOf(ports)) {
            if (port.leg().id().equals(legId)) {
                port.leave(reason);
                gone(port, reason);
            }
        }
    }

    /** A leg's sound flows. */
    void up(LegPort port) {
        boolean primary = !ports.isEmpty() && ports.get(0) == port;
        if (core.heard()) {
            core.emit(
                    new SessionEvent.LegUp(
                            core.clock.stamp(port.leg().id()), port.leg().kind(), primary));
        }
        core.tell(follower -> follower.mediaUp(primary));
    }

    /** A leg is gone, by itself or because it was removed. */
    void gone(LegPort port, CloseReason reason) {
        boolean primary = !ports.isEmpty() && ports.get(0) == port;
        if (!ports.remove(port)) {
            return;
        }
        port.playout().close();
        if (core.heard()) {
            core.emit(
                    new SessionEvent.LegDown(
                            core.clock.stamp(port.leg().id()), port.leg().kind(), reason));
        }
        if (primary && core.options.legs().callerGone() == LegPolicy.CallerGone.CLOSE) {
            onCallerGone.accept(reason);
        }
    }

    /** The session is over. */
    void closeAll(CloseReason reason) {
        for (LegPort port : List.copyOf(ports)) {
            ports.remove(port);
            port.leave(reason);
            port.playout().close();
            if (core.heard()) {
                core.emit(
                        new SessionEvent.LegDown(
                                core.clock.stamp(port.leg().id()), port.leg().kind(), reason));
            }
        }
        application.close();
    }

    /** Whether a playout's news are those of the leg that counts. */
    boolean isPrimary(Playout playout) {
        return primary() == playout;
    }

    @Override
    public void playbackStarted(@Nullable String itemId) {
        if (core.heard()) {
            core.emit(new SessionEvent.PlaybackStarted(core.stamp(), itemId));
        }
        core.tell(follower -> follower.playbackStarted(itemId));
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        if (core.heard()) {
            core.emit(new SessionEvent.PlaybackEnded(core.stamp(), itemId));
        }
        core.tell(follower -> follower.playbackEnded(itemId));
    }
}
