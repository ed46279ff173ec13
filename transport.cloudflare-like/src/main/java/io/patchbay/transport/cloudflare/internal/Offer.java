package io.patchbay.transport.cloudflare.internal;

import io.patchbay.net.fetch.UpgradeFetch;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/**
 * A fetch as it is offered.
 *
 * @param fetch the service itself; it is this very object, whatever it says of equality
 * @param name what an operator chooses it by
 * @param ranking the higher the better
 * @param number of those with the same ranking the lower comes first
 */
record Offer(UpgradeFetch fetch, String name, int ranking, long number) {

    static final Comparator<Offer> BEST_FIRST =
            Comparator.comparingInt((Offer offer) -> -offer.ranking())
                    .thenComparingLong(Offer::number);

    /** The home of our own; nobody else may have classes there. */
    private static final String OURS = UpgradeFetch.class.getPackageName().replace(".fetch", ".");

    /**
     * With the properties of a service: {@code name}, without which it is asked, {@code
     * service.ranking}, {@code service.id}.
     */
    static Offer of(UpgradeFetch fetch, Map<String, ?> properties) {
        Object name = properties.get("name");
        return new Offer(
                fetch,
                name instanceof String text && !text.isBlank() ? text.strip() : nameOf(fetch),
                properties.get("service.ranking") instanceof Integer ranking ? ranking : 0,
                properties.get("service.id") instanceof Long id ? id : 0);
    }

    private static String nameOf(UpgradeFetch fetch) {
        try {
            return Objects.requireNonNull(fetch.name(), "its name is null");
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(Offer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "a fetch does not say its name, so none can ask for it: {0}",
                            e.getClass().getName());
            return "?";
        }
    }

    /** Whether it belongs to {@code net}: then it never goes, and is called as our own code is. */
    boolean ours() {
        return fetch.getClass().getName().startsWith(OURS);
    }

    /** Whether it is the same service, perhaps with other properties. */
    boolean same(Offer other) {
        return other.fetch == fetch;
    }
}
