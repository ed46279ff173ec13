package io.patchbay.api.plug;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What is plugged in right now. A service of the runtime; for any thread. */
@ProviderType
public interface PlugDirectory {

    /** All plugs, by kind, name and falling ranking. A snapshot. */
    List<PlugInfo> plugs();

    /**
     * The agents that sessions can begin with, whichever source offers them: the best of each name,
     * the ones to begin with first. A snapshot.
     */
    default List<AgentInfo> agents() {
        return List.of();
    }

    /** The services that are there and could not be plugged in. A snapshot. */
    default List<PlugRefusal> refusals() {
        return List.of();
    }

    /**
     * How connects have fared over each transport to each provider that sessions tried: at most
     * 256, by provider and transport. A snapshot.
     */
    default List<LineHealth> health() {
        return List.of();
    }

    /**
     * Plugs for callers that are to take calls and cannot, because their door does not open; each
     * is tried again by itself. One without a setting that asks for a door is not among them. A
     * snapshot.
     */
    default List<PlugRefusal> shutDoors() {
        return List.of();
    }

    /** How the calls that came in have fared. A snapshot. */
    default CallCounts calls() {
        return CallCounts.NONE;
    }

    /** The newest swaps under live sessions, oldest first; at most 1000 are kept. A snapshot. */
    List<SwapRecord> swaps();
}
