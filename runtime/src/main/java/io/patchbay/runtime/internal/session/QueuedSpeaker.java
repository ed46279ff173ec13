package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.audio.AudioConverter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says one thing after the other, each when nobody speaks: neither the agent, whose answer is heard
 * to its end, nor the caller. Made when a session first says something by itself. On the loop.
 */
final class QueuedSpeaker implements Speaker, Follower, Utterer.Watcher {
    /** Why a recording fills the time; the first of those that are there is heard. */
    enum Music {
        /** The caller waits. */
        HOLD,
        /** Tools run. */
        TOOLS,
        /** There is no line. */
        PARK
    }

    private static final int MAX_WAITING = 32;

    /** Most of what makes room has no event of its own; it is looked for as often as this. */
    private static final Duration LOOK = Duration.ofMillis(40);

    private final SessionCore core;
    private final Outgoing outgoing;
    private final Responses responses;
    private final Legs legs;
    private final Supplier<SessionState> state;
    private final Utterer utterer;
    private final ArrayDeque<QueuedSaying> waiting = new ArrayDeque<>(2);
    private final Map<Music, AudioClip> music = new EnumMap<>(Music.class);
    private @Nullable ClipFeed playing;
    private SerialLoop.@Nullable Timer look;
    private boolean held;

    /**
     * Silent.
     *
     * @param guard protects what is said from speech, until what it returns is run
     */
    QueuedSpeaker(
            SessionCore core,
            Configuration configuration,
            Outgoing outgoing,
            Responses responses,
            Legs legs,
            Supplier<SessionState> state,
            Supplier<@Nullable AgentBinding> binding,
            Supplier<Runnable> guard) {
        this.core = core;
        this.outgoing = outgoing;
        this.responses = responses;
        this.legs = legs;
        this.state = state;
        this.utterer =
                new Utterer(core, configuration, outgoing, responses, legs, binding, guard, this);
        core.follow(utterer);
    }

    @Override
    public Saying say(Utterance utterance, boolean guarded) {
        QueuedSaying saying =
                new QueuedSaying(utterance, guarded, outgoing.nextItemId(), this::withdraw);
        String refused = waiting.size() >= MAX_WAITING ? tooMany() : refusal(saying);
        if (refused != null) {
            saying.done.completeExceptionally(new IllegalStateException(refused));
            return saying;
        }
        if (utterance instanceof Utterance.Clip clip
                && !AudioConverter.converts(clip.audio().format(), legs.outputFormat())) {
            saying.done.completeExceptionally(
                    new IllegalArgumentException(
                            "the clip cannot be played: nobody converts "
                                    + clip.audio().format()
                                    + " to "
                                    + legs.outputFormat()));
            return saying;
        }
        waiting.addLast(saying);
        next();
        return saying;
    }

    private static String tooMany() {
        return "not said: "
                + MAX_WAITING
                + " things wait to be said already; wait for the stage of one of them";
    }

    private @Nullable String refusal(QueuedSaying saying) {
        SessionState now = state.get();
        if (now == SessionState.CLOSED) {
            return "not said: the session is closed; open another";
        }
        boolean lineless = now == SessionState.NEW || now == SessionState.PARKED;
        return lineless && !(saying.utterance instanceof Utterance.Clip)
                ? "not said: the session has no line to a model; connect it, or play a clip"
                : null;
    }

    private void withdraw(QueuedSaying saying) {
        if (waiting.remove(saying)) {
            saying.done.complete(Spoken.NOT_HEARD);
        }
    }

    /** Whether something is being said, or waits to be. */
    boolean busy() {
        return utterer.busy() || !waiting.isEmpty();
    }

    /** A recording that fills the time while nothing else is heard; null ends it. */
    void music(Music why, @Nullable AudioClip clip) {
        AudioClip before = filling();
        if (clip == null) {
            music.remove(why);
        } else {
            music.put(why, clip);
        }
        if (filling() != before) {
            silence();
        }
        next();
    }

    private @Nullable AudioClip filling() {
        return music.isEmpty() ? null : music.values().iterator().next();
    }

    /** Whether that is what is heard now. */
    boolean playsMusic() {
        return playing != null;
    }

    private void silence() {
        ClipFeed feed = playing;
        if (feed != null) {
            playing = null;
            feed.stop();
            legs.flush();
        }
    }

    /** Begins the next one when it may begin. */
    private void next() {
        while (!utterer.busy() && !waiting.isEmpty()) {
            QueuedSaying first = waiting.getFirst();
            String refused = refusal(first);
            if (refused != null) {
                waiting.removeFirst();
                first.done.completeExceptionally(new IllegalStateException(refused));
                continue;
            }
            silence();
            if (!quiet() || !ready(first)) {
                lookLater();
                return;
            }
            waiting.removeFirst();
            utterer.begin(first);
        }
        AudioClip filling = filling();
        if (filling != null && !utterer.busy() && playing == null) {
            if (!quiet()) {
                lookLater();
                return;
            }
            String key = outgoing.nextItemId();
            utterer.floor().take(key);
            ClipFeed feed = feed(filling, key);
            playing = feed;
            feed.start();
        }
    }

    private ClipFeed feed(AudioClip clip, String key) {
        AudioFormat to = legs.outputFormat();
        return new ClipFeed(core.loop, legs, clip, to, key, true, () -> {});
    }

    private boolean quiet() {
        ResponseGate gate = outgoing.gate();
        return !held
                && legs.mediaUp()
                && !legs.playing()
                && utterer.floor().free()
                && !gate.busy()
                && !gate.speaking()
                && responses.audibleOutOfBand().isEmpty();
    }

    private boolean ready(QueuedSaying saying) {
        return outgoing.line() != null || saying.utterance instanceof Utterance.Clip;
    }

    private void lookLater() {
        if (look == null) {
            look =
                    core.loop.schedule(
                            () -> {
                                look = null;
                                next();
                            },
                            LOOK);
        }
    }

    @Override
    public void freed() {
        // first everybody hears why: an interruption may take away what waits, too
        core.loop.execute(this::next);
    }

    @Override
    public void silenced() {
        ClipFeed feed = playing;
        if (feed != null) {
            playing = null;
            feed.stop();
            lookLater();
        }
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        if (cause == InterruptionCause.APPLICATION) {
            for (QueuedSaying saying = waiting.poll(); saying != null; saying = waiting.poll()) {
                saying.done.complete(Spoken.NOT_HEARD);
            }
        }
    }

    @Override
    public void held(boolean on) {
        held = on;
        next();
    }

    @Override
    public void lineOpened(Line line) {
        music(Music.PARK, null);
    }

    @Override
    public void responseStarted(Responses.Active response) {
        if (playing != null) {
            silence(); // speech goes before
            lookLater();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        music.clear();
        silence();
        if (look != null) {
            look.cancel();
            look = null;
        }
        for (QueuedSaying saying = waiting.poll(); saying != null; saying = waiting.poll()) {
            saying.done.complete(Spoken.NOT_HEARD);
        }
        utterer.close();
    }
}
