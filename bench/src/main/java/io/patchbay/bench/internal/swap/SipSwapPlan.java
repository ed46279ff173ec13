package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much is exchanged under calls that come by telephone.
 *
 * @param calls how many are up
 * @param swaps how many exchanges
 * @param turns so many answers show that a call goes on
 * @param stillSeconds so long nothing is exchanged, for comparison; 0 for not at all
 * @param seed of the order
 * @param ways what is exchanged, and how
 */
public record SipSwapPlan(
        int calls, int swaps, int turns, int stillSeconds, long seed, Set<Way> ways) {

    /** What is exchanged, and how. */
    public enum Way implements ToneWay {
        /** A newer version of the plug for telephones comes beside the old one. */
        DOOR_BESIDE(PlugKind.CALLER_LEG, "new beside old", false),
        /** It is updated in place. */
        DOOR_IN_PLACE(PlugKind.CALLER_LEG, "update in place", false),
        /** A newer transport to the model comes beside the old one. */
        LINE_BESIDE(PlugKind.TRANSPORT, "new beside old", true),
        /** It is updated in place: it stops first. */
        LINE_IN_PLACE(PlugKind.TRANSPORT, "update in place", false),
        /** A newer provider comes beside the old one. */
        PROVIDER_BESIDE(PlugKind.PROVIDER, "new beside old", true),
        /** Newer tools come beside the old ones. */
        TOOL_BESIDE(PlugKind.TOOL, "new beside old", false),
        /** Newer guardrails come beside the old ones. */
        GUARDRAIL_BESIDE(PlugKind.GUARDRAIL, "new beside old", false),
        /** Newer agents come beside the old ones. */
        AGENT_BESIDE(PlugKind.AGENT, "new beside old", false),
        /** All lines to the model break. */
        CUT(null, "plain reconnect", false);

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
    public SipSwapPlan {
        ways = Set.copyOf(ways);
    }

    /**
     * What takes a test less than a minute: each kind of plug once, and the telephones' in both.
     */
    public static SipSwapPlan shortForm(long seed) {
        Set<Way> ways = EnumSet.allOf(Way.class);
        ways.removeAll(EnumSet.of(Way.LINE_IN_PLACE, Way.GUARDRAIL_BESIDE, Way.CUT));
        return new SipSwapPlan(2, ways.size(), 1, 0, seed, ways);
    }

    /** What {@code ./patchbay bench swap --sip} does. */
    public static SipSwapPlan longForm(int calls, int swaps, long seed) {
        return new SipSwapPlan(calls, swaps, 2, 20, seed, EnumSet.allOf(Way.class));
    }

    /** The ways in the order in which they come. */
    List<Way> order() {
        Random random = new Random(seed);
        List<Way> order = new ArrayList<>();
        while (order.size() < swaps) {
            List<Way> some =
                    new ArrayList<>(Arrays.stream(Way.values()).filter(ways::contains).toList());
            Collections.shuffle(some, random);
            order.addAll(some);
        }
        return order.subList(0, swaps);
    }
}
