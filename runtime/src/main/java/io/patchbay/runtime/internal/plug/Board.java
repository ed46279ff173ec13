package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which plugs there are, the best of each name first, and which of them are on their way out. Each
 * change is one step that readers see whole; they take no lock. Runs no code of a plug.
 */
final class Board {

    private static final Comparator<String> NEWEST_FIRST =
            (one, other) -> Versions.compare(other, one);

    private static final Comparator<Plug<?>> BEST_FIRST =
            Comparator.<Plug<?>>comparingInt(plug -> plug.offer().ranking())
                    .reversed()
                    .thenComparingLong(Plug::family)
                    .thenComparing(plug -> plug.offer().version(), NEWEST_FIRST)
                    .thenComparingLong(Plug::number);

    private static final Comparator<Plug<?>> DIRECTORY =
            Comparator.<Plug<?>, PlugKind>comparing(plug -> plug.type().kind())
                    .thenComparing(Plug::name)
                    .thenComparing(BEST_FIRST);

    /** All of it at one moment. Sorted while nothing changes, for what is compared may change. */
    private record Standing(List<Plug<?>> offered, List<Plug<?>> leaving, List<Plug<?>> directory) {

        static Standing of(List<Plug<?>> offered, List<Plug<?>> leaving) {
            List<Plug<?>> all = new ArrayList<>(offered);
            all.addAll(leaving);
            return new Standing(sorted(offered, BEST_FIRST), leaving, sorted(all, DIRECTORY));
        }

        private static List<Plug<?>> sorted(List<Plug<?>> plugs, Comparator<Plug<?>> order) {
            List<Plug<?>> sorted = new ArrayList<>(plugs);
            sorted.sort(order);
            return List.copyOf(sorted);
        }
    }

    /** Guards the writers. */
    private final Object change = new Object();

    private volatile Standing now = Standing.of(List.of(), List.of());
    private volatile long count;
    private boolean closed;

    /** Those that users may have, the best first. */
    List<Plug<?>> offered() {
        return now.offered();
    }

    /** All, in the order in which people read them. */
    List<Plug<?>> directory() {
        return now.directory();
    }

    /** Counts what comes and changes, so that before and after are known. */
    long count() {
        return count;
    }

    /** The plug of this very service, or null. */
    @Nullable Plug<?> find(PlugType<?> type, Object service) {
        for (Plug<?> plug : now.offered()) {
            if (plug.type() == type && plug.service() == service) {
                return plug;
            }
        }
        return null;
    }

    /**
     * Offers a plug, instead of the one of the same service that is there.
     *
     * @return the one that it takes the place of, which is on its way out, or null
     * @throws IllegalStateException when it cannot be: closed
     */
    @Nullable Plug<?> replace(Plug<?> plug) {
        synchronized (change) {
            Plug<?> before = find(plug.type(), plug.service());
            enter(plug, before);
            return before;
        }
    }

    /**
     * Offers a plug.
     *
     * @throws IllegalStateException when it cannot be: closed, or its service is there
     */
    void add(Plug<?> plug) {
        synchronized (change) {
            if (find(plug.type(), plug.service()) != null) {
                throw new IllegalStateException("this very " + plug + " is plugged in already");
            }
            enter(plug, null);
        }
    }

    private void enter(Plug<?> plug, @Nullable Plug<?> before) {
        if (closed) {
            throw new IllegalStateException("the runtime is closed");
        }
        long number = ++count;
        List<Plug<?>> offered = new ArrayList<>(now.offered());
        List<Plug<?>> leaving = now.leaving();
        if (before == null) {
            plug.enter(family(plug, number), number);
        } else {
            offered.remove(before);
            leaving = with(leaving, before);
            plug.enter(before, number);
        }
        offered.add(plug);
        now = Standing.of(offered, leaving);
    }

    private long family(Plug<?> newcomer, long number) {
        for (Plug<?> plug : now.offered()) {
            if (plug.kin(newcomer)) {
                return plug.family();
            }
        }
        return number;
    }

    /** Offers the plug of a service in another way; false when it is not there. */
    boolean rank(Plug<?> plug, UnaryOperator<Offer> other) {
        synchronized (change) {
            if (!now.offered().contains(plug)) {
                return false;
            }
            plug.rank(other.apply(plug.offer()), ++count);
            now = Standing.of(now.offered(), now.leaving());
            return true;
        }
    }

    /**
     * Takes the plug of a service out of what is offered. Returns all that was made of the service
     * and is on its way out, earlier ones with other settings, too.
     */
    List<Plug<?>> leave(PlugType<?> type, Object service) {
        synchronized (change) {
            Plug<?> plug = find(type, service);
            if (plug != null) {
                now = Standing.of(without(now.offered(), plug), with(now.leaving(), plug));
            }
            return now.leaving().stream()
                    .filter(one -> one.type() == type && one.service() == service)
                    .toList();
        }
    }

    /** A plug that left is not shown any more. */
    void out(Plug<?> plug) {
        synchronized (change) {
            now = Standing.of(now.offered(), without(now.leaving(), plug));
        }
    }

    /** A plug that left is shown. */
    void shown(Plug<?> plug) {
        synchronized (change) {
            now = Standing.of(now.offered(), with(without(now.leaving(), plug), plug));
        }
    }

    /** Offers nothing any more and takes no more plugs. Returns all that are there still. */
    List<Plug<?>> close() {
        synchronized (change) {
            closed = true;
            List<Plug<?>> all = new ArrayList<>(now.offered());
            all.addAll(now.leaving());
            now = Standing.of(List.of(), List.copyOf(all));
            return now.leaving();
        }
    }

    private static List<Plug<?>> with(List<Plug<?>> plugs, Plug<?> more) {
        List<Plug<?>> all = new ArrayList<>(plugs);
        all.add(more);
        return List.copyOf(all);
    }

    private static List<Plug<?>> without(List<Plug<?>> plugs, Plug<?> gone) {
        return plugs.stream().filter(plug -> plug != gone).toList();
    }
}
