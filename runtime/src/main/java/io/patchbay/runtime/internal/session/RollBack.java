package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.runtime.internal.session.SessionPlugs.Standing;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way back of a line that had to be closed before its successor could be made of newer plugs:
 * when that comes to nothing, a line is made of the plugs that it had (RULES 23). On the loop.
 */
final class RollBack {
    private static final List<PlugKind> KINDS = List.of(PlugKind.TRANSPORT, PlugKind.PROVIDER);

    private final SessionCore core;
    private final LineSwapReports reports;
    private final LineChoice choice;
    private final LinePlugs before;
    private boolean back;

    private RollBack(SessionCore core, LineSwapReports reports, LineChoice choice, LinePlugs old) {
        this.core = core;
        this.reports = reports;
        this.choice = choice;
        this.before = old;
    }

    /** The way back to a line that stands still; null when there would be none. */
    static @Nullable RollBack to(Line line, SessionCore core, LineSwapReports reports) {
        boolean newer = false;
        for (PlugKind kind : KINDS) {
            Lease<?> held = line.parts().held(kind);
            if (core.plugs.leaving(held)) {
                return null;
            }
            newer |= core.plugs.standing(held) == Standing.SUPERSEDED;
        }
        return newer
                ? new RollBack(core, reports, line.choice, LinePlugs.of(line, core.clock.now()))
                : null;
    }

    /** The choice of the line to which it leads. */
    LineChoice choice() {
        return choice;
    }

    /**
     * No line came up. When that was the second time it was not for the newer plugs, and they are
     * as good as the others again.
     *
     * @return whether one may be made at once of the plugs that there were before
     */
    boolean failed(ConnectException why) {
        if (back) {
            core.plugs.avoidNone();
            reports.notBack();
            return false;
        }
        if (MissingPlug.isWhy(why) || why.getCause() instanceof RejectedExecutionException) {
            return false;
        }
        for (PlugKind kind : KINDS) {
            back |= avoided(kind, why);
        }
        if (!back) {
            core.plugs.avoidNone(); // what there was before is gone meanwhile
        }
        return back;
    }

    private boolean avoided(PlugKind kind, ConnectException why) {
        PlugContext former = before.of(kind).lent().get();
        String name = before.of(kind).version().name();
        Lease<?> tried = reports.lease(kind, name);
        if (tried == null) {
            return false;
        }
        try {
            if (tried.context() == former) {
                return false;
            }
            core.plugs.avoid(tried);
            Lease<?> now = reports.lease(kind, name);
            boolean there = now != null && now.context() == former;
            if (now != null) {
                now.release();
            }
            if (there) {
                reports.wentBack(kind, new PlugVersion(name, tried.version()), why.reason());
            }
            return there;
        } finally {
            tried.release();
        }
    }
}
