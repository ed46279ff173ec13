package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whoever talks with the agent: the application itself, and the legs that were added. The first
 * that was added and is no tap is primary: it is the caller, and its played position counts; the
 * others hear along (RULES 1). On the loop.
 */
final class Legs implements Playout.Watcher {
    private final SessionCore core;
    private final Configuration configuration;
    private final CallerAudio callerAudio;
    private final Consumer<CloseReason> onCallerGone;
    private final ApplicationPlayout application;
    private final List<LegPort> ports = new ArrayList<>(1);
    private @Nullable LegPort primary;
    private @Nullable Floor floor;
    private @Nullable PacketSpeech provider;
    private Runnable onMachine = () -> {};
    private @Nullable Keys keys;
    private @Nullable Supplier<CallDesk> desk;

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
        LegPort port = primary;
        return port == null ? application : port.playout();
    }

    /** Whether something plays that was not heard to its end, here or at the provider. */
    boolean playing() {
        return primary().playing() || provider != null && provider.playing();
    }

    /** Whether the provider has an answer that it will begin to play. */
    boolean aboutToPlay() {
        return provider != null && provider.aboutToPlay();
    }

    /** From now on the provider may play, too. */
    void alsoAt(PacketSpeech playing) {
        provider = playing;
    }

    /** An answer is over of which nothing was heard: whoever waited for its end may go on. */
    void settled(String itemId) {
        core.tell(follower -> follower.playbackEnded(itemId));
    }

    /** Asks something of the leg that counts; fails where there is none. */
    CompletionStage<Void> control(CallerLeg.Control control) {
        LegPort port = primary;
        return port == null
                ? CompletableFuture.failedFuture(
                        new IllegalStateException("the session has no caller leg"))
                : LegVerbs.control(port.leg(), control);
    }

    /** Who handles calls, and gets the keys that are pressed. Before the session is used. */
    void handled(Keys keys, Supplier<CallDesk> desk) {
        this.keys = keys;
        this.desk = desk;
    }

    CallDesk desk() {
        return Objects.requireNonNull(desk).get();
    }

    /** Somebody pressed a key, at the leg of this id, or at the provider's call when it is null. */
    void keyPressed(@Nullable String legId, String key) {
        if (core.heard()) {
            String shown = Objects.requireNonNull(keys).hidden() ? "" : key;
            core.emit(new SessionEvent.DtmfReceived(core.clock.stamp(legId), shown));
        }
        core.tell(follower -> follower.keyPressed(key));
    }

    private void primary(@Nullable LegPort port) {
        LegPort left = primary;
        primary = port;
        if (port == null && left != null) {
            core.past = left.past();
        }
        core.call = port == null ? null : port.call();
    }

    /** From now on one speaks after the other. */
    void order(Floor floor) {
        this.floor = floor;
    }

    /** Whether the caller's sound flows; the application's always does. */
    boolean mediaUp() {
        LegPort port = primary;
        return port == null || port.isUp();
    }

    /** Whether the caller is somebody else than the application. */
    boolean hasCaller() {
        return primary != null;
    }

    /** Speech of the model for everybody, in its turn. */
    void audio(AudioChunk chunk) {
        Floor order = floor;
        if (order == null || order.admits(chunk)) {
            hear(chunk);
        }
    }

    /** A frame for everybody: the legs play it and listeners hear it. */
    void hear(AudioChunk chunk) {
        if (primary == null) {
            application.take(chunk);
        }
        for (int i = 0; i < ports.size(); i++) {
            LegPort port = ports.get(i);
            try {
                port.playout().take(chunk);
            } catch (RuntimeException e) {
                failed(port, e);
            }
        }
        if (core.audience.wants(Interest.AUDIO)) {
            core.audience.audio(chunk);
        }
    }

    private void failed(LegPort port, RuntimeException e) {
        core.error(ErrorSource.LEG, "leg '" + port.id() + "' failed: " + e.getMessage(), null);
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

    /** No more sound of a response comes for an item, or for any when it is null. */
    void complete(String responseId, @Nullable String itemId) {
        Floor order = floor;
        if (order == null || order.admitsEnd(responseId, itemId)) {
            complete(itemId);
        }
    }

    /** No more sound comes for an item, or for any when it is null. */
    void complete(@Nullable String itemId) {
        if (primary == null) {
            application.complete(itemId);
        }
        each(playout -> playout.complete(itemId));
    }

    /** Everything that was not heard to its end, in order, what waits for its turn included. */
    List<Segments.Cut> cuts() {
        List<Segments.Cut> cuts = primary().cuts();
        Floor order = floor;
        if (order != null) {
            List<Segments.Cut> waiting = order.cuts();
            if (!waiting.isEmpty()) {
                cuts = new ArrayList<>(cuts);
                cuts.addAll(waiting);
            }
        }
        return cuts;
    }

    /** Everybody stops where he is; the application is told to. */
    void pause() {
        if (core.heard()) {
            core.emit(new SessionEvent.AudioPaused(core.stamp(), primary().position()));
        }
        if (primary == null) {
            application.pause();
        }
        each(Playout::pause);
        core.tell(Follower::playbackPaused);
    }

    /** Everybody goes on after {@link #pause}. */
    void resume() {
        application.resume();
        each(Playout::resume);
        if (core.heard()) {
            core.emit(new SessionEvent.AudioResumed(core.stamp()));
        }
        core.tell(Follower::playbackResumed);
    }

    void flush() {
        Floor order = floor;
        List<Segments.Cut> cut = order == null ? List.of() : primary().cuts();
        if (primary == null) {
            application.flush();
        }
        each(Playout::flush);
        if (order != null) {
            order.flush(cut);
        }
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
        if (CarriedCall.among(core.options.lines())) {
            throw new IllegalStateException(
                    "this session joins a call whose sound goes straight between the caller and the"
                            + " provider, so that no leg can carry it; open a session without callId");
        }
        AudioFormat out = format(ConfigField.OUTPUT_FORMAT);
        AudioFormat in = format(ConfigField.INPUT_FORMAT);
        LegPort.checkConvertible(leg.capabilities().inputFormat(), in);
        LegPort.checkConvertible(out, leg.sink().format());
    }

    /** What the model speaks, and clips are converted to. */
    AudioFormat outputFormat() {
        return format(ConfigField.OUTPUT_FORMAT);
    }

    private AudioFormat format(ConfigField<AudioFormat> field) {
        return configuration
                .effective()
                .value(field)
                .or(() -> core.options.config().value(field))
                .orElse(AudioFormat.PCM16_24K);
    }

    /**
     * Somebody joins.
     *
     * @param tap whether it only hears along, and is never the caller
     */
    void add(CallerLeg leg, boolean tap) {
        add(leg, tap, null);
    }

    /**
     * Somebody joins.
     *
     * @param dialing of a call that this side places, or null
     */
    void add(CallerLeg leg, boolean tap, @Nullable Dialing dialing) {
        if (find(leg.id()) != null) {
            core.error(
                    ErrorSource.LEG,
                    "leg '" + leg.id() + "' was not added: another one of that id is here",
                    null);
            leg.close(CloseReason.NORMAL);
            if (dialing != null) {
                dialing.closed(CloseReason.NORMAL);
            }
            return;
        }
        LegPort port = new LegPort(core, leg, tap, this, callerAudio, configuration, dialing);
        ports.add(port);
        if (primary == null && !tap) {
            application.flush();
            primary(port);
            core.tell(Follower::callChanged);
        }
        try {
            port.join();
        } catch (RuntimeException e) {
            ports.remove(port);
            if (primary == port) {
                primary(successor());
            }
            core.error(
                    ErrorSource.LEG,
                    "leg '" + port.id() + "' could not join: " + e.getMessage(),
                    null);
            port.leave(CloseReason.NORMAL);
            port.gone(CloseReason.NORMAL);
        }
    }

    /** A machine records what is said now: the agent leaves its message. */
    void message() {
        onMachine.run();
    }

    /** What has the agent leave a message. Before the session is used. */
    void onMachine(Runnable action) {
        onMachine = action;
    }

    private @Nullable LegPort successor() {
        for (LegPort port : ports) {
            if (!port.isTap()) {
                return port;
            }
        }
        return null;
    }

    private @Nullable LegPort find(String legId) {
        for (LegPort port : ports) {
            if (port.id().equals(legId)) {
                return port;
            }
        }
        return null;
    }

    /**
     * The leg of that id.
     *
     * @throws IllegalArgumentException naming the legs there are
     */
    CallerLeg leg(String legId) {
        LegPort port = find(legId);
        if (port == null) {
            throw new IllegalArgumentException(
                    "legId '"
                            + legId
                            + "' names no leg of this session; there are "
                            + ports.stream().map(LegPort::id).toList());
        }
        return port.leg();
    }

    void remove(String legId, CloseReason reason) {
        for (LegPort port : List.copyOf(ports)) {
            if (port.id().equals(legId)) {
                port.leave(reason);
                gone(port, reason);
            }
        }
    }

    /** A leg's sound flows. */
    void up(LegPort port) {
        boolean counts = isPrimary(port);
        if (core.heard()) {
            core.emit(new SessionEvent.LegUp(core.clock.stamp(port.id()), port.kind(), counts));
        }
        core.tell(follower -> follower.mediaUp(counts));
    }

    /** A leg is gone, by itself or because it was removed. */
    void gone(LegPort port, CloseReason reason) {
        boolean counted = isPrimary(port);
        if (!ports.remove(port)) {
            return;
        }
        port.gone(reason);
        if (core.heard()) {
            core.emit(new SessionEvent.LegDown(core.clock.stamp(port.id()), port.kind(), reason));
        }
        if (!counted) {
            return;
        }
        LegPort next = successor();
        primary(next);
        if (core.options.legs().callerGone() == LegPolicy.CallerGone.CLOSE) {
            onCallerGone.accept(reason);
            return;
        }
        core.tell(Follower::callChanged);
        if (next != null && core.heard()) {
            core.emit(new SessionEvent.PrimaryLegChanged(core.clock.stamp(next.id()), next.kind()));
        }
    }

    /** The session is over. */
    void closeAll(CloseReason reason) {
        primary(null);
        for (LegPort port : List.copyOf(ports)) {
            ports.remove(port);
            port.leave(reason);
            port.gone(reason);
            if (core.heard()) {
                core.emit(
                        new SessionEvent.LegDown(core.clock.stamp(port.id()), port.kind(), reason));
            }
        }
        application.close();
    }

    /** Whether a leg is the caller, whose sound and position count. */
    boolean isPrimary(LegPort port) {
        return primary == port;
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
