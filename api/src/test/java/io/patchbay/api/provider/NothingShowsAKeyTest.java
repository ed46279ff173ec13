package io.patchbay.api.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportCapabilities.Media;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value that is made with a key somewhere in it, and is likely to be logged. */
class NothingShowsAKeyTest {

    private static final String KEY = "sk-sesame";
    private static final URI ADDRESS = URI.create("wss://user:" + KEY + "@host:81/path?key=" + KEY);

    static List<Object> values() {
        Credential credential = Credential.key(KEY);
        return List.of(
                credential,
                new Endpoint(
                        ADDRESS,
                        Map.of("x-key", KEY),
                        Map.of("authorization", Secret.of(KEY)),
                        List.of("insecure-api-key." + KEY)),
                new EndpointRequest(
                        new TransportCapabilities("websocket", Media.MESSAGES, false, false),
                        credential,
                        null,
                        ADDRESS,
                        null),
                LineChoice.builder().url(ADDRESS).key(KEY).build(),
                new HostedMcpTool(
                        "label",
                        URI.create("https://host/mcp/" + KEY),
                        null,
                        null,
                        Secret.of(KEY),
                        Map.of("x-key", Secret.of(KEY)),
                        null,
                        null),
                new ResumptionHandle("provider", Secret.of(KEY), null),
                SessionConfig.builder().providerData("{\"key\":\"" + KEY + "\"}").build(),
                new TransportEvent.Raw("session.updated", "{\"authorization\":\"" + KEY + "\"}"),
                new TransportEvent.RawSent("{\"authorization\":\"" + KEY + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void its_text_holds_no_key(Object value) {
        assertFalse(value.toString().contains(KEY), value.toString());
    }

    @org.junit.jupiter.api.Test
    void an_address_is_shown_without_user_and_query() {
        assertEquals("wss://host:81/path", Endpoint.shown(ADDRESS));
    }
}
