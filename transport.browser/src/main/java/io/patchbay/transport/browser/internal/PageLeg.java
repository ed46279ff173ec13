package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A call of a page or program, whatever carries it: the verbs, the end, and what is said of it. */
abstract class PageLeg implements CallerLeg {

    private static final String NO_TELEPHONE = "a page has no telephone at its other end";

    private static final Map<Verb, String> REJECTED =
            Map.of(Verb.SEND_DTMF, NO_TELEPHONE, Verb.TRANSFER, NO_TELEPHONE);

    private static final CloseReason GONE =
            new CloseReason(CloseReason.Cause.REMOTE, 0, "the caller did not wait", null);

    private final String id;
    private final Map<String, String> metadata;
    private final LegCapabilities capabilities;
    private final Runnable over;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final PageMessages messages;
    private volatile @Nullable SerialLoop loop;
    private volatile @Nullable RealtimeSession session;
    private volatile RealtimeSession.@Nullable Subscription events;
    private @Nullable Listener listener;

    /** What the caller says, in frames. On the loop. */
    final CallerFrames frames;

    /**
     * A call.
     *
     * @param over told once, when it has ended
     */
    PageLeg(String id, Map<String, String> metadata, AudioFormat input, Runnable over) {
        this.id = id;
        this.metadata = Map.copyOf(metadata);
        this.capabilities = new LegCapabilities(input, REJECTED);
        this.over = over;
        this.frames = new CallerFrames(input);
        this.messages = new PageMessages(this);
    }

    // ---- what carries the call

    /** Sends an event to the page, if that is possible still. From any thread. */
    abstract void tell(ObjectNode event);

    /** Ends the call at the far end. From any thread, once. */
    abstract void shut(CloseReason reason);

    /** The session is there: sound may begin to flow. On the loop. */
    abstract void joined(SerialLoop loop);

    /** The page says how much of an item was heard. On the loop. */
    void played(String item, int content, long millis) {}

    // ---- the session's side

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String kind() {
        return BrowserCalls.NAME;
    }

    @Override
    public final LegCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public final Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public final void join(SerialLoop loop, Listener listener) {
        if (this.loop != null) {
            throw new IllegalStateException("this leg has joined a session before");
        }
        this.listener = listener;
        this.loop = loop;
        // not from here: the session is not ready for news before this call returns
        loop.execute(
                () -> {
                    if (closing.get()) {
                        leave(GONE); // the session ends as its caller has
                    } else {
                        joined(loop);
                    }
                });
    }

    /** Sound flows both ways. On the loop. */
    final void up() {
        SerialLoop at = loop;
        Listener told = listener;
        if (at != null && told != null) {
            told.onMediaUp();
            frames.start(at, told);
        }
    }

    /** Who is told on the loop, or null when it is over. */
    final @Nullable Listener listener() {
        return listener;
    }

    final @Nullable SerialLoop loop() {
        return loop;
    }

    /** The session answers; its events go to the page. */
    final void attach(RealtimeSession answered, boolean showTools) {
        session = answered;
        events = answered.listenInline(new PageEvents(this, showTools));
        if (closing.get()) {
            detach();
        }
    }

    private void detach() {
        RealtimeSession.Subscription listening = events;
        session = null;
        if (listening != null) {
            listening.close();
        }
    }

    final @Nullable RealtimeSession session() {
        return session;
    }

    final PageMessages messages() {
        return messages;
    }

    @Override
    public final boolean muted() {
        return frames.muted();
    }

    @Override
    public final void mute(boolean on) {
        frames.mute(on);
        tell(Json.event("muted").put("on", on));
    }

    @Override
    public final CompletionStage<Void> control(Control control) {
        if (control instanceof Control.Hold hold) {
            tell(Json.event("hold").put("on", hold.on()));
            return CompletableFuture.completedFuture(null);
        }
        if (control instanceof Control.HangUp) {
            close(CloseReason.NORMAL);
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.failedFuture(new UnsupportedOperationException(NO_TELEPHONE));
    }

    // ---- the end

    /** Nobody answers the call. */
    final void refuse(int status, String reason) {
        tell(Json.event("refused").put("status", status).put("reason", reason));
        close(CloseReason.NORMAL);
    }

    final boolean isClosing() {
        return closing.get();
    }

    @Override
    public final void close(CloseReason reason) {
        Objects.requireNonNull(reason, "reason");
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        over.run();
        detach();
        shut(reason);
        onLoop(() -> leave(reason));
    }

    /** Runs a task on the session's loop, where there is one still. */
    final void onLoop(Runnable task) {
        SerialLoop at = loop;
        if (at != null) {
            try {
                at.execute(task);
            } catch (RejectedExecutionException e) {
                listener = null; // the loop has ended, and with it whoever would be told
            }
        }
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        frames.stop();
        sink().close();
        if (told != null) {
            told.onClosed(reason);
        }
    }

    @Override
    public final String toString() {
        return "PageLeg[" + id + "]";
    }
}
