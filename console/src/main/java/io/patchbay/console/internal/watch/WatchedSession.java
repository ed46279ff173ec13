package io.patchbay.console.internal.watch;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Money;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionCounters;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionQueues;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Usage;
import io.patchbay.console.internal.CallMarks;
import io.patchbay.management.ManagementJson;
import io.patchbay.runtime.record.EventLines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One session as the page knows it, while it lives and for a while afterwards. It hears events
 * only; sound and the wire it asks for while somebody looks. For any thread.
 */
final class WatchedSession implements SessionListener {

    private static final int MOST_SWAPS = 100;

    /** Who follows what becomes of it. Called on any thread; must not block. */
    interface Watcher {
        /** It appeared, changed or ended. */
        void changed(WatchedSession session);

        /** A plug was exchanged under it. */
        void swapped(ObjectNode swap);
    }

    /** What a session has come to, and what is left of it when it has ended. */
    private record Remains(
            List<Item> items, Usage usage, SessionCounters counters, @Nullable String cost) {

        static final Remains NONE =
                new Remains(List.of(), Usage.NONE, new SessionCounters(0, 0, 0, 0, 0, 0, 0), null);

        static Remains of(RealtimeSession session, List<Item> items) {
            return new Remains(
                    items,
                    session.usage(),
                    session.counters(),
                    session.cost().map(Money::toString).orElse(null));
        }
    }

    private final String id;
    private final long start;
    private final Instant opened;
    private final Memory memory;
    private final EventRing ring;
    private final Turns turns = new Turns();
    private final ArrayDeque<ObjectNode> swaps = new ArrayDeque<>();
    private final CopyOnWriteArrayList<SessionStream> streams = new CopyOnWriteArrayList<>();
    private final EventLines whole;
    private final EventLines masked;
    private final Watcher watcher;
    private final Looking looking;
    private volatile @Nullable RealtimeSession session;
    private volatile Remains remains = Remains.NONE;
    private volatile @Nullable LineChoice choice;
    private volatile @Nullable String agent;
    private volatile @Nullable String leg;
    private volatile @Nullable String talk;
    private volatile @Nullable String recording;
    private volatile boolean wished;
    private final AtomicBoolean untouched = new AtomicBoolean(true);
    private long generation;
    private long drops;
    private long endedAt;
    private int kept;

    /**
     * A session.
     *
     * @param age how long it is open
     * @param watcher told of every event
     */
    WatchedSession(
            RealtimeSession session,
            Duration age,
            WatchSettings settings,
            Memory memory,
            Watcher watcher) {
        this.id = session.id();
        this.session = session;
        this.start = session.nanoTime() - age.toNanos();
        this.opened = Instant.now().minus(age);
        this.memory = memory;
        this.ring = new EventRing(memory, settings.events(), settings.sessionBytes());
        this.whole = EventLines.journal(start, true);
        this.masked = EventLines.journal(start, false);
        this.watcher = watcher;
        this.looking = new Looking(this, session, start);
        memory.join();
        learn(session);
    }

    String id() {
        return id;
    }

    /** The session while it lives. */
    Optional<RealtimeSession> live() {
        return Optional.ofNullable(session);
    }

    /** The line that it has, or had last, with what opens it; empty when it is not known. */
    Optional<LineChoice> choice() {
        return Optional.ofNullable(choice);
    }

    Optional<String> talk() {
        return Optional.ofNullable(talk);
    }

    /** Whether the page that began it wants it recorded. */
    boolean wished() {
        return wished;
    }

    /** Whether nobody has asked this before: who is told so records it. */
    boolean firstToRecord() {
        return untouched.compareAndSet(true, false);
    }

    Optional<String> recording() {
        return Optional.ofNullable(recording);
    }

    void recording(@Nullable String name) {
        recording = name;
        watcher.changed(this);
    }

    private void learn(RealtimeSession known) {
        known.agent().map(RealtimeAgent::name).ifPresent(name -> agent = name);
        Optional<Call> call = known.call();
        if (call.isPresent()) {
            leg = call.get().kind();
            String named = call.get().metadata().get(CallMarks.TALK);
            talk = named == null ? talk : named;
            wished |= Boolean.parseBoolean(call.get().metadata().get(CallMarks.RECORD));
        }
    }

    @Override
    public void onEvent(SessionEvent event) {
        RealtimeSession known = session;
        if (known == null) {
            return;
        }
        take(known, event);
        watcher.changed(this);
    }

    private synchronized void take(RealtimeSession known, SessionEvent event) {
        ring.add(event);
        turns.on(event);
        generation = Math.max(generation, event.stamp().generation());
        if (event instanceof SessionEvent.Connected connected) {
            choice = connected.line();
        } else if (event instanceof SessionEvent.Reconnected again) {
            choice = again.line();
        } else if (event instanceof SessionEvent.AgentStarted started) {
            agent = started.agent().isEmpty() ? agent : started.agent();
        } else if (event instanceof SessionEvent.AgentHandoff handoff) {
            agent = handoff.to();
        } else if (event instanceof SessionEvent.Swapped swapped) {
            Instant at = opened.plusNanos(event.stamp().nanos() - start);
            ObjectNode swap = ManagementJson.swap(new SwapRecord(at, id, swapped.swap()));
            swaps.add(swap);
            watcher.swapped(swap);
            if (swaps.size() > MOST_SWAPS) {
                swaps.remove();
            }
        }
        if (agent == null || leg == null) {
            learn(known);
        }
        tell(event);
        if (event instanceof SessionEvent.StateChanged change
                && change.state() == SessionState.CLOSED) {
            end(known);
        }
    }

