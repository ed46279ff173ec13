package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session's end of one caller leg: its sound, converted, to the model; the model's speech,
 * converted and in order, to it. On the loop.
 */
final class LegPort implements CallerLeg.Listener, Playout.Watcher {
    private final SessionCore core;
    private final CallerLeg leg;
    private final String id;
    private final String kind;
    private final boolean tap;
    private final Legs legs;
    private final CallerAudio callerAudio;
    private final Configuration configuration;
    private final SinkPlayout playout;
    private final @Nullable EchoGuard guard;
    private @Nullable AudioConverter converter;
    private ByteBuffer converted = ByteBuffer.allocate(0);
    private boolean up;
    private boolean left;
    private boolean overflowed;
    private boolean deaf;
    private final QuietFrames quiet;
    private final LegFarEnd end;
    private final LiveCall call;
    private final @Nullable Dialing dialing;

    LegPort(
            SessionCore core,
            CallerLeg leg,
            boolean tap,
            Legs legs,
            CallerAudio callerAudio,
            Configuration configuration,
            @Nullable Dialing dialing) {
        this.dialing = dialing;
        this.core = core;
        this.leg = leg;
        this.id = leg.id();
        this.kind = leg.kind();
        this.tap = tap;
        this.legs = legs;
        this.callerAudio = callerAudio;
        this.configuration = configuration;
        this.playout = new SinkPlayout(core.loop, leg.sink(), this, this::overflow, this::failed);
        this.guard = guard();
        this.quiet = new QuietFrames(leg.capabilities().inputFormat());
        this.end = new LegFarEnd(this, legs);
        this.call = new LiveCall(core, end, legs::desk);
    }

    /** The call, as tools and applications may handle it. */
    LiveCall call() {
        return call;
    }

    /** The same when the caller is gone; a leg that cannot say any more who he was hurts nobody. */
    LiveCall past() {
        try {
            return call.past();
        } catch (RuntimeException e) {
            core.error(
                    ErrorSource.LEG,
                    "leg '"
                            + id
                            + "' did not say who its caller was: "
                            + Objects.requireNonNullElse(e.getMessage(), e),
                    null);
            return call.unknown();
        }
    }

    /** The leg is no part of the session any more. */
    void gone(CloseReason reason) {
        playout.close();
        end.gone(reason);
        if (dialing != null) {
            dialing.closed(reason);
        }
    }

    /** What keeps the agent from hearing itself; null where nothing has to (RULES 21). */
    private @Nullable EchoGuard guard() {
        LegCapabilities can = leg.capabilities();
        Double level = configuration.interruption().echoGuard();
        if (can.echo() == LegCapabilities.Echo.HALF_DUPLEX
                || can.echo() == LegCapabilities.Echo.HEARD && level == null) {
            core.warn(
                    "half-duplex",
                    "leg '"
                            + id
                            + "' does not hear the caller while the agent speaks, because it has no"
                            + " echo cancellation: the caller cannot interrupt");
        }
        return can.echo() == LegCapabilities.Echo.HEARD
                ? new EchoGuard(core.clock, playout, can.inputFormat(), level)
                : null;
    }

    /**
     * Refuses two formats between which nobody converts.
     *
     * @throws IllegalArgumentException naming both
     */
    static void checkConvertible(AudioFormat from, AudioFormat to) {
        // packets have no fixed size, so that nothing here could cut them into frames
        if (!AudioConverter.converts(from, to)
                || from.encoding() == AudioFormat.Encoding.OPUS
                || to.encoding() == AudioFormat.Encoding.OPUS) {
            throw new IllegalArgumentException(
                    "a leg cannot join: nobody converts " + from + " to " + to);
        }
    }

    CallerLeg leg() {
        return leg;
    }

    /** As it was when it came: a leg that is gone is not asked. */
    String id() {
        return id;
    }

    /** As it was when it came. */
    String kind() {
        return kind;
    }

    Playout playout() {
        return playout;
    }

    /** Whether it only hears along. */
    boolean isTap() {
        return tap;
    }

    /** Whether its sound flows. */
    boolean isUp() {
        return up;
    }

