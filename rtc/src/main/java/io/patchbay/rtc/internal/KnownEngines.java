package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcEngine;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentSkipListMap;
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

    private static final Map<Place, RtcEngine> SERVICES = new ConcurrentSkipListMap<>();
    private static volatile boolean container;

    /** In a container engines are what is registered there, and nothing else. */
    @Activate
    public KnownEngines() {
        container = true;
    }

    @Deactivate
    void deactivate() {
        container = false;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addEngine(RtcEngine engine, Map<String, Object> properties) {
        SERVICES.put(Place.of(properties), engine);
    }

    void removeEngine(RtcEngine engine) {
        SERVICES.values().removeIf(known -> known == engine);
    }

    void updatedEngine(RtcEngine engine, Map<String, Object> properties) {
        removeEngine(engine);
        addEngine(engine, properties);
    }

    /** All that are there now, the best first. */
    public static List<RtcEngine> all() {
        return container || !SERVICES.isEmpty() ? List.copyOf(SERVICES.values()) : Loaded.ENGINES;
    }
}