    private void tell(SessionEvent event) {
        String all = null;
        String some = null;
        for (SessionStream stream : streams) {
            if (stream.content()) {
                all = all == null ? whole.session(event) : all;
                stream.event(all);
            } else {
                some = some == null ? masked.session(event) : some;
                stream.event(some);
            }
        }
    }

    private void end(RealtimeSession known) {
        List<Item> items = known.history().items().stream().map(EventStrip::of).toList();
        remains = Remains.of(known, items);
        endedAt = known.nanoTime();
        tellLevels();
        looking.end();
        kept = items.stream().mapToInt(EventSizes::of).sum() + looking.kept();
        memory.add(kept);
        // neither the session nor who hands out its keys is kept in memory by being looked at
        session = null;
        choice = choice == null ? null : EventStrip.of(choice);
        refresh();
    }

    /** It has ended, and nobody may say so any more. */
    void over() {
        synchronized (this) {
            live().ifPresent(this::end);
        }
        watcher.changed(this);
    }

    /** Nobody can look at it any more. */
    synchronized void forget() {
        ring.clear();
        memory.add(-kept);
        kept = 0;
        memory.leave();
        streams.forEach(SessionStream::close);
        looking.end();
    }

    /** Keeps no more than its share. */
    synchronized void trim() {
        ring.trim(memory.share());
    }

    /** Shows the session from now on, after what was from a time on, in seconds. */
    synchronized void show(SessionStream stream, double since) {
        if (!stream.detail(this)) {
            return;
        }
        long from = start + (long) (since * 1e9);
        if (ring.dropped() > 0 && ring.oldest() >= from) {
            stream.gap(ring.dropped());
        }
        EventLines lines = stream.content() ? whole : masked;
        for (SessionEvent event : ring.since(from)) {
            if (!stream.event(lines.session(event))) {
                return;
            }
        }
        // who looks already is told of those that the newcomer finds in the past
        tellLevels();
        looking.past().map(SessionJson::text).ifPresent(stream::level);
        streams.add(stream);
        if (session != null) {
            if (streams.size() == 1) {
                missed();
            }
            looking.begin(stream.raw());
        }
    }

    /** Tells those who look how loud it was since the last time. */
    void tellLevels() {
        looking.levels()
                .map(SessionJson::text)
                .ifPresent(levels -> streams.forEach(stream -> stream.level(levels)));
    }

    /** Somebody asks for silence, now. */
    synchronized void silenceAsked(RealtimeSession known) {
        turns.silenceAsked(known.nanoTime());
    }

    /** Somebody looks no more. */
    synchronized void leave(SessionStream stream) {
        if (streams.remove(stream)) {
            looking.leave(stream.raw());
        }
    }

    /** How much was not heard since the last time, because the process was too busy to listen. */
    synchronized long missed() {
        RealtimeSession known = session;
        long all = known == null ? drops : known.counters().listenerDrops();
        long more = all - drops;
        drops = all;
        return more;
    }

    /** Those who look. */
    List<SessionStream> streams() {
        return streams;
    }

    Looking looking() {
        return looking;
    }

    EventLines wholeLines() {
        return whole;
    }

    /** The conversation. */
    List<Item> items() {
        RealtimeSession known = session;
        return known == null ? remains.items : known.history().items();
    }

    /** As the list of sessions has it. */
    ObjectNode info() {
        RealtimeSession known = session;
        Remains now = known == null ? remains : Remains.of(known, known.history().items());
        LineChoice line = choice;
        ObjectNode json =
                ManagementJson.session(
                        new SessionInfo(
                                id,
                                known == null ? SessionState.CLOSED : known.state(),
                                agent,
                                line == null ? null : line.transport(),
                                line == null ? null : line.provider(),
                                leg,
                                Duration.ofNanos(age(known)),
                                now.items.size(),
                                now.usage,
                                now.counters));
        json.put("talk", talk).put("recording", recording).put("live", known != null);
        json.set("uses", SessionJson.uses(known == null ? List.of() : known.uses()));
        json.put("turnCount", turns.count());
        json.put("latency", Times.millis(turns.latest()));
        json.put("cost", now.cost);
        return json;
    }

    private long age(@Nullable RealtimeSession known) {
        long until = known == null ? endedAt : known.nanoTime();
        return Math.max(0, until - start);
    }

    /** Tells those who look how it is now. */
    synchronized void refresh() {
        streams.forEach(stream -> stream.detail(this));
    }

    /** How often one of its turns changed. */
    synchronized long turnChanges() {
        return turns.changes();
    }

    /** The turns that changed after so many changes; what was said only for who may see it. */
    synchronized ArrayNode turnsSince(long changes, boolean content) {
        return turns.json(start, content, changes);
    }

    /** All about it; what was said only for who may see it. */
    synchronized ObjectNode detail(boolean content) {
        ObjectNode json = outline(content);
        json.set("turns", turnsSince(0, content));
        return json;
    }

    /** All about it but the turns; what was said only for who may see it. */
    synchronized ObjectNode outline(boolean content) {
        RealtimeSession known = session;
        ObjectNode json = info();
        json.set("line", SessionJson.line(choice));
        SessionQueues queues = known == null ? new SessionQueues(0, 0) : known.queues();
        json.putObject("queues")
                .put("callerAudioBytes", queues.callerAudioBytes())
                .put("listenerEvents", queues.listenerEvents());
        ArrayNode approvals = json.putArray("approvals");
        if (known != null) {
            known.approvals().forEach(one -> approvals.add(SessionJson.approval(one, content)));
        }
        json.putArray("swaps").addAll(swaps);
        json.put("generation", generation);
        return json;
    }
}
