package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportCapabilities;
import java.net.URI;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where lines go, and what they present there. */
@NullUnmarked
class EndpointTest {

    private static final PlugContext CONTEXT =
            new PlugContext() {
                @Override
                public String name() {
                    return "openai";
                }

                @Override
                public Executor workers() {
                    return Runnable::run;
                }
            };

    private static Endpoint endpoint(Map<String, String> settings, String url, String callId) {
        return new OpenAiProvider()
                .create("openai", Settings.of(settings), CONTEXT)
                .endpoint(
                        new EndpointRequest(
                                new TransportCapabilities(
                                        "test", TransportCapabilities.Media.MESSAGES, false, false),
                                Credential.key("sk-1"),
                                null,
                                url == null ? null : URI.create(url),
                                callId))
                .toCompletableFuture()
                .join();
    }

    @Test
    void the_service_loader_finds_the_provider() {
        assertTrue(
                ServiceLoader.load(RealtimeProvider.class).stream()
                        .anyMatch(p -> p.type() == OpenAiProvider.class));
    }

    @Test
    void a_line_goes_to_the_service_with_its_key_and_headers() {
        Endpoint endpoint = endpoint(Map.of("organization", "org-1", "project", "p"), null, null);
        assertEquals(
                "wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1",
                endpoint.uri().toString());
        assertEquals("Bearer sk-1", endpoint.secretHeaders().get("Authorization").reveal());
        assertEquals("org-1", endpoint.headers().get("OpenAI-Organization"));
        assertEquals("p", endpoint.headers().get("OpenAI-Project"));
        assertTrue(endpoint.headers().get("User-Agent").startsWith("Patchbay"));
    }

    @ParameterizedTest
    @CsvSource({
        "ws://127.0.0.1:9/v1/realtime?model=gpt-realtime, ws://127.0.0.1:9/v1/realtime?model=gpt-realtime",
        "http://127.0.0.1:9, ws://127.0.0.1:9/v1/realtime?model=gpt-realtime-2.1",
        "https://h/v1/, wss://h/v1/realtime?model=gpt-realtime-2.1",
        "wss://h/own?a=b, wss://h/own?a=b&model=gpt-realtime-2.1",
        "wss://h/v1/realtime?call_id=rtc_1, wss://h/v1/realtime?call_id=rtc_1",
        "wss://h/v1/realtime?intent=transcription, wss://h/v1/realtime?intent=transcription"
    })
    void a_given_address_keeps_its_query_and_gets_one_target(String given, String expected) {
        assertEquals(expected, endpoint(Map.of(), given, null).uri().toString());
    }

    private static Endpoint calls(String url, Credential credential, String callId) {
        return new OpenAiProvider()
                .create("openai", Settings.EMPTY, CONTEXT)
                .endpoint(
                        new EndpointRequest(
                                new TransportCapabilities(
                                        "webrtc", TransportCapabilities.Media.PACKETS, true, false),
                                credential,
                                null,
                                url == null ? null : URI.create(url),
                                callId))
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @CsvSource({
        ", https://api.openai.com/v1/realtime/calls",
        "ws://127.0.0.1:9/v1/realtime, http://127.0.0.1:9/v1/realtime/calls",
        "http://127.0.0.1:9/v1, http://127.0.0.1:9/v1/realtime/calls",
        "https://h/v1/realtime/calls, https://h/v1/realtime/calls",
        "wss://h/own?a=b, https://h/own/calls?a=b"
    })
    void an_offer_is_posted_to_the_calls_of_the_service(String given, String expected) {
        assertEquals(expected, calls(given, Credential.key("sk-1"), null).uri().toString());
    }

    @Test
    void an_offer_with_a_key_names_the_session_and_one_with_a_client_secret_goes_alone() {
        Endpoint key = calls("https://h/?model=own", Credential.key("sk-1"), null);
        assertEquals(
                Map.of("session", "{\"type\":\"realtime\",\"model\":\"own\"}"), key.offerParts());
        assertEquals("Bearer sk-1", key.secretHeaders().get("Authorization").reveal());
        Endpoint secret = calls(null, Credential.key("ek_1"), null);
        assertEquals(Map.of(), secret.offerParts());
        assertEquals("Bearer ek_1", secret.secretHeaders().get("Authorization").reveal());
    }

    @Test
    void a_line_that_begins_with_an_offer_attaches_to_no_call() {
        Exception failure =
                assertThrows(Exception.class, () -> calls(null, Credential.key("sk-1"), "rtc_1"));
        assertTrue(failure.getMessage().contains("websocket"), failure.getMessage());
    }

    @Test
    void attaching_names_the_call_alone() {
        assertEquals(
                "wss://api.openai.com/v1/realtime?call_id=rtc_1",
                endpoint(Map.of(), null, "rtc_1").uri().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h/, ftp",
        "wss://u:p@h/, CredentialSupplier",
        "wss:///x, host",
        "wss://h/?model=a&call_id=b, both"
    })
    void a_useless_address_is_refused_with_a_reason(String url, String named) {
        Exception failure = assertThrows(Exception.class, () -> endpoint(Map.of(), url, null));
        assertTrue(failure.getMessage().contains(named), failure.getMessage());
    }

    @Test
    void a_wrong_setting_or_profile_is_named() {
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> endpoint(Map.of("baseUrl", "nowhere"), null, null))
                        .getMessage()
                        .contains("baseUrl"));
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new OpenAiProvider().capabilities("nobody"))
                        .getMessage()
                        .contains("[openai, azure,"));
    }
}
