package io.patchbay.rtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Engines that come and go as services. */
class KnownEnginesTest {

    private record Engine(String name) implements RtcEngine {

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
            throw new AssertionError("nobody asked for a peer");
        }
    }

    private static List<String> names() {
        return KnownEngines.all().stream().map(RtcEngine::name).toList();
    }

    private static class OfABundle extends ClassLoader implements BundleReference {

        @Override
        public Bundle getBundle() {
            throw new AssertionError("nobody asked for the bundle");
        }
    }

    @Test
    void classes_of_a_container_are_told_from_those_of_a_class_path() {
        assertTrue(KnownEngines.isBundle(new OfABundle()));
        assertTrue(KnownEngines.isBundle(new OfABundle() {}));
        assertFalse(KnownEngines.isBundle(KnownEngines.class.getClassLoader()));
        assertFalse(KnownEngines.isBundle(null));
    }

    @Test
    void the_highest_rank_comes_first_and_then_the_oldest() {
        KnownEngines component = new KnownEngines();
        Engine first = new Engine("first");
        Engine second = new Engine("second");
        try {
            assertEquals(List.of(), names());
            component.addEngine(second, Map.of("service.id", 2L));
            component.addEngine(first, Map.of("service.id", 1L));
            assertEquals(List.of("first", "second"), names());
            component.updatedEngine(second, Map.of("service.id", 2L, "service.ranking", 5));
            assertEquals(List.of("second", "first"), names());
            component.removeEngine(second);
            assertEquals(List.of("first"), names());
        } finally {
            component.removeEngine(first);
            component.deactivate();
        }
        assertEquals(List.of("libwebrtc"), names());
    }
}
