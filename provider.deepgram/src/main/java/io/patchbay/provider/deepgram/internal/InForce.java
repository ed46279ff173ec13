package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import java.util.ArrayDeque;

/**
 * The configuration that the service has confirmed, and what it was asked for. It confirms changes
 * to what thinks and to what speaks each in their order, without saying what changed.
 */
final class InForce {

    private static final int MOST = 64;

    private final ArrayDeque<SessionConfig> thinking = new ArrayDeque<>(2);
    private final ArrayDeque<SessionConfig> speaking = new ArrayDeque<>(2);
    private SessionConfig confirmed;
    private SessionConfig asked;

    /** What a line opens with; what the service does in any case is said with it. */
    InForce(SessionConfig opening) {
        TurnDetection detection =
                opening.value(ConfigField.TURN_DETECTION)
                        .orElse(TurnDetection.SemanticVad.defaults());
        confirmed =
                opening.toBuilder()
                        .outputModality(Modality.AUDIO)
                        .turnDetection(detection.with(true, true))
                        .build();
        asked = confirmed;
    }

    SessionConfig confirmed() {
        return confirmed;
    }

    /** All that was asked for. */
    SessionConfig asked() {
        return asked;
    }

    void askedThinking(SessionConfig change) {
        add(thinking, change);
    }

    void askedSpeaking(SessionConfig change) {
        add(speaking, change);
    }

    private void add(ArrayDeque<SessionConfig> changes, SessionConfig change) {
        asked = asked.with(change);
        if (changes.size() >= MOST) {
            confirm(changes);
        }
        changes.add(change);
    }

    SessionConfig confirmThinking() {
        return confirm(thinking);
    }

    SessionConfig confirmSpeaking() {
        return confirm(speaking);
    }

    private SessionConfig confirm(ArrayDeque<SessionConfig> changes) {
        SessionConfig change = changes.poll();
        if (change != null) {
            confirmed = confirmed.with(change);
        }
        return confirmed;
    }
}
