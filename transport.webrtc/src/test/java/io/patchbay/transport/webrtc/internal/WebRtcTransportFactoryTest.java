package io.patchbay.transport.webrtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
    void with_devices_the_sound_does_not_come_here() {
        WebRtcTransportFactory factory = new WebRtcTransportFactory();
        assertEquals(factory.capabilities(), factory.capabilities(Settings.of(Map.of())));
        assertEquals(TransportCapabilities.Media.PACKETS, factory.capabilities().media());
        TransportCapabilities devices =
                factory.capabilities(Settings.of(Map.of("devices", "true")));
        assertEquals(TransportCapabilities.Media.ELSEWHERE, devices.media());
        assertEquals("webrtc", devices.name());
        Settings wrong = Settings.of(Map.of("sendAheadMillis", "1"));
        String said =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> factory.capabilities(wrong))
                                .getMessage());
        assertTrue(said.contains("sendAheadMillis"), said);
    }

    @Test
    void it_is_named_webrtc() {
        assertEquals("webrtc", new WebRtcTransportFactory().name());
    }
}
