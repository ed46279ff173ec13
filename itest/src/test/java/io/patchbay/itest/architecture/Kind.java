package io.patchbay.itest.architecture;

import java.util.List;
import java.util.Set;

/** What a bundle is, which decides whom it may know. */
enum Kind {
    API,
    /** Computes, without I/O; homes need it too. */
    SOUND,
    /** Event loops and sockets, on which other homes stand. */
    NET,
    /** What several plugs need and nobody swaps. */
    HOME,
    /** A library that is no bundle by itself. */
    LIB,
    /** What is swapped. */
    PLUG,
    RUNTIME,
    /** A peer or a kit: stands beside the runtime and must not know it. */
    BESIDE,
    /** The page, for whoever starts a container. */
    CONSOLE,
    /** The executable. */
    LAUNCHER,
    /** Looks at everything. */
    TOP;

    private static final Set<String> HOMES = Set.of("dialect", "rtc", "sip");
    private static final List<String> PLUGS =
            List.of("provider.", "transport.", "tools.", "guardrails.", "agents.");

    static Kind of(String folder) {
        if (folder.equals("api")) {
            return API;
        }
        if (folder.equals("audio")) {
            return SOUND;
        }
        if (folder.equals("net")) {
            return NET;
        }
        if (HOMES.contains(folder)) {
            return HOME;
        }
        if (folder.startsWith("lib.")) {
            return LIB;
        }
        if (folder.equals("telemetry") || PLUGS.stream().anyMatch(folder::startsWith)) {
            return PLUG;
        }
        return switch (folder) {
            case "runtime" -> RUNTIME;
            case "emulator", "tck", "management" -> BESIDE;
            case "console" -> CONSOLE;
            case "launcher" -> LAUNCHER;
            case "itest", "bench" -> TOP;
            default -> throw new IllegalArgumentException("what is a bundle named " + folder + "?");
        };
    }

    /** Whether a bundle of this kind may use another one. */
    boolean mayKnow(Kind other) {
        return switch (this) {
            case API, LIB -> false;
            case SOUND -> other == API || other == LIB;
            case NET -> other == API || other == SOUND || other == LIB;
            case HOME -> NET.mayKnow(other) || other == NET;
            case PLUG, RUNTIME, BESIDE -> HOME.mayKnow(other) || other == HOME;
            case CONSOLE -> other != TOP && other != PLUG && other != CONSOLE && other != LAUNCHER;
            case LAUNCHER -> CONSOLE.mayKnow(other) || other == CONSOLE;
            case TOP -> true;
        };
    }
}
