package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says one thing: asks the model for it or plays the recording, follows it until it was heard or
 * cut, and puts its words down. On the loop.
 */
final class Utterer implements Follower, Floor.Ear {
    /** How long a leg may take longer than its sound lasts. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** Hears what room there is for others. */
    interface Watcher {
        /** It may be free for the next one. */
        void freed();

        /** The agent was silenced, whoever spoke. */
        void silenced();
    }

    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private final Responses responses;
    private final Legs legs;
    private final Floor floor;
    private final SpokenRequests requests;
    private final SaidWords said;
    private final Supplier<Runnable> guard;
    private final Watcher watcher;
    private final ArrayDeque<String> abandoned = new ArrayDeque<>(1);
    private @Nullable QueuedSaying current;
    private @Nullable Runnable unguard;
    private SerialLoop.@Nullable Timer watch;
    private boolean held;

    /**
     * Silent.
     *
     * @param guard protects what is said from speech, until what it returns is run
     */
    Utterer(
            SessionCore core,
            Configuration configuration,
            Outgoing outgoing,
            Responses responses,
            Legs legs,
            Supplier<@Nullable AgentBinding> binding,
            Supplier<Runnable> guard,
            Watcher watcher) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
        this.responses = responses;
        this.legs = legs;
        this.floor = new Floor(this, id -> responses.find(id) != null);
        this.requests = new SpokenRequests(outgoing, binding);
        this.said = new SaidWords(core, outgoing);
        this.guard = guard;
        this.watcher = watcher;
        legs.order(floor);
    }

    Floor floor() {
        return floor;
    }

    /** Whether something is being said. */
    boolean busy() {
        return current != null;
    }

    /** Says it. Only while nothing else is said, and nobody speaks. */
    void begin(QueuedSaying saying) {
        current = saying;
        saying.begun = true;
        saying.place = said.place();
        sign(saying);
        if (saying.guarded) {
            unguard = guard.get();
        }
        if (saying.utterance instanceof Utterance.Clip clip) {
            saying.itemId = saying.key;
            floor.take(saying.key);
            ClipFeed feed =
                    new ClipFeed(
                            core.loop,
                            legs,
                            clip.audio(),
                            legs.outputFormat(),
                            saying.key,
                            false,
                            () -> {
                                saying.given = true;
                                sign(saying);
                                settleLater();
                            });
            saying.feed = feed;
            watch(saying);
            feed.start();
            return;
        }
        Line line = outgoing.line();
        if (line == null) {
            throw new IllegalStateException("nobody to say it"); // ready() has looked
        }
        watch(saying);
        requests.ask(saying, line.capabilities)
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null) {
                                core.onLoop(() -> failed(saying, failure));
                            }
                        });
    }

    private void sign(QueuedSaying saying) {
        saying.lastSign = core.clock.now();
    }

    private void failed(QueuedSaying saying, Throwable why) {
        if (current == saying) {
            current = null;
            over(saying);
            saying.done.completeExceptionally(why);
            watcher.freed();
        }
    }

    /** Something that has no end after all is given up, so that the rest can be said. */
    private void watch(QueuedSaying saying) {
        if (current != saying) {
            return;
        }
        Duration patience =
                saying.given
                        ? LATE.plusMillis(totalMillis(saying))
                        : core.options.limits().responseSilence();
        long left = patience.toNanos() - (core.clock.now() - saying.lastSign);
        if (left > 0 || held || saying.feed != null && !saying.given) {
            watch =
                    core.loop.schedule(
                            () -> watch(saying), Duration.ofNanos(Math.max(left, LATE.toNanos())));
            return;
        }
        core.warn("say-silent", "something that was to be said did not come to its end in time");
        abandon(saying);
        end(saying, true, legs.primary().cuts());
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.ResponseStarted started) {
            started(started.response());
        } else if (event instanceof TransportEvent.Error error) {
            refused(error.error());
        }
    }

    private void started(Response response) {
        String key = response.metadata().get(SpokenRequests.KEY);
        if (key != null && abandoned.remove(key)) {
            floor.drop(response.id());
            outgoing.correct(Command.CancelResponse.of(response.id()));
            return;
        }
        QueuedSaying now = current;
        if (now == null || now.feed != null || now.responseId != null) {
            return;
        }
        // some providers do not give metadata back; then it is the one that was asked for
        boolean own =
                key != null
                        ? key.equals(now.key)
                        : response.metadata().isEmpty()
                                && response.outOfBand() != now.inConversation
                                && (response.outOfBand() || outgoing.gate().requested());
        if (own) {
            now.responseId = response.id();
            now.inConversation = !response.outOfBand();
            floor.keep(response.id());
            sign(now);
        }
    }

    private void refused(ProviderError error) {
        QueuedSaying now = current;
        String id = error.commandId();
        if (now != null
                && now.responseId == null
                && id != null
                && id.equals(now.commandId)
                && !"conversation_already_has_active_response".equals(error.code())) {
            failed(now, new IllegalStateException("not said: " + error.summary()));
        }
    }

    @Override
    public void words(
            Responses.@Nullable Active response,
            String itemId,
            int contentIndex,
            boolean spoken,
            String delta) {
        QueuedSaying now = current;
        if (now != null && response != null && response.id.equals(now.responseId)) {
            now.itemId = itemId;
            now.words.append(delta);
            sign(now);
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        QueuedSaying now = current;
        if (now == null || !response.id.equals(now.responseId)) {
            floor.ended(response.id);
            return;
        }
        now.given = true;
        now.broken = result.status() != Response.Status.COMPLETED;
        if (result.status() == Response.Status.FAILED) {
            now.failure = result.error() == null ? "the provider failed" : result.error().summary();
        }
        sign(now);
        legs.complete(response.id, null);
        settleLater();
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        settleLater();
    }

    private void settleLater() {
        core.loop.execute(this::settle);
    }

    /** What is being said may be over; then the next may begin. */
    private void settle() {
        QueuedSaying now = current;
        if (now != null
                && now.given
                && !legs.playing()
                && (now.responseId == null || !floor.holds(now.responseId))) {
            end(now, now.broken, List.of());
        } else {
            watcher.freed();
        }
    }

    private long totalMillis(QueuedSaying saying) {
        return saying.feed != null ? saying.feed.givenMillis() : floor.keptMillis();
    }

    private void end(QueuedSaying saying, boolean interrupted, List<Segments.Cut> cuts) {
        long total = totalMillis(saying);
        long played = total;
        String sound = saying.feed != null ? saying.key : floor.keptItem();
        for (Segments.Cut cut : cuts) {
            if (cut.itemId().equals(sound)) {
                played = Math.min(played, cut.playedMillis());
            }
        }
        boolean silent = sound == null;
        current = null;
        over(saying);
        if (saying.failure != null && played == 0) {
            saying.done.completeExceptionally(
                    new IllegalStateException("not said: " + saying.failure));
        } else {
            boolean cut = interrupted || saying.broken;
            String itemId =
                    saying.inConversation
                            ? saying.itemId
                            : silent && cut ? null : said.enter(saying, !cut, played, total);
            saying.done.complete(new Spoken(cut, played, itemId));
        }
        watcher.freed();
    }

    private void over(QueuedSaying saying) {
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
        if (saying.feed != null) {
            saying.feed.stop();
        }
        Runnable free = unguard;
        if (free != null) {
            unguard = null;
            free.run();
        }
        floor.release(saying.responseId != null ? saying.responseId : saying.key);
    }

    /** Nothing more is to be heard of what was asked of the model. */
    private void abandon(QueuedSaying saying) {
        String id = saying.responseId;
        if (saying.feed != null || saying.given) {
            return;
        }
        if (id == null) {
            if (!saying.inConversation) {
                abandoned.clear();
                abandoned.add(saying.key);
            }
            return;
        }
        floor.drop(id);
        Responses.Active active = responses.find(id);
        if (active != null && active.outOfBand && !responses.audibleOutOfBand().contains(active)) {
            outgoing.correct(Command.CancelResponse.of(id));
        }
    }

    @Override
    public void speechStarted() {
        QueuedSaying now = current;
        boolean unheard = now != null && now.feed == null && floor.keptMillis() == 0;
        if (now != null && unheard && !now.guarded && configuration.speechInterrupts()) {
            cut(List.of()); // it would begin while the caller speaks
        }
    }

    @Override
    public void cut(List<Segments.Cut> cuts) {
        QueuedSaying now = current;
        if (now != null) {
            abandon(now);
            end(now, true, cuts);
        }
        watcher.silenced();
    }

    @Override
    public void held(boolean on) {
        held = on;
    }

    @Override
    public void lineGone() {
        floor.lineGone();
        abandoned.clear();
        QueuedSaying now = current;
        if (now != null && now.feed == null && !now.given) {
            now.given = true; // what was received is heard
            now.broken = true;
            sign(now);
            legs.complete(null);
        }
        settleLater();
    }

    /** The session is over. */
    void close() {
        QueuedSaying now = current;
        if (now != null) {
            end(now, true, legs.primary().cuts());
        }
    }

    @Override
    public void hear(AudioChunk chunk) {
        legs.hear(chunk);
    }

    @Override
    public void complete(@Nullable String itemId) {
        legs.complete(itemId);
    }

    @Override
    public void full() {
        core.warn("playout-full", "too much sound waits for its turn: some was dropped");
    }
}
