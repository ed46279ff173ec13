package io.patchbay.console.internal.watch;

import java.util.Arrays;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How loud both sides of a session were from its beginning, a byte for each 100 ms and side. It
 * does not grow for ever: when it is full, two neighbours become one. One thread at a time.
 */
final class LevelHistory {

    /** Ten minutes of 100 ms, twenty of 200 ms, and so on. */
    static final int MOST = 6_000;

    private final long first;
    private byte[] caller = new byte[256];
    private byte[] agent = new byte[256];

    /** How many slots of a track are one here. */
    private int grain = 2;

    /** How many slots of a track were added. */
    private long added;

    /**
     * Nothing yet.
     *
     * @param first the number of the first slot of a track that will be added
     */
    LevelHistory(long first) {
        this.first = first;
    }

    LevelHistory copy() {
        LevelHistory copy = new LevelHistory(first);
        copy.caller = caller.clone();
        copy.agent = agent.clone();
        copy.grain = grain;
        copy.added = added;
        return copy;
    }

    /** How much memory it takes. */
    int bytes() {
        return caller.length + agent.length;
    }

    boolean isEmpty() {
        return added == 0;
    }

    /** Adds the next slots of both tracks. */
    void add(float[] callerPeaks, float[] agentPeaks) {
        for (int i = 0; i < callerPeaks.length; i++) {
            if (added / grain >= MOST) {
                merge();
            }
            int place = (int) (added / grain);
            if (place >= caller.length) {
                int larger = Math.min(MOST, caller.length * 2);
                caller = Arrays.copyOf(caller, larger);
                agent = Arrays.copyOf(agent, larger);
            }
            caller[place] = louder(caller[place], (byte) Math.round(callerPeaks[i] * 255));
            agent[place] = louder(agent[place], (byte) Math.round(agentPeaks[i] * 255));
            added++;
        }
    }

    private void merge() {
        for (int i = 0; i < MOST / 2; i++) {
            caller[i] = louder(caller[2 * i], caller[2 * i + 1]);
            agent[i] = louder(agent[2 * i], agent[2 * i + 1]);
        }
        Arrays.fill(caller, MOST / 2, MOST, (byte) 0);
        Arrays.fill(agent, MOST / 2, MOST, (byte) 0);
        grain *= 2;
    }

    private static byte louder(byte one, byte other) {
        return Byte.compareUnsigned(one, other) < 0 ? other : one;
    }

    /** All of it, as the event {@code level}. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("t", Times.seconds(first * LevelTrack.SLOT_NANOS));
        json.put("step", Times.seconds(grain * LevelTrack.SLOT_NANOS));
        int count = (int) ((added + grain - 1) / grain);
        put(json.putArray("caller"), caller, count);
        put(json.putArray("agent"), agent, count);
        return json;
    }

    private static void put(ArrayNode array, byte[] peaks, int count) {
        for (int i = 0; i < count; i++) {
            array.add(Math.round(Byte.toUnsignedInt(peaks[i]) / 0.255) / 1_000.0);
        }
    }
}
