package io.patchbay.transport.cloudflare.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.net.fetch.UpgradeFetch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CloudflareTransportFactoryTest {

    private static final String NAME = CloudflareTransportFactory.class.getName();

    @Test
    void class_path_and_container_find_the_same_factory() throws Exception {
        List<Class<?>> found =
                ServiceLoader.load(TransportFactory.class).stream()
                        .<Class<?>>map(ServiceLoader.Provider::type)
                        .toList();
        assertEquals(List.of(CloudflareTransportFactory.class), found);
        String xml = component();
        assertTrue(xml.contains("interface=\"" + TransportFactory.class.getName() + "\""), xml);
        assertTrue(xml.contains("<implementation class=\"" + NAME + "\""), xml);
    }

    @Test
    void a_container_may_filter_the_fetches_by_fetch_target() throws Exception {
        String xml = component();
        assertTrue(xml.contains("name=\"fetch\""), xml);
        assertTrue(xml.contains("interface=\"" + UpgradeFetch.class.getName() + "\""), xml);
        assertTrue(xml.contains("cardinality=\"0..n\""), xml);
        assertTrue(xml.contains("policy=\"dynamic\""), xml);
    }

    @Test
    void it_is_named_cloudflare_and_carries_sound_in_messages() {
        TransportCapabilities capabilities = new CloudflareTransportFactory().capabilities();
        assertEquals("cloudflare", new CloudflareTransportFactory().name());
        assertEquals(TransportCapabilities.Media.MESSAGES, capabilities.media());
    }

    private static String component() throws IOException {
        try (InputStream component =
                CloudflareTransportFactory.class.getResourceAsStream(
                        "/OSGI-INF/" + NAME + ".xml")) {
            assertNotNull(component, "no component description");
            return new String(component.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
