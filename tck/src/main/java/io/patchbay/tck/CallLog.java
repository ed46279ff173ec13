package io.patchbay.tck;

import io.patchbay.api.transport.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was asked of a transport, in order, and which commands nobody has expected yet. */
final class CallLog {

    private final List<ScriptedCall> calls = new ArrayList<>();
    private final Queue<Command> unexpected = new ArrayDeque<>();

    synchronized void add(ScriptedCall call) {
        calls.add(call);
        if (call instanceof ScriptedCall.Sent sent) {
            unexpected.add(sent.command());
        }
    }

    /** Records a command that a scenario has taken already. */
    synchronized void addExpected(Command command) {
        calls.add(new ScriptedCall.Sent(command));
    }

    synchronized List<ScriptedCall> all() {
        return List.copyOf(calls);
    }

    /** Takes all, expected or not. */
    synchronized List<ScriptedCall> drain() {
        List<ScriptedCall> all = List.copyOf(calls);
        calls.clear();
        unexpected.clear();
        return all;
    }

    synchronized int waiting() {
        return unexpected.size();
    }

    /** Takes the oldest command, which must be the one described. */
    synchronized <C extends Command> C take(Class<C> type, Predicate<? super C> matcher) {
        Command oldest = unexpected.peek();
        C taken = match(oldest, type, matcher);
        unexpected.remove();
        return taken;
    }

    /** The command as a {@code C}, when it is as described. */
    static <C extends Command> C match(
            @Nullable Command command, Class<C> type, Predicate<? super C> matcher) {
        String wanted = type.getSimpleName();
        if (command == null) {
            throw new AssertionError("expected " + wanted + ", but nothing more was sent");
        }
        if (!type.isInstance(command)) {
            throw new AssertionError("expected " + wanted + ", but the next was " + command);
        }
        C typed = type.cast(command);
        if (!matcher.test(typed)) {
            throw new AssertionError(
                    "the next was a " + wanted + ", but not the expected one: " + typed);
        }
        return typed;
    }

    synchronized void assertNoneWaits() {
        if (!unexpected.isEmpty()) {
            throw new AssertionError(
                    unexpected.size()
                            + " commands were sent that nobody expected: "
                            + unexpected.stream()
                                    .map(Command::toString)
                                    .collect(Collectors.joining(", ")));
        }
    }
}
