package io.patchbay.transport.webrtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.transport.TransportFactory;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class WebRtcTransportFactoryTest {

    @Test
    void class_path_and_container_find_the_same_factory() throws Exception {
        List<Class<?>> found =
                ServiceLoader.load(TransportFactory.class).stream()
                        .<Class<?>>map(ServiceLoader.Provider::type)
                        .toList();
        assertEquals(List.of(WebRtcTransportFactory.class), found);
        String name = WebRtcTransportFactory.class.getName();
        try (InputStream component = getClass().getResourceAsStream("/OSGI-INF/" + name + ".xml")) {
            assertNotNull(component, "no component description");
            String xml = new String(component.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(xml.contains("interface=\"" + TransportFactory.class.getName() + "\""), xml);
            assertTrue(xml.contains("<implementation class=\"" + name + "\""), xml);
        }
    }

    @Test
    void it_is_named_webrtc() {
        assertEquals("webrtc", new WebRtcTransportFactory().name());
    }
}
