package io.patchbay.sip.internal.signal;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who may send, and how much (per source address; IPv6 by /64). On the door's loop. */
final class Sources {

    /** How many sources are told apart; the one that was silent longest is forgotten first. */
    static final int MOST_SOURCES = 8_192;

    /** Messages that a call may need, with room for what is sent again. */
    private static final int MESSAGES_PER_INVITE = 20;

    /** Calls that are up have something to say even where few come. */
    private static final int FEWEST_MESSAGES = 1_000;

    private static final int REFUSALS_PER_SECOND = 50;
    private static final double NANOS = 1e9;

    private Networks allowed;
    private int invitesPerSecond;
    private final Map<Long, Source> sources =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Source> eldest) {
                    return size() > MOST_SOURCES;
                }
            };

    /** What one source has left. */
    private static final class Source {
        private double messages;
        private double invites;
        private double refusals;
        private long at;
    }

    Sources(Networks allowed, int invitesPerSecond) {
        this.allowed = allowed;
        this.invitesPerSecond = Math.max(1, invitesPerSecond);
    }

    /** Other limits, from now on. */
    void limit(Networks networks, int invites) {
        allowed = networks;
        invitesPerSecond = Math.max(1, invites);
    }

    /** Whether this address may send at all. */
    boolean allows(InetAddress address) {
        return allowed.contains(address);
    }

    /** Takes a message, read or not; false when there were too many by far. */
    boolean message(InetAddress address, long now) {
        Source source = source(address, now);
        if (source.messages < 1) {
            return false;
        }
        source.messages--;
        return true;
    }

    /** Takes an INVITE of a new call; false when there were too many. */
    boolean invite(InetAddress address, long now) {
        Source source = source(address, now);
        if (source.invites < 1) {
            return false;
        }
        source.invites--;
        return true;
    }

    /** Takes an answer for which nothing is kept; false when there were too many. */
    boolean refusal(InetAddress address, long now) {
        Source source = source(address, now);
        if (source.refusals < 1) {
            return false;
        }
        source.refusals--;
        return true;
    }

    private Source source(InetAddress address, long now) {
        Source source = sources.get(key(address));
        if (source == null) {
            source = new Source();
            source.at = now;
            fill(source, 1);
            sources.put(key(address), source);
        }
        long passed = now - source.at;
        if (passed > 0) {
            source.at = now;
            fill(source, passed / NANOS);
        }
        return source;
    }

    private void fill(Source source, double seconds) {
        double messages =
                Math.max(FEWEST_MESSAGES, (double) invitesPerSecond * MESSAGES_PER_INVITE);
        double refusals = Math.max(REFUSALS_PER_SECOND, invitesPerSecond);
        source.messages = Math.min(messages, source.messages + seconds * messages);
        source.invites = Math.min(invitesPerSecond, source.invites + seconds * invitesPerSecond);
        source.refusals = Math.min(refusals, source.refusals + seconds * refusals);
    }

    private static Long key(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = bytes.length;
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            key = key << 8 | bytes[i] & 0xff;
        }
        return key;
    }

    int size() {
        return sources.size();
    }
}
