package io.patchbay.console.internal.watch;

import io.patchbay.management.ManagementJson;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugListener;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.Resource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stream of everything: sessions that appear, change and end, plugs, swaps and health. It costs
 * nothing while nobody reads it. For any thread.
 */
final class Overview implements WatchedSession.Watcher, PlugListener {

    /** A session that changes all the time is told of this often at most. */
    private static final long BEAT_MILLIS = 250;

    private static final int BEATS_OF_PLUGS = 2;
    private static final int BEATS_OF_HEALTH = 8;

    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final Set<WatchedSession> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final WatchedSessions sessions;
    private final Function<String, Optional<Resource>> resources;
    private final ScheduledExecutorService work;
    private @Nullable ScheduledFuture<?> beating;
    private volatile String plugs = "";
    private long beats;

    /**
     * Nobody reads it yet.
     *
     * @param resources finds what is served at a path
     */
    Overview(
            WatchedSessions sessions,
            Function<String, Optional<Resource>> resources,
            ScheduledExecutorService work) {
        this.sessions = sessions;
        this.resources = resources;
        this.work = work;
    }

    /** Somebody reads from now on. */
    void show(Feed feed) {
        feed.send("sessions", SessionJson.text(sessions.json()));
        String shown = plugs;
        if (!shown.isEmpty()) {
            feed.send("plugs", shown);
        }
        synchronized (this) {
            feeds.add(feed);
            if (beating == null) {
                beats = 0;
                plugs = "";
                beating =
                        work.scheduleAtFixedRate(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        feed.onEnd(() -> feeds.remove(feed));
    }

    @Override
    public void changed(WatchedSession session) {
        boolean lives = session.live().isPresent();
        boolean first = lives ? known.add(session.id()) : known.remove(session.id());
        if (feeds.isEmpty()) {
            return;
        }
        changed.add(session);
        if (first) {
            work.execute(() -> tell(session));
        }
    }

    @Override
    public void progressed(PlugProgress progress) {
        if (!feeds.isEmpty()) {
            tell("progress", ManagementJson.progress(progress));
        }
    }

    @Override
    public void changed(PlugChange change) {
        if (!feeds.isEmpty()) {
            tell("change", ManagementJson.change(change));
            work.execute(() -> ask("/v1/plugs", this::plugs));
        }
    }

    /** Something to tell everybody at once. */
    private void tell(String event, JsonNode json) {
        if (!feeds.isEmpty()) {
            String text = SessionJson.text(json);
            feeds.forEach(feed -> feed.send(event, text));
        }
    }

    private void tell(WatchedSession session) {
        if (changed.remove(session)) {
            tell("session", session.info());
        }
    }

    /** One beat. */
    void beat() {
        List.copyOf(changed).forEach(this::tell);
        if (beats % BEATS_OF_PLUGS == 0) {
            ask("/v1/plugs", this::plugs);
        }
        if (beats % BEATS_OF_HEALTH == 0) {
            ask("/v1/health", json -> tell("health", json));
        }
        beats++;
        synchronized (this) {
            if (feeds.isEmpty() && beating != null) {
                beating.cancel(false);
                beating = null;
                changed.clear();
            }
        }
    }

    private void plugs(JsonNode json) {
        String text = SessionJson.text(json);
        if (!text.equals(plugs)) {
            plugs = text;
            feeds.forEach(feed -> feed.send("plugs", text));
        }
    }

    private void ask(String path, Consumer<JsonNode> then) {
        Optional<Resource> resource = resources.apply(path);
        if (resource.isEmpty()) {
            return;
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answer.thenAccept(then);
        try {
            resource.get().serve(new Captured(answer));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e); // what it was not able to say now it says next time
        }
    }

    /** Ends all. */
    void close() {
        feeds.forEach(Feed::close);
    }

    @Override
    public void swapped(ObjectNode swap) {
        tell("swap", swap);
    }
}
