package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.Transactions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The places that a name stands for, best first (RFC 3263 §4.3): whoever is unreachable, silent or
 * overloaded is left for the next. All of them are reached over one carrier and from one address of
 * ours, for that is what Contact and offer say.
 */
final class Failover implements Hops {

    /** So many are tried at most. */
    private static final int MOST = 4;

    /**
     * So long somebody may be silent while another is left. Who is there says 100 within 200 ms
     * (RFC 3261 §17.2.1), so this is five messages of which none came back.
     */
    private static final Duration SILENCE = Duration.ofSeconds(8);

    private final List<Hop> places;
    private int at;

    private Failover(List<Hop> places) {
        this.places = places;
    }

    /**
     * Those of the places that were found which can be used.
     *
     * @param found at least one
     * @throws IOException when there is no way to any of them
     */
    static Failover among(List<Hop> found, Transactions over) throws IOException {
        List<Hop> places = new ArrayList<>(MOST);
        InetSocketAddress ours = null;
        IOException pathless = null;
        for (Hop each : found) {
            try {
                InetSocketAddress local = over.localTowards(each);
                boolean first = places.isEmpty();
                if (first) {
                    ours = local;
                }
                if (first || each.carrier() == places.get(0).carrier() && local.equals(ours)) {
                    places.add(each);
                }
            } catch (IOException e) {
                pathless = e;
            }
            if (places.size() == MOST) {
                break;
            }
        }
        if (places.isEmpty()) {
            throw pathless == null ? new IOException("there is no such host") : pathless;
        }
        return new Failover(places);
    }

    @Override
    public Hop now() {
        return places.get(at);
    }

    @Override
    public Duration patience() {
        return at + 1 < places.size() ? SILENCE : PATIENCE;
    }

    @Override
    public boolean next() {
        boolean more = at + 1 < places.size();
        if (more) {
            at++;
        }
        return more;
    }
}
