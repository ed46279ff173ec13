package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the transport or provider that a line needs and nobody offers: it is being updated, or
 * has not started yet. On the loop.
 */
final class PlugWait implements Follower {
    private final SessionCore core;
    private List<LineChoice> wanted = List.of();
    private @Nullable Runnable come;
    private SerialLoop.@Nullable Timer timer;

    PlugWait(SessionCore core) {
        this.core = core;
        core.follow(this);
    }

    /** Whether the plugs of a choice are there. */
    static boolean offered(SessionCore core, LineChoice choice) {
        return there(core.plugs.transport(choice.transport()))
                && there(core.plugs.provider(choice.provider()));
    }

    private static boolean there(Optional<? extends Lease<?>> lease) {
        lease.ifPresent(Lease::release);
        return lease.isPresent();
    }

    /** Those of the choices that lack a plug. */
    static List<LineChoice> missing(SessionCore core, List<LineChoice> choices) {
        return choices.stream().filter(choice -> !offered(core, choice)).toList();
    }

    /** Whether a plug that a choice lacks may still come. */
    static boolean mayCome(SessionCore core, LineChoice choice) {
        return (there(core.plugs.transport(choice.transport()))
                        || core.plugs.mayCome(PlugKind.TRANSPORT, choice.transport()))
                && (there(core.plugs.provider(choice.provider()))
                        || core.plugs.mayCome(PlugKind.PROVIDER, choice.provider()));
    }

    /** What the choices lack, and what there is instead. */
    static String lacking(SessionCore core, List<LineChoice> choices) {
        Set<String> lacks = new LinkedHashSet<>();
        for (LineChoice choice : choices) {
            if (!there(core.plugs.transport(choice.transport()))) {
                lacks.add(lacking(core, PlugKind.TRANSPORT, "transport", choice.transport()));
            } else if (!there(core.plugs.provider(choice.provider()))) {
                lacks.add(lacking(core, PlugKind.PROVIDER, "provider", choice.provider()));
            }
        }
        return String.join(", and ", lacks);
    }

    private static String lacking(SessionCore core, PlugKind kind, String what, String name) {
        return "there is no "
                + what
                + " named '"
                + name
                + "'; offered are: "
                + core.plugs.names(kind);
    }

    /** Why a choice cannot be tried now. */
    static ConnectException failure(SessionCore core, LineChoice choice) {
        String text = lacking(core, List.of(choice));
        CloseReason reason =
                text.isEmpty()
                        ? new CloseReason(
                                CloseReason.Cause.LOST,
                                0,
                                "a plug of " + choice + " was exchanged in this very moment",
                                null)
                        : new CloseReason(CloseReason.Cause.FATAL, 0, text, null);
        return new ConnectException(reason, new MissingPlug(reason.text()));
    }

    /**
     * Waits, and says so.
     *
     * @param choices any of them will do
     * @param patience how long
     * @param come runs when one can be tried
     * @param late runs when none came in time, with a reason that says what is missing
     */
    void begin(
            List<LineChoice> choices,
            Duration patience,
            Runnable come,
            Consumer<CloseReason> late) {
        watch(choices, come);
        timer = core.loop.schedule(() -> late(patience, late), patience);
        core.warn(
                "plug-missing",
                lacking(core, choices) + "; waiting up to " + patience.toMillis() + " ms for it");
    }

    /** Does not wait for these choices, but hears when one can be tried. */
    void watch(List<LineChoice> choices, Runnable come) {
        stop();
        this.wanted = choices;
        this.come = come;
    }

    private void late(Duration patience, Consumer<CloseReason> late) {
        String text = lacking(core, wanted);
        stop();
        late.accept(
                new CloseReason(
                        CloseReason.Cause.FATAL,
                        0,
                        text + "; waited " + patience.toMillis() + " ms for it",
                        null));
    }

    /** Waits no longer. */
    void stop() {
        come = null;
        wanted = List.of();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void plugsChanged(PlugKind kind) {
        Runnable action = come;
        if (action != null
                && (kind == PlugKind.TRANSPORT || kind == PlugKind.PROVIDER)
                && wanted.stream().anyMatch(choice -> offered(core, choice))) {
            stop();
            action.run();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        stop();
    }
}
