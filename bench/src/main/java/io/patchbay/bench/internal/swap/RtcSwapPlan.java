package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much is exchanged under calls whose sound goes over WebRTC.
 *
 * @param sessions calls that an application holds, with a line over WebRTC
 * @param callers calls that come as pages do, half of them over WebRTC
 * @param swaps how many exchanges
 * @param stillSeconds so long nothing is exchanged, for comparison; 0 for not at all
 * @param seed of the order
 * @param ways what is exchanged, and how
 */
public record RtcSwapPlan(
        int sessions, int callers, int swaps, int stillSeconds, long seed, Set<Way> ways) {

    /** What is exchanged, and how. */
    public enum Way implements ToneWay {
        /** All lines move to WebSocket. */
        TO_SOCKET(PlugKind.TRANSPORT, "to WebSocket", true),
        /** And back. */
        TO_WEBRTC(PlugKind.TRANSPORT, "back to WebRTC", true),
        /** A newer transport over WebRTC comes beside the old one. */
        LINE_BESIDE(PlugKind.TRANSPORT, "new beside old", true),
        /** It is updated in place: it stops first. */
        LINE_IN_PLACE(PlugKind.TRANSPORT, "update in place", false),
        /** All lines break. */
        CUT(null, "plain reconnect", false),
        /** A newer version of the door for pages comes beside the old one. */
        DOOR_BESIDE(PlugKind.CALLER_LEG, "new beside old", false),
        /** The door for pages is updated in place. */
        DOOR_IN_PLACE(PlugKind.CALLER_LEG, "update in place", false);

        private final @Nullable PlugKind kind;
        private final String words;
        private final boolean promised;

        Way(@Nullable PlugKind kind, String words, boolean promised) {
            this.kind = kind;
            this.words = words;
            this.promised = promised;
        }

        @Override
        public @Nullable PlugKind kind() {
            return kind;
        }

        @Override
        public boolean promised() {
            return promised;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Copies the set. */
    public RtcSwapPlan {
        ways = Set.copyOf(ways);
    }

    private static final Set<Way> LINES = EnumSet.range(Way.TO_SOCKET, Way.CUT);

    /** What takes a test less than a minute: each way of lines once. */
    public static RtcSwapPlan shortForm(long seed) {
        return new RtcSwapPlan(2, 0, 7, 0, seed, LINES);
    }

    /** What takes a test less than a minute: the door for pages, exchanged in each way once. */
    public static RtcSwapPlan pagesForm(long seed) {
        return new RtcSwapPlan(0, 2, 2, 0, seed, EnumSet.range(Way.DOOR_BESIDE, Way.DOOR_IN_PLACE));
    }

    /** What {@code ./patchbay bench swap --webrtc} does. */
    public static RtcSwapPlan longForm(int sessions, int swaps, long seed) {
        return new RtcSwapPlan(sessions, 0, swaps, 20, seed, LINES);
    }

    /** The same with calls that come as pages do, whose door is exchanged, too. */
    public RtcSwapPlan withPages() {
        return new RtcSwapPlan(
                sessions,
                Math.max(2, sessions / 2),
                swaps,
                stillSeconds,
                seed,
                EnumSet.allOf(Way.class));
    }

    /** The ways in the order in which they come; back follows to at once. */
    List<Way> order() {
        Random random = new Random(seed);
        List<Way> order = new ArrayList<>();
        while (order.size() < swaps) {
            List<Way> some = new ArrayList<>(ways);
            some.remove(Way.TO_WEBRTC);
            java.util.Collections.sort(some);
            java.util.Collections.shuffle(some, random);
            for (Way way : some) {
                order.add(way);
                if (way == Way.TO_SOCKET) {
                    order.add(Way.TO_WEBRTC);
                }
            }
        }
        return order.subList(0, swaps);
    }
}
