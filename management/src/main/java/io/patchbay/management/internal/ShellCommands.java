package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.management.PlugControl;
import io.patchbay.management.PlugSource;
import io.patchbay.management.SwapLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What an operator may type into a shell of the container, in the scope {@code patchbay}. Gogo,
 * which need not be there, finds the public methods by name and calls each on the shell's thread.
 */
@Component(
        service = ShellCommands.class,
        property = {
            "osgi.command.scope=patchbay",
            "osgi.command.function=sessions",
            "osgi.command.function=plugs",
            "osgi.command.function=swaps",
            "osgi.command.function=swap",
            "osgi.command.function=rollback"
        })
public final class ShellCommands {

    private final PlugControl control;
    private final PlugDirectory plugs;
    private final SessionDirectory sessions;

    /** For the container. */
    @Activate
    public ShellCommands(
            @Reference PlugControl control,
            @Reference PlugDirectory plugs,
            @Reference SessionDirectory sessions) {
        this.control = control;
        this.plugs = plugs;
        this.sessions = sessions;
    }

    /**
     * Lists the live sessions: id, state, agent, kind of caller, line, length of the history, age.
     */
    public String sessions() {
        StringBuilder table = new StringBuilder();
        for (SessionInfo session : sessions.sessions()) {
            row(
                    table,
                    session.id(),
                    session.state().name().toLowerCase(Locale.ROOT),
                    session.agent() == null ? "-" : session.agent(),
                    session.leg() == null ? "-" : session.leg(),
                    session.transport() == null
                            ? "-"
                            : session.transport() + " to " + session.provider(),
                    session.items() + " items",
                    session.age().toSeconds() + " s");
        }
        return table.isEmpty() ? "no sessions" : table.toString().stripTrailing();
    }

    /** Lists what is plugged in: kind, name, version, state, how many use it, the bundle. */
    public String plugs() {
        StringBuilder table = new StringBuilder();
        for (PlugInfo plug : plugs.plugs()) {
            row(
                    table,
                    plug.kind().name().toLowerCase(Locale.ROOT),
                    plug.name(),
                    plug.version(),
                    plug.state().name().toLowerCase(Locale.ROOT),
                    plug.users() + " users",
                    plug.bundle());
        }
        return table.isEmpty() ? "nothing is plugged in" : table.toString().stripTrailing();
    }

    /** Lists what was swapped under live sessions: kind, versions, outcome, times, sound. */
    public String swaps() {
        StringBuilder table = new StringBuilder();
        plugs.swaps().forEach(swap -> table.append(SwapLine.of(swap.swap())).append('\n'));
        return table.isEmpty() ? "nothing was swapped" : table.toString().stripTrailing();
    }

    /** Exchanges a plug for what a jar has, and prints the steps and what sessions noticed. */
    public String swap(String... words) {
        String usage = "usage: patchbay:swap FILE|GROUP:ARTIFACT:VERSION" + ShellChange.OPTIONS;
        return ShellChange.ran(
                usage,
                words,
                plugs,
                sessions,
                (what, options, told) -> control.update(source(what), options, told));
    }

    private PlugSource source(String text) {
        PlugSource source = PlugSource.parse(text, Path.of(""));
        boolean bundle = control.bundles().stream().anyMatch(one -> one.name().equals(text));
        if (bundle && !Files.exists(source.path())) {
            throw new IllegalArgumentException(
                    text
                            + " is what is here; name the jar that has another version of it, or go back to the one before with patchbay:rollback "
                            + text);
        }
        return source;
    }

    /** Puts back what the last change of a bundle took out of use, and prints as {@link #swap}. */
    public String rollback(String... words) {
        return ShellChange.ran(
                "usage: patchbay:rollback BUNDLE" + ShellChange.OPTIONS,
                words,
                plugs,
                sessions,
                control::rollBack);
    }

    private static void row(StringBuilder table, String... cells) {
        for (String cell : cells) {
            table.append(cell).append(" ".repeat(Math.max(1, 14 - cell.length())));
        }
        table.append('\n');
    }
}
