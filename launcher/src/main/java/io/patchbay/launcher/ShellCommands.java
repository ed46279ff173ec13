package io.patchbay.launcher;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceRegistration;

/**
 * What an operator may type into the shell of {@code run}, in the scope {@code patchbay}. Gogo
 * finds the public methods by name, each call on the shell's thread.
 */
public final class ShellCommands implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Inside inside;
    private final SessionOptions options;
    private @Nullable ServiceRegistration<?> registration;

    ShellCommands(Inside inside, SessionOptions options) {
        this.inside = inside;
        this.options = options;
    }

    /** Makes the commands known. */
    void register() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("osgi.command.scope", "patchbay");
        properties.put("osgi.command.function", new String[] {"plugs", "sessions", "say"});
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

    /** Lists the live sessions: id, state, agent, line, length of the history, age. */
    public String sessions() {
        StringBuilder table = new StringBuilder();
        for (SessionInfo session : inside.directory().sessions()) {
            row(
                    table,
                    session.id(),
                    session.state().name().toLowerCase(Locale.ROOT),
                    session.agent() == null ? "-" : session.agent(),
                    session.transport() + " to " + session.provider(),
                    session.items() + " items",
                    session.age().toSeconds() + " s");
        }
        return table.isEmpty() ? "no sessions" : table.toString().stripTrailing();
    }

    /** Holds a conversation of one question with the agent that {@code run} was told of. */
    public String say(String... words) throws InterruptedException {
        if (words.length == 0) {
            return "usage: patchbay:say WORDS";
        }
        StringWriter transcript = new StringWriter();
        Quiet quiet = new Quiet();
        try (RealtimeSession session = inside.sessions().open(options)) {
            session.listen(quiet);
            session.listen(new Transcript(new PrintWriter(transcript)));
            session.connect().toCompletableFuture().join();
            session.sendMessage(String.join(" ", words)).toCompletableFuture().join();
            Quiet.Outcome outcome = quiet.await(PATIENCE);
            session.close(CloseReason.NORMAL).toCompletableFuture().join();
            if (outcome != Quiet.Outcome.ANSWERED) {
                transcript.append("no answer: ").append(outcome.name().toLowerCase(Locale.ROOT));
            }
        } catch (RuntimeException e) {
            transcript.append(Failures.line(e));
        }
        return transcript.toString().stripTrailing();
    }

    private static void row(StringBuilder table, String... cells) {
        for (String cell : cells) {
            table.append(cell).append(" ".repeat(Math.max(1, 14 - cell.length())));
        }
        table.append('\n');
    }

    @Override
    public void close() {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                registration = null; // the container has stopped, and took it back already
            }
        }
    }
}
