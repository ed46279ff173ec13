package io.patchbay.console.internal.health;

import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugDirectory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the ways to providers connect. */
record LinesCheck(PlugDirectory plugs) implements Check {

    /** One failure may be anybody's; the next connect tells. */
    private static final int FAILING = 2;

    @Override
    public String tag() {
        return "lines";
    }

    @Override
    public String title() {
        return "Patchbay lines to providers";
    }

    @Override
    public List<Finding> look() {
        List<LineHealth> lines = plugs.health();
        List<Finding> found = new ArrayList<>();
        for (LineHealth line : lines) {
            Finding finding = look(line);
            if (finding != null) {
                found.add(finding);
            }
        }
        if (!found.isEmpty() && lines.stream().noneMatch(LinesCheck::isWell)) {
            found.add(
                    0,
                    Finding.critical(
                            "None of the lines that were tried connects.",
                            "Look at the network and at the provider's status page."));
        }
        if (found.isEmpty()) {
            found.add(
                    Finding.ok(
                            lines.isEmpty()
                                    ? "No line was tried yet."
                                    : "All lines that were tried connect: " + lines.size() + "."));
        }
        return found;
    }

    private static boolean isWell(LineHealth line) {
        return line.state() == LineHealth.State.HEALTHY && line.failures() < FAILING;
    }

    private static @Nullable Finding look(LineHealth line) {
        if (isWell(line)) {
            return null;
        }
        String name =
                line.provider()
                        + (line.profile() == null ? "" : " " + line.profile())
                        + " over "
                        + line.transport()
                        + (line.address() == null ? "" : " at " + line.address());
        String state =
                switch (line.state()) {
                    case HEALTHY -> "fails";
                    case COOLING_DOWN -> "fails, and is tried last until " + line.coolUntil();
                    case PROBING -> "failed, and is being tried again";
                };
        return Finding.warn(
                "%s %s: %d connects in a row failed, the last one with: %s"
                        .formatted(name, state, line.failures(), line.lastReason()),
                "Look at the network, the address and the provider's status page. It is tried again"
                        + " by itself.");
    }
}
