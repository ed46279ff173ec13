package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.Swap.Outcome;
import io.patchbay.api.plug.Swap.Restored;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of the plugs that a session's line is made of: one swap for each kind that is
 * another plug than before, however the session came from the one to the other. On the loop.
 */
final class LineSwapReports {
    private static final List<PlugKind> KINDS = List.of(PlugKind.TRANSPORT, PlugKind.PROVIDER);

    /**
     * What became of the sound while a session came to another line.
     *
     * @param held milliseconds of the caller's that waited, and go to the new line
     * @param lost milliseconds that nobody will hear
     * @param unplayed how long a frame of the new line's waited to be played
     */
    record Sound(long held, long lost, Duration unplayed) {}

    private final SessionCore core;
    private @Nullable LinePlugs before;
    private Set<PlugKind> without = Set.of();
    private Map<PlugKind, Failed> failed = Map.of();
    private long since = -1;

    /** Of what no line could be made. */
    private record Failed(PlugVersion version, CloseReason why) {}

    LineSwapReports(SessionCore core) {
        this.core = core;
    }

    /** Something begins that may end with another plug; the first such news counts. */
    void begins() {
        if (since < 0) {
            since = core.clock.now();
        }
    }

    /** Nothing will come of it. */
    void calledOff() {
        since = -1;
    }

    /** The session leaves a line, which holds its plugs still. */
    void leaves(Line line) {
        before = LinePlugs.of(line, core.clock.now());
    }

    /** The session does without a line on purpose, or for good. */
    void over() {
        before = null;
        without = Set.of();
        failed = Map.of();
        since = -1;
    }

    /** No line could be made of a newer plug; what there was before is tried again. */
    void wentBack(PlugKind kind, PlugVersion version, CloseReason why) {
        Map<PlugKind, Failed> more = new EnumMap<>(PlugKind.class);
        more.putAll(failed);
        more.put(kind, new Failed(version, why));
        failed = more;
    }

    /** Of what there was before no line could be made either. */
    void notBack() {
        failed = Map.of();
    }

    /** There is no line that the session may use: some of the last one's plugs are gone. */
    void gone() {
        LinePlugs last = before;
        if (last == null) {
            return;
        }
        Set<PlugKind> missing = new TreeSet<>(without);
        for (PlugKind kind : KINDS) {
            PlugVersion from = last.of(kind).version();
            if (offered(kind, from.name()) == null && missing.add(kind)) {
                core.swapped(
                        Swap.silent(kind, from, null, Outcome.REMOVED, Duration.ofNanos(took())));
            }
        }
        without = missing;
    }

    /**
     * A line stands in the place of the one that was left.
     *
     * @param still whether it does so still: who hears of a swap may do anything
     */
    void stands(Ready ready, Sound sound, BooleanSupplier still) {
        LinePlugs last = before;
        Set<PlugKind> missed = without;
        Map<PlugKind, Failed> refused = failed;
        long took = took();
        over();
        if (last == null) {
            return;
        }
        Line line = ready.line();
        Duration silence =
                Duration.ofNanos(core.clock.now() - last.leftAt()).plus(sound.unplayed());
        for (PlugKind kind : KINDS) {
            PlugVersion from = last.of(kind).version();
            if (!still.getAsBoolean()) {
                return;
            }
            PlugVersion to = LinePlugs.version(line, kind);
            boolean absent = missed.contains(kind);
            boolean same = last.same(kind, line);
            Failed stayed = same ? refused.get(kind) : null;
            if (absent || !same || stayed != null) {
                core.swapped(
                        new Swap(
                                kind,
                                absent ? null : from,
                                stayed == null ? to : stayed.version(),
                                stayed == null ? outcome(absent, from, to) : Outcome.ROLLED_BACK,
                                Duration.ofNanos(took),
                                Duration.ofMillis(sound.held()),
                                Duration.ofMillis(sound.lost()),
                                silence,
                                restored(ready),
                                stayed == null ? detail(kind, last, line) : stayed.why().text()));
            }
        }
    }

    private static Outcome outcome(boolean absent, PlugVersion from, PlugVersion to) {
        return absent && from.name().equals(to.name()) ? Outcome.RETURNED : Outcome.SWAPPED;
    }

    /**
     * The session stays on its line, because no other came up.
     *
     * @param wanted which one was tried first
     */
    void stays(Line line, LineChoice wanted, CloseReason why) {
        long took = took();
        since = -1;
        for (PlugKind kind : KINDS) {
            String name = kind == PlugKind.TRANSPORT ? wanted.transport() : wanted.provider();
            PlugVersion to = other(kind, name, line);
            if (to != null) {
                core.swapped(
                        new Swap(
                                kind,
                                LinePlugs.version(line, kind),
                                to,
                                Outcome.ROLLED_BACK,
                                Duration.ofNanos(took),
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                Restored.FULL,
                                why.text()));
            }
        }
    }

    private long took() {
        LinePlugs last = before;
        long from = since >= 0 ? since : last == null ? core.clock.now() : last.leftAt();
        return core.clock.now() - from;
    }

    /** What is offered of a name, if it is another plug than the line's. */
    private @Nullable PlugVersion other(PlugKind kind, String name, Line line) {
        Lease<?> lease = lease(kind, name);
        if (lease == null) {
            return null;
        }
        try {
            return lease.context() == line.parts().held(kind).context()
                    ? null
                    : new PlugVersion(name, lease.version());
        } finally {
            lease.release();
        }
    }

    private @Nullable PlugVersion offered(PlugKind kind, String name) {
        Lease<?> lease = lease(kind, name);
        if (lease == null) {
            return null;
        }
        try {
            return new PlugVersion(name, lease.version());
        } finally {
            lease.release();
        }
    }

    /** What is to be had of a name now; null when nobody offers it. */
    @Nullable Lease<?> lease(PlugKind kind, String name) {
        return kind == PlugKind.TRANSPORT
                ? core.plugs.transport(name).orElse(null)
                : core.plugs.provider(name).orElse(null);
    }

    /** Where there was nothing to tell the line, it knows all that there is. */
    private static Restored restored(Ready ready) {
        return switch (ready.restored()) {
            case ATTACHED, RESUMED -> Restored.FULL;
            case REPLAYED -> Restored.TRANSCRIPT;
            case FRESH -> ready.lost().isEmpty() ? Restored.FULL : Restored.NONE;
        };
    }

    /** What the session had before and does not have now. */
    private static String detail(PlugKind kind, LinePlugs last, Line line) {
        List<String> lost = new ArrayList<>();
        if (kind == PlugKind.TRANSPORT) {
            if (last.carriage().media() != line.carriage.media()) {
                lost.add("sound travels as " + line.carriage.media());
            }
        } else {
            Set<Feature> features = new TreeSet<>(last.capabilities().features());
            features.removeAll(line.capabilities.features());
            if (!features.isEmpty()) {
                lost.add("without " + features);
            }
            lost.addAll(line.gaps.dropped());
        }
        return String.join("; ", lost);
    }
}
