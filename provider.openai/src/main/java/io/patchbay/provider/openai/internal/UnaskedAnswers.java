package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.Response;
import io.patchbay.api.transport.Command;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that a service gives without a request: to a committed turn, and to words that it shall
 * say. The first need no request any more; the second do not tell what they are of, and are taken
 * in the order in which the words were sent.
 */
final class UnaskedAnswers {

    /** More words than that wait for nobody. */
    private static final int MAX_WAITING = 32;

    private final boolean afterCommit;
    private final boolean afterWords;
    private final Deque<String> sayings = new ArrayDeque<>();
    private @Nullable String speaking;
    private @Nullable String said;
    private boolean committed;

    UnaskedAnswers(Profile profile) {
        afterCommit = profile.has(Quirk.ANSWERS_COMMIT);
        afterWords = profile.has(Quirk.FORCE_MESSAGE);
    }

    /** Whether a request is for an answer that comes anyway. */
    boolean covers(Command command) {
        boolean covered =
                committed
                        && command instanceof Command.CreateResponse create
                        && create.options().isDefault();
        committed &= !covered;
        return covered;
    }

    /** A command is on its way. */
    void sent(Command command) {
        if (afterCommit) {
            committed = command instanceof Command.CommitAudio;
        }
        if (afterWords && command instanceof Command.Say say && sayings.size() < MAX_WAITING) {
            sayings.add(say.id());
        }
    }

    /** The service refused a command. */
    void refused(String commandId) {
        sayings.remove(commandId);
    }

    /** A response with the name of the words that it speaks. */
    Response named(Response response, boolean over) {
        if (!over) {
            committed = false;
            if (said == null && !sayings.isEmpty()) {
                said = sayings.remove();
                speaking = response.id();
            }
        }
        String words = said;
        if (words == null || !response.id().equals(speaking)) {
            return response;
        }
        if (over) {
            said = null;
            speaking = null;
        }
        Map<String, String> metadata = new HashMap<>(response.metadata());
        metadata.put(Command.Say.METADATA, words);
        return new Response(
                response.id(),
                response.status(),
                response.reason(),
                response.error(),
                response.output(),
                response.outOfBand(),
                metadata,
                response.usage());
    }
}
