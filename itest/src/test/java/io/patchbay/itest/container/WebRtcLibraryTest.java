package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Native code is found in its fragment, and stays where it is while plugs change. */
class WebRtcLibraryTest {

    private static Bundle bundle(Container container, String folder) {
        return container.bundles().stream()
                .filter(one -> ("io.patchbay." + folder).equals(one.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static Object unavailable(Bundle rtc) throws Exception {
        for (ServiceReference<?> one : rtc.getRegisteredServices()) {
            Object engine = rtc.getBundleContext().getService(one);
            Class<?> contract = rtc.loadClass("io.patchbay.rtc.RtcEngine");
            if (contract.isInstance(engine)) {
                return contract.getMethod("unavailable").invoke(engine);
            }
        }
        throw new IllegalStateException("there is no engine among the services of " + rtc);
    }

    @Test
    void an_engine_works_from_its_fragment_and_is_not_touched_when_a_plug_is_exchanged()
            throws Exception {
        try (Container container = Container.ofTheTree()) {
            Bundle rtc = bundle(container, "rtc");
            Bundle library = bundle(container, "lib.webrtc");
            assertEquals(Optional.empty(), unavailable(rtc));
            BundleWiring engineWiring = rtc.adapt(BundleWiring.class);
            BundleWiring libraryWiring = library.adapt(BundleWiring.class);
            Bundle transport = bundle(container, "transport.webrtc");
            for (int i = 0; i < 3; i++) {
                transport.update();
                assertEquals(Bundle.ACTIVE, transport.getState());
                assertEquals(Optional.empty(), unavailable(rtc));
            }
            assertSame(engineWiring, rtc.adapt(BundleWiring.class));
            assertSame(libraryWiring, library.adapt(BundleWiring.class));
        }
    }
}
