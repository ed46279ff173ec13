package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller's turns: when one begins and ends, and who answers it. Where the server was told not
 * to answer by itself because of the interruption policy, the session asks. On the loop.
 */
final class CallerTurns implements BargeIn.Turns {
    private final SessionCore core;
    private final Configuration configuration;
    private final Outgoing outgoing;
    private final ModelMemory memory;
    private final Responses responses;
    private final Protection protection;
    private final CallerAudio callerAudio;
    private final BargeIn bargeIn;

    /** Turns that were finished while something protected was said; answered after it. */
    private Set<String> postponed = Set.of();

    private SerialLoop.@Nullable Timer patience;
    private SerialLoop.@Nullable Timer quiet;
    private boolean stopped;

    /** Whether the caller speaks at this moment, as far as we were told. */
    private boolean speaking;

    CallerTurns(
            SessionCore core,
            Configuration configuration,
            Outgoing outgoing,
            ModelMemory memory,
            Responses responses,
            Interruptions interruptions,
            Legs legs,
            Protection protection,
            CallerAudio callerAudio) {
        this.core = core;
        this.configuration = configuration;
        this.outgoing = outgoing;
        this.memory = memory;
        this.responses = responses;
        this.protection = protection;
        this.callerAudio = callerAudio;
        this.bargeIn = new BargeIn(core, configuration, interruptions, legs, protection, this);
        core.follow(bargeIn);
    }

    /** What the caller does; false when the event is about something else. */
    boolean event(TransportEvent event) {
        if (event instanceof TransportEvent.SpeechStarted e) {
            started(e.itemId());
        } else if (event instanceof TransportEvent.SpeechStopped) {
            stopped();
        } else if (event instanceof TransportEvent.InputCommitted e) {
            committed(e);
        } else if (event instanceof TransportEvent.InputCleared) {
            withdrawn(); // what was said is forgotten, and nobody will answer it
        } else {
            return false;
        }
        return true;
    }

    private void started(@Nullable String itemId) {
        taken();
        stopped = false;
        speaking = true;
        outgoing.gate().speaking(true, core.clock.now());
        watch(core.options.limits().siblingTools());
        if (core.heard()) {
            core.emit(new SessionEvent.SpeechStarted(core.stamp()));
        }
        bargeIn.started(itemId);
        core.tell(Follower::speechStarted);
    }

    private void stopped() {
        unwatch();
        stopped = true;
        speaking = false;
        responses.speechStopped();
        if (core.heard()) {
            core.emit(new SessionEvent.SpeechStopped(core.stamp()));
        }
        bargeIn.stopped();
        ended();
        core.tell(Follower::speechStopped);
    }

    private void committed(TransportEvent.InputCommitted event) {
        String itemId = event.itemId();
        core.conversation.committed(itemId, event.placement());
        boolean spoken = stopped;
        stopped = false;
        BargeIn.Verdict verdict = bargeIn.committed(itemId);
        if (verdict == BargeIn.Verdict.DISCARDED) {
            discard(itemId);
        } else if (verdict == BargeIn.Verdict.TURN && spoken) {
            if (configuration.sessionAnswers()) {
                answer(itemId);
            } else if (configuration.serverResponds()
                    && !configuration.serverInterrupts()
                    && outgoing.gate().running()) {
                // the server may fail to answer while a response runs; ours waits for its end, and
                // is dropped when the server answers all the same
                outgoing.gate().turnMayFail();
                ask(itemId);
            }
        } else if (outgoing.gate().speaking() && patience == null) {
            speaking = false;
            ended(); // by hand, while the caller spoke
        }
    }

    @Override
    public void answer(String itemId) {
        if (protection.active()) {
            Set<String> more = new LinkedHashSet<>(postponed);
            more.add(itemId);
            postponed = more;
        } else {
            ask(itemId);
        }
        over();
    }

    private void ask(String itemId) {
        outgoing.request(ResponseRequest.Origin.MESSAGE, itemId);
        outgoing.gate().acknowledged(itemId); // it is the server that told of it
    }

    @Override
    public void discard(String itemId) {
        memory.forget(itemId);
        over();
    }

    /** Nothing is protected any more. */
    void protectionOver() {
        for (String itemId : postponed) {
            ask(itemId); // merged: one response answers all
        }
        postponed = Set.of();
    }

    /** More of the caller's words. */
    void heard(String itemId, String delta) {
        bargeIn.heard(itemId, delta);
    }

    /**
     * The caller's words, or null when they could not be understood.
     *
     * @return whether they count: false for what was no speech
     */
    boolean understood(String itemId, @Nullable String words) {
        bargeIn.understood(itemId, words);
        return !bargeIn.wasDiscarded(itemId);
    }

    /** The server answers the turn. */
    void answered() {
        if (patience != null) {
            over();
        }
    }

    /** The configuration changed; without turn detection nobody tells of the end of a turn. */
    void configured() {
        if (outgoing.gate().speaking() && patience == null && !configuration.noticesSpeech()) {
            withdrawn();
        }
    }

    /** While nothing is heard of the caller the server cannot tell that he has stopped. */
    private void watch(Duration wait) {
        unwatch();
        quiet = core.loop.schedule(this::look, wait);
    }

    private void look() {
        quiet = null;
        Duration patience = core.options.limits().siblingTools();
        Line line = outgoing.line();
        if (line == null || !outgoing.gate().speaking()) {
            return;
        }
        long silent = core.clock.now() - callerAudio.lastSent();
        if (callerAudio.lastSent() < 0 || silent < patience.toNanos()) {
            // sound flows, or goes another way than through here
            watch(patience);
        } else {
            withdrawn();
        }
    }

    private void unwatch() {
        if (quiet != null) {
            quiet.cancel();
            quiet = null;
        }
    }

    private void withdrawn() {
        speaking = false;
        bargeIn.withdrawn();
        over();
    }

    /** The caller has said something. */
    private void ended() {
        taken();
        if (configuration.serverResponds() || configuration.sessionAnswers()) {
            // the answer to this turn covers what waits; if it never comes, go on
            patience = core.loop.schedule(this::over, core.options.limits().siblingTools());
        } else {
            over();
        }
    }

    /** The wait for the answer to a turn is over. */
    private void over() {
        taken();
        if (!speaking) {
            unwatch();
            outgoing.gate().speaking(false, core.clock.now());
        }
    }

    private void taken() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    /** The line is gone. */
    void clear() {
        taken();
        unwatch();
        postponed = Set.of();
        stopped = false;
        speaking = false;
    }
}
