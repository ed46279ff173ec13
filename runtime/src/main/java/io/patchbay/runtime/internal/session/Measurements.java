package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/** Measures what a caller would notice (RULES 30), while somebody listens. On the loop. */
final class Measurements implements Follower {
    /** What a server does that was not told otherwise: OpenAI's documented defaults. */
    private static final int PREFIX_MILLIS = 300;

    private static final int SILENCE_MILLIS = 500;

    private final SessionCore core;
    private final Configuration configuration;
    private final SentSound sent;
    private long lastSpeech = -1;
    private long onset = -1;
    private long lost = -1;

    /** When the last frame of the answer was sent that the caller interrupts; -1 while it plays. */
    private long paused = -1;

    private boolean playing;

    /** Where packets flow all the time, what was sent from here is not what the provider counts. */
    private @Nullable FarCount far;

    Measurements(SessionCore core, Configuration configuration, SentSound sent) {
        this.core = core;
        this.configuration = configuration;
        this.sent = sent;
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.SpeechStarted started) {
            long millis = started.audioStartMillis() + padding();
            onset = arrival(millis, millis);
            lastSpeech = -1;
        } else if (event instanceof TransportEvent.SpeechStopped stopped) {
            long millis = stopped.audioEndMillis();
            lastSpeech = arrival(Math.max(0, millis - silence()), millis);
        }
    }

    /**
     * The provider's count told on our clock; now, where it does not fit what was sent.
     *
     * @param received so much the provider has by now
     */
    private long arrival(long millis, long received) {
        FarCount packets = far;
        if (packets != null) {
            packets.told(received, core.clock.now());
            return packets.when(millis);
        }
        long when = sent.when(millis);
        return when < 0 ? core.clock.now() : when;
    }

    private long padding() {
        TurnDetection detection = detection();
        if (detection instanceof TurnDetection.ServerVad vad) {
            Integer told = vad.prefixPaddingMillis();
            return told == null ? PREFIX_MILLIS : told;
        }
        return 0;
    }

    private long silence() {
        TurnDetection detection = detection();
        if (detection instanceof TurnDetection.ServerVad vad) {
            Integer told = vad.silenceDurationMillis();
            return told == null ? SILENCE_MILLIS : told;
        }
        return 0;
    }

    private @Nullable TurnDetection detection() {
        return configuration.effective().value(ConfigField.TURN_DETECTION).orElse(null);
    }

    @Override
    public void firstAudio(Responses.Active response, long nanos) {
        core.measured(Measure.TIME_TO_FIRST_AUDIO, nanos, response.id);
    }

    @Override
    public void playbackStarted(@Nullable String itemId) {
        playing = true;
        if (lastSpeech >= 0) {
            core.measured(Measure.RESPONSE_LATENCY, core.clock.now() - lastSpeech, itemId);
            lastSpeech = -1;
        }
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        playing = false;
    }

    @Override
    public void playbackPaused() {
        paused = core.clock.now();
    }

    @Override
    public void playbackResumed() {
        paused = -1;
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        if (playing && cause == InterruptionCause.SPEECH && onset >= 0) {
            core.measured(
                    Measure.BARGE_IN_LATENCY,
                    (paused >= 0 ? paused : core.clock.now()) - onset,
                    null);
        }
        paused = -1;
        playing = false;
        onset = -1;
    }

    @Override
    public void lineGone() {
        lost = core.clock.now();
        lastSpeech = -1;
        onset = -1;
        sent.clear();
    }

    @Override
    public void lineOpened(Line line) {
        far = line.carriage.media() == TransportCapabilities.Media.MESSAGES ? null : new FarCount();
        if (lost >= 0) {
            core.measured(Measure.RECONNECT_GAP, core.clock.now() - lost, null);
            lost = -1;
        }
    }
}
