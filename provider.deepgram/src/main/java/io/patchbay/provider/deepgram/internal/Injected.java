package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.transport.Command;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was put into somebody's mouth. The service repeats it as if it had been said, and names
 * nothing, so that it is recognised by its words. Bounded: the oldest is forgotten.
 */
final class Injected {

    private static final int MOST = 16;

    private record Say(String commandId, String text) {}

    private final ArrayDeque<String> typed = new ArrayDeque<>(2);
    private final ArrayDeque<Say> says = new ArrayDeque<>(2);
    private int unnoticed;

    void typed(String text) {
        bound(typed);
        typed.add(text.strip());
        unnoticed = Math.min(unnoticed + 1, MOST);
    }

    /** Whether what the service takes for speech may be what was typed; once for each time. */
    boolean mayBeTyped() {
        if (unnoticed == 0) {
            return false;
        }
        unnoticed--;
        return true;
    }

    /** The service speaks: it has noticed what was typed before, whether it said so or not. */
    void noticed() {
        unnoticed = 0;
    }

    /** Whether what the caller is told to have said was typed here; once for each time. */
    boolean wasTyped(String text) {
        boolean was = typed.remove(text.strip());
        if (was) {
            unnoticed = Math.min(unnoticed, typed.size());
        }
        return was;
    }

    void say(String commandId, String text) {
        bound(says);
        says.add(new Say(commandId, text.strip()));
    }

    /** The marks of an answer that begins with these words; none when they were not given. */
    Map<String, String> marksOf(String words) {
        String begin = words.strip();
        Iterator<Say> all = says.iterator();
        while (all.hasNext()) {
            Say say = all.next();
            if (!begin.isEmpty() && say.text().startsWith(begin)) {
                all.remove();
                return marks(say);
            }
        }
        return Map.of();
    }

    /** The marks of an answer that begins with sound, and can be nothing but the oldest. */
    Map<String, String> marksOfNext() {
        Say say = says.poll();
        return say == null ? Map.of() : marks(say);
    }

    /** The oldest is not said; who asked for it, or null. */
    @Nullable String refused() {
        Say say = says.poll();
        return say == null ? null : say.commandId();
    }

    private static Map<String, String> marks(Say say) {
        return Map.of(Command.Say.METADATA, say.commandId());
    }

    private static void bound(ArrayDeque<?> queue) {
        if (queue.size() >= MOST) {
            queue.poll();
        }
    }
}
