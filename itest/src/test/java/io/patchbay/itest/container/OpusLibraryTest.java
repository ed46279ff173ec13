package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Opus is in a bundle that may be missing: then SIP is there without it, and says so. */
class OpusLibraryTest {

    private static final String LIBRARY = "io.patchbay.lib.concentus";

    /** Opens a door of the container's, by reflection, and closes it. */
    private static void open(Container container, String... codecs) throws Exception {
        Bundle sip = container.bundle("io.patchbay.sip");
        Class<?> settings = sip.loadClass("io.patchbay.sip.SipSettings");
        Class<?> handler = sip.loadClass("io.patchbay.sip.SipHandler");
        Object builder = settings.getMethod("builder").invoke(null);
        Class<?> building = builder.getClass();
        building.getMethod("port", int.class).invoke(builder, 0);
        building.getMethod("codecs", List.class).invoke(builder, List.of(codecs));
        Object nobody =
                Proxy.newProxyInstance(
                        handler.getClassLoader(),
                        new Class<?>[] {handler},
                        (proxy, method, arguments) -> null);
        Object door =
                sip.loadClass("io.patchbay.sip.SipDoors")
                        .getMethod("open", String.class, settings, handler)
                        .invoke(
                                null,
                                String.join(" ", codecs),
                                building.getMethod("build").invoke(builder),
                                nobody);
        ((AutoCloseable) door).close();
    }

    @Test
    void with_the_library_a_door_opens_for_opus_alone() throws Exception {
        try (Container container = Container.ofTheTree()) {
            assertEquals(Bundle.ACTIVE, container.bundle(LIBRARY).getState());
            open(container, "opus");
        }
    }

    @Test
    void without_it_a_door_opens_for_the_others_and_for_opus_alone_says_what_to_add()
            throws Exception {
        try (Container container = Container.ofTheTreeWithout(List.of(LIBRARY))) {
            assertEquals(
                    List.of(),
                    container.bundles().stream()
                            .filter(bundle -> LIBRARY.equals(bundle.getSymbolicName()))
                            .toList());
            assertEquals(Bundle.ACTIVE, container.bundle("io.patchbay.sip").getState());
            assertEquals(Bundle.ACTIVE, container.bundle("io.patchbay.transport.sip").getState());
            open(container, "opus", "PCMU");
            InvocationTargetException refused =
                    assertThrows(InvocationTargetException.class, () -> open(container, "opus"));
            assertEquals(
                    "java.lang.IllegalArgumentException: codecs: none can be had: there is no"
                            + " library for opus; add "
                            + LIBRARY,
                    String.valueOf(refused.getCause()));
        }
    }
}
