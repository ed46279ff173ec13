package io.patchbay.console.internal.talk;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * What was chosen for calls that have not come in yet: each for a minute, and at most {@link #MOST}
 * of them, of which the oldest goes first. For any thread.
 */
@Component(service = Wishes.class)
public final class Wishes {

    /** How long a call may take to come in. */
    static final Duration LIFE = Duration.ofSeconds(60);

    /** A page that gets through by no packets tries the WebSocket after that. */
    static final int TRIES = 2;

    static final int MOST = 1_000;
    private static final int ID_BYTES = 12;

    private record Kept(Wish wish, long until, int left) {}

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanos;
    private final Map<String, Kept> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                    return size() > MOST;
                }
            };

    /** For the container. */
    @Activate
    public Wishes() {
        this(System::nanoTime);
    }

    /** By another clock. */
    Wishes(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Keeps one; the answer is its id, which nobody guesses. */
    String keep(Wish wish) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = "t" + HexFormat.of().formatHex(bytes);
        synchronized (kept) {
            long now = nanos.getAsLong();
            kept.values().removeIf(each -> each.until - now <= 0);
            kept.put(id, new Kept(wish, now + LIFE.toNanos(), TRIES));
        }
        return id;
    }

    /** What was chosen, for a call that comes in. */
    Optional<Wish> take(String id) {
        synchronized (kept) {
            Kept found = kept.get(id);
            if (found == null || found.until - nanos.getAsLong() <= 0) {
                kept.remove(id);
                return Optional.empty();
            }
            if (found.left == 1) {
                kept.remove(id);
            } else {
                kept.put(id, new Kept(found.wish, found.until, found.left - 1));
            }
            return Optional.of(found.wish);
        }
    }
}
