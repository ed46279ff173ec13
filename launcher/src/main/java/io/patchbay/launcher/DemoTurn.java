package io.patchbay.launcher;

import io.patchbay.api.history.Role;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what one question of the demo led to, and judges it. */
final class DemoTurn implements SessionListener {

    /**
     * What the caller asks.
     *
     * @param recording the recording
     * @param words what it says, and so what must be understood
     * @param tool the tool that must be called, and no other; or null for none
     * @param answer words that must be in the answer
     */
    record Question(String recording, String words, @Nullable String tool, String answer) {}

    private final List<String> tools = new ArrayList<>();
    private final StringBuilder caller = new StringBuilder();
    private final StringBuilder agent = new StringBuilder();
    private @Nullable Duration firstSound;
    private Duration toolTime = Duration.ZERO;

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS);
    }

    @Override
    public synchronized void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.ToolEnded tool) {
            tools.add(tool.tool());
            toolTime = toolTime.plus(tool.took());
        } else if (event instanceof SessionEvent.TranscriptDone done) {
            (done.role() == Role.USER ? caller : agent).append(done.transcript()).append(' ');
        } else if (event instanceof SessionEvent.ResponseEnded ended
                && ended.timeToFirstAudio() != null) {
            firstSound = ended.timeToFirstAudio();
        }
    }

    /** Begins the next turn. */
    synchronized void forget() {
        tools.clear();
        caller.setLength(0);
        agent.setLength(0);
        firstSound = null;
        toolTime = Duration.ZERO;
    }

    /** What the turn cost, in one line. */
    synchronized String timings() {
        return (tools.isEmpty() ? "" : "tool " + toolTime.toMillis() + " ms, ")
                + "first sound "
                + (firstSound == null ? "-" : firstSound.toMillis() + " ms");
    }

    /** Says what was wrong with the turn; nothing when all was right. */
    synchronized List<String> judge(Question question) {
        List<String> wrong = new ArrayList<>();
        String asked = '"' + question.words() + '"';
        if (!lower(caller).contains(question.words())) {
            wrong.add(asked + " was understood as \"" + caller.toString().strip() + '"');
        }
        List<String> wanted = question.tool() == null ? List.of() : List.of(question.tool());
        if (!tools.equals(wanted)) {
            wrong.add(asked + " called " + tools + ", not " + wanted);
        }
        if (!lower(agent).contains(question.answer())) {
            wrong.add(asked + " was answered by \"" + agent.toString().strip() + '"');
        }
        if (firstSound == null) {
            wrong.add(asked + " was not answered aloud");
        }
        return wrong;
    }

    /** Whether the agent said this, in small letters. */
    synchronized boolean says(String words) {
        return lower(agent).contains(words);
    }

    private static String lower(StringBuilder words) {
        return words.toString().toLowerCase(Locale.ROOT);
    }
}
