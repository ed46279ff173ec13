package io.patchbay.net.internal;

import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The routes of one server. Read on all loops, changed from any thread. */
final class Routes {

    /** What was found: a route, or the status that says why there is none. */
    sealed interface Match {

        /** The route to call. */
        record Found(HttpRoute route, HttpHandler handler, Map<String, String> parameters)
                implements Match {}

        /** No route; {@code allow} names the methods for a 405. */
        record None(int status, String message, String allow) implements Match {}
    }

    private record Entry(HttpRoute route, PathPattern pattern, HttpHandler handler, String method) {

        boolean upgrades() {
            return handler instanceof HttpHandler.Upgrade;
        }
    }

    private volatile List<Entry> entries = List.of();

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException when its path is malformed or its place is taken
     */
    synchronized void add(HttpRoute route) {
        List<Entry> more = new ArrayList<>(entries);
        add(route, more);
        entries = List.copyOf(more);
    }

    /** Puts these in place of all; as {@link #add}, and what fails changes nothing. */
    synchronized void replace(Collection<? extends HttpRoute> routes) {
        List<Entry> all = new ArrayList<>();
        routes.forEach(route -> add(route, all));
        entries = List.copyOf(all);
    }

    private static void add(HttpRoute route, List<Entry> entries) {
        var entry =
                new Entry(route, new PathPattern(route.path()), route.handler(), route.method());
        for (Entry other : entries) {
            if (other.route().path().equals(route.path())
                    && other.method().equals(entry.method())
                    && other.upgrades() == entry.upgrades()) {
                throw new IllegalArgumentException(
                        "there is a route for " + entry.method() + " " + route.path() + " already");
            }
        }
        entries.add(entry);
    }

    synchronized boolean remove(HttpRoute route) {
        List<Entry> left = new ArrayList<>(entries);
        boolean there = left.removeIf(entry -> entry.route() == route);
        entries = List.copyOf(left);
        return there;
    }

    /** Finds the route for a request. */
    Match find(String method, List<String> path, boolean upgrade) {
        Entry best = null;
        Map<String, String> parameters = Map.of();
        var allowed = new TreeSet<String>();
        boolean wantsUpgrade = false;
        for (Entry entry : entries) {
            Map<String, String> matched = entry.pattern().match(path);
            if (matched == null) {
                continue;
            }
            allowed.add(entry.method());
            if (!answers(entry, method)) {
                continue;
            }
            if (entry.upgrades() && !upgrade) {
                wantsUpgrade = true;
            } else if (better(entry, best, method)) {
                best = entry;
                parameters = matched;
            }
        }
        if (best != null) {
            return new Match.Found(best.route(), best.handler(), parameters);
        }
        if (wantsUpgrade) {
            return new Match.None(426, "this address is for WebSocket connections", "");
        }
        return allowed.isEmpty()
                ? new Match.None(404, "there is nothing at this address", "")
                : new Match.None(405, "this address has no " + method, String.join(", ", allowed));
    }

    private static boolean answers(Entry entry, String method) {
        return entry.method().equals(method)
                || entry.method().equals("*")
                || method.equals("HEAD") && entry.method().equals("GET");
    }

    private static boolean better(Entry entry, @Nullable Entry than, String method) {
        return than == null || rank(entry, method) > rank(than, method);
    }

    /** The path counts most, then that an upgrade is served as one, then the very method. */
    private static int rank(Entry entry, String method) {
        return entry.pattern().weight() * 4
                + (entry.upgrades() ? 2 : 0)
                + (entry.method().equals(method) ? 1 : 0);
    }
}
