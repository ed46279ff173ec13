package io.patchbay.management;

import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Swap;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A swap in one line, for people: kind, outcome, versions, and its figures. */
public final class SwapLine {

    private SwapLine() {}

    /** The line. */
    public static String of(Swap swap) {
        return String.format(
                Locale.ROOT,
                "%s %s: %s -> %s, took %s, held %s, lost %s, silence %s%s",
                swap.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                swap.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                version(swap.from()),
                version(swap.to()),
                millis(swap.took()),
                millis(swap.audioHeld()),
                millis(swap.audioLost()),
                millis(swap.silence()),
                swap.detail().isEmpty() ? "" : " (" + swap.detail() + ")");
    }

    private static String version(@Nullable PlugVersion version) {
        return version == null ? "-" : version.toString();
    }

    private static String millis(Duration time) {
        return time.toNanos() % 1_000_000 == 0 || time.toMillis() >= 10
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}
