package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Utterance;
import java.util.function.Supplier;

/**
 * Says the first words of a session, once (RULES 12): when the line stands and the caller's sound
 * flows. On the loop.
 */
final class Greeting implements Follower {
    private final Legs legs;
    private final Supplier<? extends Speaker> speaker;
    private final Utterance words;
    private final boolean guarded;
    private boolean line;
    private boolean spoken;
    private boolean greeted;

    Greeting(Legs legs, Supplier<? extends Speaker> speaker, Utterance words, boolean guarded) {
        this.legs = legs;
        this.speaker = speaker;
        this.words = words;
        this.guarded = guarded;
    }

    @Override
    public void lineOpened(Line opened) {
        line = true;
        greet();
    }

    @Override
    public void lineGone() {
        line = false;
    }

    @Override
    public void mediaUp(boolean primary) {
        greet();
    }

    @Override
    public void speechStarted() {
        spoken = true;
    }

    private void greet() {
        boolean recorded = words instanceof Utterance.Clip;
        boolean heard = legs.hasCaller() ? legs.mediaUp() : line;
        if (greeted || !heard || !line && !recorded) {
            return;
        }
        greeted = true;
        if (spoken && words instanceof Utterance.Instructed) {
            return; // the answer to what the caller said opens the conversation
        }
        speaker.get().say(words, guarded);
    }
}
