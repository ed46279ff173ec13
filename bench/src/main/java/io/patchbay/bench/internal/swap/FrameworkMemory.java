package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.client.Cost;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * What the container itself keeps of a bundle that was uninstalled, measured where there is no
 * runtime that could keep anything: Felix 7.0.5 keeps the record of a bundle in whose name
 * Declarative Services asked for a service.
 */
final class FrameworkMemory {

    private static final int WARM_UP = 20;
    private static final int BUNDLES = 60;
    private static final int LOOKS = 4;

    private final Map<String, Long> bytes = new TreeMap<>();

    private FrameworkMemory() {}

    /** Nothing is known, and nothing is taken to be kept. */
    static FrameworkMemory unknown() {
        return new FrameworkMemory();
    }

    /** Installs, starts and uninstalls versions of these bundles again and again. */
    static FrameworkMemory measure(List<BundleJar> jars) throws IOException, BundleException {
        FrameworkMemory memory = new FrameworkMemory();
        try (Container container = Container.withoutRuntime()) {
            for (BundleJar jar : jars) {
                cycles(container, jar, 0, WARM_UP);
            }
            for (BundleJar jar : jars) {
                long before = settled();
                cycles(container, jar, WARM_UP, BUNDLES);
                long kept = (settled() - before) / BUNDLES;
                memory.bytes.put(jar.symbolicName(), Math.max(0, kept));
            }
        }
        return memory;
    }

    /** What was closed is cleaned up by a thread of its own, a little later. */
    private static long settled() {
        long least = Cost.liveHeap();
        for (int i = 0; i < LOOKS; i++) {
            LockSupport.parkNanos(100_000_000);
            least = Math.min(least, Cost.liveHeap());
        }
        return least;
    }

    private static void cycles(Container container, BundleJar jar, int from, int count)
            throws BundleException {
        for (int i = 1; i <= count; i++) {
            Bundle bundle =
                    container.lay(jar.symbolicName() + "@" + (from + i), jar.version(from + i));
            Container.start(bundle);
            bundle.uninstall();
            container.refresh(List.of(bundle));
        }
    }

    /** What it keeps of one bundle of this name. */
    long of(String symbolicName) {
        return bytes.getOrDefault(symbolicName, 0L);
    }

    /** Names with bytes a bundle. */
    Map<String, Long> all() {
        return bytes;
    }
}
