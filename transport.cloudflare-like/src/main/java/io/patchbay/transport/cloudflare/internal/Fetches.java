package io.patchbay.transport.cloudflare.internal;

import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fetches that there are, the best first, and the connections that go through them. Lines hear
 * when theirs goes, or when a better one comes. Safe for all threads; who chooses takes no lock.
 */
final class Fetches {

    private static final System.Logger LOG = System.getLogger(Fetches.class.getName());

    /** For what was cut off to be gone. */
    private static final Duration LAST = Duration.ofSeconds(1);

    /** On a class path ours come after all others. */
    private static final int OURS_FOUND = -100;

    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();

    private volatile List<Offer> offers = List.of();
    private volatile boolean container;
    private volatile Duration drain = Duration.ZERO;
    private boolean looked;
    private boolean closed;

    // ---- which there are

    /**
     * They are services that come and go.
     *
     * @param most how long lines have to move when theirs goes
     */
    void comeAndGo(Duration most) {
        drain = most;
        container = true;
    }

    /** Whether one may come that is not there yet. */
    boolean mayCome() {
        return container;
    }

    /** A service came, or its properties changed. */
    void set(UpgradeFetch fetch, Map<String, ?> properties) {
        Offer offer = Offer.of(fetch, properties); // asks it for its name: not under the lock
        synchronized (this) {
            List<Offer> all = without(fetch);
            all.add(offer);
            all.sort(Offer.BEST_FIRST);
            offers = List.copyOf(all);
        }
        passages.forEach(Passage::reconsider);
    }

    private List<Offer> without(UpgradeFetch fetch) {
        return offers.stream()
                .filter(offer -> offer.fetch() != fetch)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** On a class path: finds them, once. Not on a loop, as it reads files. */
    void look() {
        look(Fetches.class.getClassLoader());
    }

    /** The same with those that this loader finds. */
    synchronized void look(ClassLoader loader) {
        if (looked || container) {
            return;
        }
        looked = true;
        List<Offer> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<UpgradeFetch>> all =
                ServiceLoader.load(UpgradeFetch.class, loader).stream().iterator();
        while (true) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                Offer offer = Offer.of(all.next().get(), Map.of());
                found.add(
                        new Offer(
                                offer.fetch(),
                                offer.name(),
                                offer.ours() ? OURS_FOUND : 0,
                                found.size()));
            } catch (ServiceConfigurationError e) {
                LOG.log(WARNING, "a fetch of the class path is left out: {0}", e.getMessage());
            }
        }
        found.sort(Offer.BEST_FIRST);
        offers = List.copyOf(found);
    }

    /**
     * The one to take now.
     *
     * @param name which, or null for the best of all
     * @return null when there is none
     */
    @Nullable Offer best(@Nullable String name) {
        for (Offer offer : offers) {
            if (name == null || offer.name().equals(name)) {
                return offer;
            }
        }
        return null;
    }

    /** Whether it is there, still. */
    boolean has(Offer chosen) {
        return offers.stream().anyMatch(chosen::same);
    }

    /** What there is to choose from, for a person. */
    String names() {
        return offers.stream().map(Offer::name).distinct().collect(Collectors.joining(", "));
    }

    /** What fails and says that there is none. */
    UpgradeFetch none(@Nullable String name) {
        return new UpgradeFetch() {
            @Override
            public String name() {
                return name == null ? "none" : name;
            }

            @Override
            public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
                // in a container one may be there when this is tried again
                return CompletableFuture.failedFuture(
                        new ConnectionException(
                                container ? Kind.UNREACHABLE : Kind.INVALID, missing(name)));
            }
        };
    }

    /** That there is none of this name, in one line for a person. */
    String missing(@Nullable String name) {
        String there = names();
        return (name == null
                        ? "there is no fetch to connect through"
                        : "there is no fetch of the name '" + name + "'")
                + (there.isEmpty() ? "" : "; there are: " + there)
                + (container
                        ? "; see that its bundle is started, and that 'fetch.target' lets it in"
                        : "; see that it stands in META-INF/services/"
                                + UpgradeFetch.class.getName());
    }

    // ---- who goes through them

    void enter(Passage passage) {
        passages.add(passage);
    }

    void leave(Passage passage) {
        passages.remove(passage);
    }

    /** How many connections there are. */
    int open() {
        return passages.size();
    }

    /**
     * A service goes: its lines are asked to move, and are cut off when the time for that is over.
     * Waits for it, unless the caller is the thread of one of them.
     */
    void remove(UpgradeFetch fetch) {
        boolean over;
        synchronized (this) {
            offers = List.copyOf(without(fetch));
            over = closed;
        }
        List<Passage> through =
                passages.stream().filter(passage -> passage.through(fetch)).toList();
        if (through.isEmpty()) {
            return;
        }
        Duration time = over ? Duration.ZERO : drain;
        through.forEach(passage -> passage.leaves(time));
        if (through.stream().anyMatch(passage -> passage.loop().inLoop())) {
            return;
        }
        CompletableFuture<?>[] ends =
                through.stream().map(Passage::ended).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(time.plus(LAST).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            through.stream()
                    .filter(passage -> !passage.ended().isDone())
                    .forEach(passage -> LOG.log(WARNING, passage.standing()));
        }
    }

    /** Nobody will ask for one any more. */
    synchronized void close() {
        closed = true;
    }
}
