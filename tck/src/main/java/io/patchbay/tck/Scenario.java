package io.patchbay.tck;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A script for a {@link ScriptedTransport}: what the session will ask, and what it hears then. The
 * far end's part runs by itself while the test exercises the session, without a timer: a command
 * moves the script on, what follows up to the next expected command is played at once.
 *
 * <pre>{@code
 * new Scenario(line)
 *         .expect(Command.CreateItem.class)
 *         .expect(Command.CreateResponse.class)
 *         .play(turns.textAnswer("Noon."))
 *         .run(() -> {
 *             session.sendMessage("What time is it?");
 *             loop.run();
 *         });
 * }</pre>
 *
 * <p>It fails, always at the same place, on a command that is not the expected one, on one more
 * than expected, and on a script that is not finished when the exercise is. Sound from the caller
 * is not in the script. Made on one thread, run once.
 */
public final class Scenario {

    private final ScriptedTransport transport;
    private final Queue<Step> steps = new ArrayDeque<>();
    private @Nullable Throwable failure;

    /** An empty script for this transport. */
    public Scenario(ScriptedTransport transport) {
        this.transport = transport;
    }

    /** The exercise of a test. */
    @FunctionalInterface
    public interface Exercise {
        /**
         * Makes the session do what the script expects.
         *
         * @throws Exception anything; it fails the test
         */
        void run() throws Exception;
    }

    /** The session sends such a command. */
    public Scenario expect(Class<? extends Command> type) {
        return expect(type, command -> true);
    }

    /** The session sends such a command, and {@code matcher} likes it. */
    public <C extends Command> Scenario expect(Class<C> type, Predicate<? super C> matcher) {
        return add(new Expected<>(type, matcher));
    }

    /** The session hears this. */
    public Scenario emit(TransportEvent event) {
        return play(Turn.events(event));
    }

    /** The session hears all this. */
    public Scenario play(Turn turn) {
        return add(new Told(() -> transport.play(turn)));
    }

    /** The line ends. */
    public Scenario disconnect(CloseReason reason) {
        return add(new Told(() -> transport.disconnect(reason)));
    }

    /**
     * Runs script and exercise side by side. The transport has to be connected if the script begins
     * with something to hear.
     *
     * @throws AssertionError when they do not fit
     * @throws Exception what a matcher throws, as it is, or what the exercise throws, when the
     *     script is not to blame
     */
    public void run(Exercise exercise) throws Exception {
        transport.follow(this);
        try {
            tell(takeTold());
            exercise.run();
        } catch (Exception | Error e) {
            Throwable blamed = failure();
            if (blamed == null) {
                throw e;
            }
            if (blamed != e) {
                blamed.addSuppressed(e);
            }
        } finally {
            transport.follow(null);
        }
        finish();
    }

    /**
     * A command arrived: on the session's loop.
     *
     * @return what is wrong with it, or null
     */
    @Nullable Throwable arrived(Command command) {
        List<Told> told;
        synchronized (this) {
            try {
                if (failure == null) {
                    check(command);
                }
            } catch (RuntimeException | Error e) {
                failure = e; // a matcher may throw anything
            }
            if (failure != null) {
                return failure;
            }
            told = takeTold();
        }
        if (!told.isEmpty()) {
            transport.later(() -> tell(told));
        }
        return null;
    }

    private void check(Command command) {
        if (!(steps.poll() instanceof Expected<?> expected)) {
            throw new AssertionError("the script is over, but this was sent: " + command);
        }
        expected.check(command);
    }

    private synchronized List<Told> takeTold() {
        List<Told> told = new ArrayList<>();
        while (steps.peek() instanceof Told next) {
            told.add(next);
            steps.remove();
        }
        return told;
    }

    private static void tell(List<Told> told) {
        told.forEach(next -> next.action.run());
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }

    private synchronized void finish() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (!steps.isEmpty()) {
            throw new AssertionError(
                    "the exercise has ended, but the script still waits for " + steps);
        }
    }

    private Scenario add(Step step) {
        steps.add(step);
        return this;
    }

    private sealed interface Step {}

    private record Told(Runnable action) implements Step {
        @Override
        public String toString() {
            return "(something to hear)";
        }
    }

    private record Expected<C extends Command>(Class<C> type, Predicate<? super C> matcher)
            implements Step {
        void check(Command command) {
            CallLog.match(command, type, matcher);
        }

        @Override
        public String toString() {
            return type.getSimpleName();
        }
    }
}
