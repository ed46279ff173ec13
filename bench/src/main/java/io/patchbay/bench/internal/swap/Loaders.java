package io.patchbay.bench.internal.swap;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The class loaders of bundles that were replaced: all of them have to become collectable. */
final class Loaders {

    private static final int COLLECTIONS = 50;

    private record Old(String bundle, WeakReference<ClassLoader> loader) {}

    private final List<Old> old = new ArrayList<>();
    private final Map<String, Integer> replaced = new TreeMap<>();
    private int collected;

    /** This bundle will be replaced; while it is there still. */
    void replaces(Bundle bundle) {
        replaced.merge(bundle.getSymbolicName(), 1, Integer::sum);
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null && wiring.getClassLoader() != null) {
            old.add(new Old(bundle.toString(), new WeakReference<>(wiring.getClassLoader())));
        }
    }

    /** How many bundles of each name were replaced. */
    Map<String, Integer> replaced() {
        return replaced;
    }

    /** How many there were. */
    int count() {
        return collected + old.size();
    }

    /** The bundles whose class loaders are there still, after collections. */
    List<String> pinned() {
        for (int i = 0; i < COLLECTIONS && !old.isEmpty(); i++) {
            System.gc();
            int before = old.size();
            old.removeIf(one -> one.loader().refersTo(null));
            collected += before - old.size();
            if (!old.isEmpty()) {
                LockSupport.parkNanos(20_000_000L * (i + 1));
            }
        }
        return old.stream().map(Old::bundle).toList();
    }
}
