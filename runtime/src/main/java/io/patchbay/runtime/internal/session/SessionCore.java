package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.runtime.internal.history.Conversation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one session share: its loop and clock, its options, its history, its ledger,
 * and the way to those who listen. On the loop, where nothing else is said.
 */
final class SessionCore implements Audience.Troubles, Conversation.Watcher {
    private static final Logger LOG = System.getLogger("io.patchbay.session");

    final String id;
    final SessionOptions options;
    final Map<String, String> caller;
    final SessionHost host;
    final SessionPlugs plugs;
    final SerialLoop loop;
    final Clock clock;
    final Audience audience;
    final Conversation conversation;
    final Counters counters = new Counters();
    final Ledger ledger = new Ledger(this);
    private final ArrayList<Follower> followers = new ArrayList<>(2);
    private boolean over;

    /** The caller's call that can be handled, or null. Any thread. */
    volatile @Nullable LiveCall call;

    /** The call of the last caller who left, or null. Any thread. */
    volatile @Nullable LiveCall past;

    /**
     * A session that is not assembled yet.
     *
     * @param caller what is known of the caller whose call the provider carries
     */
    SessionCore(String id, SessionOptions options, SessionHost host, Map<String, String> caller) {
        this.id = id;
        this.caller = caller;
        this.options = options;
        this.host = host;
        this.plugs = host.plugs(id);
        this.loop = host.newLoop();
        this.clock = new Clock(loop);
        this.audience =
                new Audience(host.workers(), loop, options.limits().listenerBacklog(), this);
        this.conversation = new Conversation(options.storeAudio(), options.retention(), this);
    }

    /** Whether anybody wants events: what nobody wants is not made. */
    boolean heard() {
        return audience.wants(Interest.EVENTS);
    }

    /** Adds a part that follows what happens. Before the session is used. */
    void follow(Follower follower) {
        followers.add(follower);
    }

    /** All parts are there that a session has from the beginning. */
    void assembled() {
        followers.trimToSize();
    }

    /** Tells the parts that follow. */
    void tell(Consumer<Follower> news) {
        for (int i = 0; i < followers.size(); i++) {
            news.accept(followers.get(i));
        }
    }

    SessionEvent.Stamp stamp() {
        return clock.stamp();
    }

    void emit(SessionEvent event) {
        audience.event(event);
    }

    /** Something failed; told to whoever listens, else to the operator's log, without content. */
    void error(ErrorSource source, String message, @Nullable ProviderError provider) {
        if (heard()) {
            emit(new SessionEvent.Error(stamp(), source, message, provider));
        } else {
            String what =
                    provider == null
                            ? source == ErrorSource.LINE ? message : "see the session's events"
                            : provider.type() + " " + provider.code();
            LOG.log(Level.WARNING, "session {0}: {1} error: {2}", id, source, what);
        }
    }

    /** The application asks for something; for whoever listens. On the loop. */
    void called(Function<SessionEvent.Stamp, SessionCall> call) {
        if (audience.wants(Interest.CALLS)) {
            audience.call(call.apply(stamp()));
        }
    }

    /** Something took its time; for whoever listens. */
    void measured(Measure measure, long nanos, @Nullable String subject) {
        if (heard()) {
            emit(
                    new SessionEvent.Measured(
                            stamp(), measure, Duration.ofNanos(Math.max(0, nanos)), subject));
        }
    }

    /** The session ends: what is taken apart from now on is no news. */
    void ends() {
        over = true;
    }

    /** A plug was exchanged under the session, or could not be. */
    void swapped(Swap swap) {
        if (over) {
            return;
        }
        host.swapped(id, swap);
        if (heard()) {
            emit(new SessionEvent.Swapped(stamp(), swap));
        }
    }

    void warn(String code, String message) {
        if (heard()) {
            emit(new SessionEvent.Warning(stamp(), code, message));
        } else {
            LOG.log(Level.INFO, "session {0}: {1}", id, code);
        }
    }

    /** A warning from another thread. */
    void warnLater(String code, String message) {
        try {
            loop.execute(() -> warn(code, message));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "session {0}: {1}", id, code);
        }
    }

    /** Runs a task on the loop, at once when this is the loop. Any thread. */
    void onLoop(Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** A listener threw. Any thread. */
    @Override
    public void threw(String thrown, boolean onError) {
        Runnable report =
                () -> {
                    counters.listenerFailures++;
                    // a listener that throws at errors would be called for its own error, for ever
                    if (onError) {
                        LOG.log(Level.WARNING, "session {0}: a listener threw {1}", id, thrown);
                    } else {
                        error(ErrorSource.LISTENER, "a listener threw " + thrown, null);
                    }
                };
        try {
            loop.execute(report);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "session {0}: a listener threw {1} at the end", id, thrown);
        }
    }

    @Override
    public void dropped() {
        counters.listenerDrops++;
    }

    @Override
    public void behind() {
        warn(
                "listener-behind",
                "a listener is slower than the session: the oldest of what waited for it was"
                        + " dropped");
    }

    @Override
    public void added(Item item) {
        if (heard()) {
            emit(new SessionEvent.HistoryAdded(stamp(), item));
        }
    }

    @Override
    public void updated(Item item) {
        if (heard()) {
            emit(new SessionEvent.HistoryUpdated(stamp(), item));
        }
    }

    @Override
    public void removed(String itemId) {
        if (heard()) {
            emit(new SessionEvent.HistoryRemoved(stamp(), itemId));
        }
    }

    @Override
    public void forgotten(List<String> itemIds) {
        if (heard()) {
            emit(new SessionEvent.HistoryForgotten(stamp(), itemIds));
        }
    }
}
