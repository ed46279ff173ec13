package io.patchbay.launcher;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionOptions;
import java.util.Hashtable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceRegistration;

/**
 * What an operator may type into the shell of {@code run}, in the scope {@code patchbay}. Gogo
 * finds the public methods by name, each call on the shell's thread.
 */
public final class ShellCommands implements AutoCloseable {

    private final Inside inside;
    private final SessionOptions options;
    private @Nullable ServiceRegistration<?> registration;
    private @Nullable ShellCall call;

    ShellCommands(Inside inside, SessionOptions options) {
        this.inside = inside;
        this.options = options;
    }

    /** Makes the commands known. */
    void register() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("osgi.command.scope", "patchbay");
        properties.put(
                "osgi.command.function",
                new String[] {"plugs", "swaps", "sessions", "call", "say", "hangup"});
        registration = inside.bundle().registerService(ShellCommands.class, this, properties);
    }

    /** Lists what is plugged in: kind, name, version, state, how many use it. */
    public String plugs() {
        StringBuilder table = new StringBuilder();
        for (PlugInfo plug : inside.plugs().plugs()) {
            row(
                    table,
                    plug.kind().name().toLowerCase(Locale.ROOT),
                    plug.name(),
                    plug.version(),
                    plug.state().name().toLowerCase(Locale.ROOT),
                    plug.users() + " users");
        }
        return table.isEmpty() ? "nothing is plugged in" : table.toString().stripTrailing();
    }

    /** Lists what was swapped under live sessions: kind, versions, outcome, times, sound. */
    public String swaps() {
        StringBuilder table = new StringBuilder();
        for (SwapRecord swap : inside.plugs().swaps()) {
            table.append(SwapLine.of(swap.swap())).append('\n');
        }
        return table.isEmpty() ? "nothing was swapped" : table.toString().stripTrailing();
    }

    /**
     * Lists the live sessions: id, state, agent, kind of caller, line, length of the history, age.
     */
    public String sessions() {
        StringBuilder table = new StringBuilder();
        for (SessionInfo session : inside.directory().sessions()) {
            row(
                    table,
                    session.id(),
                    session.state().name().toLowerCase(Locale.ROOT),
                    session.agent() == null ? "-" : session.agent(),
                    session.leg() == null ? "-" : session.leg(),
                    session.transport() + " to " + session.provider(),
                    session.items() + " items",
                    session.age().toSeconds() + " s");
        }
        return table.isEmpty() ? "no sessions" : table.toString().stripTrailing();
    }

    /** Opens a session that stays, for {@link #say}. */
    public synchronized String call() {
        if (call != null) {
            return "there is a call already; patchbay:hangup ends it";
        }
        try {
            ShellCall opened = new ShellCall(inside.sessions(), options);
            call = opened;
            return "the session " + opened.id() + " is up";
        } catch (RuntimeException e) {
            return Failures.line(e);
        }
    }

    /** Ends the session that {@link #call} has opened. */
    public synchronized String hangup() {
        ShellCall open = call;
        if (open == null) {
            return "there is no call";
        }
        call = null;
        open.close();
        return "the session is closed";
    }

    /**
     * Asks the agent that {@code run} was told of: in the call that is up, else in a conversation
     * of one question.
     */
    public synchronized String say(String... words) throws InterruptedException {
        if (words.length == 0) {
            return "usage: patchbay:say WORDS";
        }
        String question = String.join(" ", words);
        try {
            if (call != null) {
                return call.say(question).stripTrailing();
            }
            try (ShellCall once = new ShellCall(inside.sessions(), options)) {
                return once.say(question).stripTrailing();
            }
        } catch (RuntimeException e) {
            return Failures.line(e);
        }
    }

    private static void row(StringBuilder table, String... cells) {
        for (String cell : cells) {
            table.append(cell).append(" ".repeat(Math.max(1, 14 - cell.length())));
        }
        table.append('\n');
    }

    @Override
    public void close() {
        hangup();
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                registration = null; // the container has stopped, and took it back already
            }
        }
    }
}