    void join() {
        if (dialing != null) {
            dialing.begin(new Placed());
        }
        leg.join(core.loop, this);
    }

    void leave(CloseReason reason) {
        left = true;
        try {
            leg.close(reason);
        } catch (RuntimeException e) {
            core.error(
                    ErrorSource.LEG,
                    "leg '" + id + "' did not close in order: " + e.getMessage(),
                    null);
        }
    }

    private void failed(RuntimeException e) {
        core.error(ErrorSource.LEG, "leg '" + id + "' failed: " + e.getMessage(), null);
    }

    private void overflow() {
        if (!overflowed) {
            overflowed = true;
            core.warn(
                    "playout-full", "leg '" + id + "' plays too slowly: speech for it was dropped");
        }
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        if (dialing != null && dialing.listening()) {
            dialing.hear(frame);
            return;
        }
        if (left || !legs.isPrimary(this)) {
            return; // two callers on one line would be torn into each other frame by frame
        }
        ByteBuffer sound = passing(frame);
        AudioFormat wanted = callerAudio.legFormat();
        AudioConverter current = converter;
        if (current == null || !current.to().equals(wanted)) {
            current = AudioConverter.between(leg.capabilities().inputFormat(), wanted);
            converter = current;
        }
        if (current.isIdentity()) {
            callerAudio.fromLeg(sound);
            return;
        }
        int room = current.maxOutput(sound.remaining());
        if (converted.capacity() < room) {
            converted = ByteBuffer.allocate(room);
        }
        converted.clear();
        current.convert(sound, converted);
        converted.flip();
        if (converted.hasRemaining()) {
            callerAudio.fromLeg(converted);
        }
    }

    /** What the model is to hear of a frame. */
    private ByteBuffer passing(ByteBuffer frame) {
        if (deaf) {
            return quiet.of(frame.remaining());
        }
        EchoGuard echo = guard;
        return echo == null ? frame : echo.pass(frame);
    }

    /** Silences the caller towards the model, or lets him be heard again. */
    void deafen(boolean on) {
        deaf = on;
    }

    @Override
    public void onMediaUp() {
        if (left) {
            return;
        }
        if (dialing == null) {
            up();
        } else {
            dialing.answered();
        }
    }

    private void up() {
        up = true;
        legs.up(this);
    }

    @Override
    public void onRinging() {
        if (!left && dialing != null) {
            dialing.ringing();
        }
    }

    /** A call that this side placed. */
    private final class Placed implements Dialing.Leg {
        @Override
        public String id() {
            return id;
        }

        @Override
        public AudioFormat format() {
            return leg.capabilities().inputFormat();
        }

        @Override
        public void up(List<ByteBuffer> firstWords, boolean machine) {
            LegPort.this.up();
            if (core.options.manners().greeting() != null) {
                return; // the greeting opens the conversation
            }
            if (machine) {
                legs.message();
            } else {
                firstWords.forEach(LegPort.this::onAudio);
            }
        }

        @Override
        public void drop(CloseReason reason) {
            legs.remove(id, reason);
        }
    }

    @Override
    public void onDtmf(String key) {
        if (left) {
            return;
        }
        legs.keyPressed(id, key);
    }

    @Override
    public void onHold(boolean on) {
        if (left) {
            return;
        }
        if (core.heard()) {
            core.emit(new SessionEvent.HoldChanged(core.clock.stamp(id), on));
        }
        if (legs.isPrimary(this)) {
            core.tell(follower -> follower.held(on));
        }
    }

    @Override
    public void onInputEnd() {
        // the leg still plays; a caller who is silent is no caller who is gone
    }

    @Override
    public void onClosed(CloseReason reason) {
        core.onLoop(
                () -> {
                    left = true;
                    legs.gone(this, reason);
                });
    }

    @Override
    public void playbackStarted(@Nullable String itemId) {
        if (legs.isPrimary(this)) {
            legs.playbackStarted(itemId);
        }
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        if (legs.isPrimary(this)) {
            legs.playbackEnded(itemId);
        }
    }
}
