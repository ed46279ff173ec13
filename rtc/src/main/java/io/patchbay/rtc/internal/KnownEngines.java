package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcEngine;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The engines of this JVM. In a container they are services, and this component hears of them; on a
 * class path they are looked up once and stay, with all that they have loaded.
 */
@Component(
        service = {},
        immediate = true)
public final class KnownEngines {

    /** Where an engine stands among the others: the highest rank first, then the oldest. */
    private record Place(int rank, long id) implements Comparable<Place> {

        private static final Comparator<Place> ORDER =
                Comparator.comparingInt((Place place) -> -place.rank())
                        .thenComparingLong(Place::id);

        static Place of(Map<String, Object> properties) {
            return new Place(
                    properties.get("service.ranking") instanceof Integer rank ? rank : 0,
                    properties.get("service.id") instanceof Long id ? id : 0);
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Loaded {

        private static final List<RtcEngine> ENGINES =
                ServiceLoader.load(RtcEngine.class, RtcEngine.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
    }

    /** A call that comes while the container starts waits so long for its engine. */
    private static final long PATIENCE_SECONDS = 10;

    private static final boolean BUNDLE = isBundle(KnownEngines.class.getClassLoader());

    private static final Map<Place, RtcEngine> SERVICES = new ConcurrentSkipListMap<>();
    private static final CountDownLatch FIRST = new CountDownLatch(1);
    private static volatile boolean container = BUNDLE;

    /** In a container engines are what is registered there, and nothing else. */
    @Activate
    public KnownEngines() {
        container = true;
    }

    @Deactivate
    void deactivate() {
        container = BUNDLE;
    }

    /**
     * Whether a container loads our classes: then no engine is made here, as it would be a second
     * one beside that of the container. By name, since a class path has no such type.
     */
    static boolean isBundle(@Nullable ClassLoader loader) {
        for (Class<?> type = loader == null ? null : loader.getClass();
                type != null;
                type = type.getSuperclass()) {
            for (Class<?> face : type.getInterfaces()) {
                if (face.getName().equals("org.osgi.framework.BundleReference")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addEngine(RtcEngine engine, Map<String, Object> properties) {
        SERVICES.put(Place.of(properties), engine);
        FIRST.countDown();
    }

    void removeEngine(RtcEngine engine) {
        SERVICES.values().removeIf(known -> known == engine);
    }

    void updatedEngine(RtcEngine engine, Map<String, Object> properties) {
        removeEngine(engine);
        addEngine(engine, properties);
    }

    /** All that are there now, the best first. Blocks while a container starts. */
    public static List<RtcEngine> all() {
        if (BUNDLE && SERVICES.isEmpty()) {
            try {
                FIRST.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return container || !SERVICES.isEmpty() ? List.copyOf(SERVICES.values()) : Loaded.ENGINES;
    }
}
