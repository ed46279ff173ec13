package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.emulator.protocol.internal.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What handles stand for. They outlive sockets; the oldest are forgotten when there are too many.
 * Thread-safe.
 */
final class Resumptions {
    private static final int MAX_HANDLES = 4_096;

    private final Map<String, State> states =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, State> eldest) {
                    return size() > MAX_HANDLES;
                }
            };

    /** A session over all its sockets. */
    static final class Lineage {
        private boolean open = true;

        /** Its socket is gone, and another may go on. */
        synchronized void left() {
            open = false;
        }

        /** Another socket goes on, unless one is there. */
        synchronized boolean join() {
            boolean free = !open;
            open = true;
            return free;
        }
    }

    /**
     * A session at one moment.
     *
     * @param model what it talks to
     * @param items its conversation, as JSON
     * @param lineage the session
     */
    record State(String model, List<String> items, Lineage lineage) {}

    /** A new handle for a state. */
    synchronized String keep(State state) {
        String handle = Ids.next("resume_");
        states.put(handle, state);
        return handle;
    }

    /**
     * Goes on with a session.
     *
     * @throws Refusal if there is none, or its old socket is still there
     */
    synchronized State resume(String handle, String model) {
        State state = states.get(handle);
        if (state == null) {
            throw new Refusal(Refusal.POLICY, "BidiGenerateContent session not found");
        }
        if (!state.model().equals(model)) {
            throw Refusal.invalidArgument();
        }
        if (!state.lineage().join()) {
            throw new Refusal(Refusal.FAILED, "Internal error occurred.");
        }
        return state;
    }
}
