package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportCapabilities;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the lines of each profile go, and what they present there. */
@NullUnmarked
class ProfileEndpointsTest {

    private static final TransportCapabilities SOCKET =
            new TransportCapabilities(
                    "websocket", TransportCapabilities.Media.MESSAGES, false, false);
    private static final TransportCapabilities WEBRTC =
            new TransportCapabilities("webrtc", TransportCapabilities.Media.PACKETS, true, false);

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

    private static ProviderConnector connector(String profile, String settings) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : settings.isEmpty() ? new String[0] : settings.split(" ")) {
            map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return new OpenAiProvider().create(profile, Settings.of(map), CONTEXT);
    }

    private static Endpoint endpoint(
            ProviderConnector connector, TransportCapabilities transport, Credential credential) {
        return connector
                .endpoint(new EndpointRequest(transport, credential, null, null, null))
                .toCompletableFuture()
                .join();
    }

    private static Credential credential(Credential.Kind kind) {
        return new Credential(kind, Secret.of("k-1"), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai||wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1",
                "azure|resource=desk model=mine|wss://desk.openai.azure.com/openai/v1/realtime?model=mine",
                "azure|baseUrl=https://desk.openai.azure.com/openai/v1/ model=mine|wss://desk.openai.azure.com/openai/v1/realtime?model=mine",
                "azure-voice-live|resource=desk|wss://desk.services.ai.azure.com/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime",
                "azure-voice-live|resource=desk apiVersion=2025-10-01 model=gpt-4.1|wss://desk.services.ai.azure.com/voice-live/realtime?api-version=2025-10-01&model=gpt-4.1",
                "azure-voice-live|resource=desk agent=clerk project=shop|wss://desk.services.ai.azure.com/voice-live/realtime?agent-name=clerk&agent-project-name=shop&api-version=2026-07-15",
                "xai||wss://api.x.ai/v1/realtime?model=grok-voice-latest",
                "localai|baseUrl=http://127.0.0.1:8080 model=gpt-realtime|ws://127.0.0.1:8080/v1/realtime?model=gpt-realtime"
            })
    void a_line_goes_to_the_address_of_its_service(
            String profile, String settings, String expected) {
        Endpoint endpoint =
                endpoint(
                        connector(profile, settings == null ? "" : settings),
                        SOCKET,
                        credential(Credential.Kind.API_KEY));
        assertEquals(sorted(expected), sorted(endpoint.uri().toString()));
    }

    /** The order of what a query says means nothing. */
    private static String sorted(String uri) {
        String[] parts = uri.split("[?&]");
        java.util.Arrays.sort(parts, 1, parts.length);
        return String.join(" ", parts);
    }

    @Test
    void an_inworld_line_names_a_session_of_its_own_and_no_model() {
        ProviderConnector connector = connector("inworld", "model=openai/gpt-4o");
        String first =
                endpoint(connector, SOCKET, credential(Credential.Kind.API_KEY)).uri().toString();
        String second =
                endpoint(connector, SOCKET, credential(Credential.Kind.API_KEY)).uri().toString();
        assertTrue(
                first.matches(
                        "wss://api\\.inworld\\.ai/api/v1/realtime/session\\?"
                                + "(key=[0-9a-f-]{36}&protocol=realtime"
                                + "|protocol=realtime&key=[0-9a-f-]{36})"),
                first);
        assertNotEquals(first, second);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, Authorization, Bearer k-1, Authorization, Bearer k-1",
        "azure, api-key, k-1, Authorization, Bearer k-1",
        "azure-voice-live, api-key, k-1, Authorization, Bearer k-1",
        "xai, Authorization, Bearer k-1, Authorization, Bearer k-1",
        "inworld, Authorization, Basic k-1, Authorization, Bearer k-1",
        "localai, Authorization, Bearer k-1, Authorization, Bearer k-1"
    })
    void a_key_and_a_token_are_presented_as_the_service_wants_them(
            String profile, String keyHeader, String key, String tokenHeader, String token) {
        ProviderConnector connector =
                connector(profile, "baseUrl=wss://service.example/v1/realtime model=m");
        Endpoint withKey = endpoint(connector, SOCKET, credential(Credential.Kind.API_KEY));
        Endpoint withToken = endpoint(connector, SOCKET, credential(Credential.Kind.BEARER_TOKEN));

        assertEquals(Set.of(keyHeader), withKey.secretHeaders().keySet());
        assertEquals(key, withKey.secretHeaders().get(keyHeader).reveal());
        assertEquals(token, withToken.secretHeaders().get(tokenHeader).reveal());
        assertFalse((withKey + "" + withKey.uri() + withKey.headers()).contains("k-1"));
        assertEquals(
                Map.of(),
                endpoint(connector, SOCKET, credential(Credential.Kind.NONE)).secretHeaders());
    }

    @ParameterizedTest
    @CsvSource({
        "azure, '', resource",
        "azure, resource=desk, no default model",
        "azure-voice-live, '', resource",
        "localai, '', baseUrl",
        "localai, baseUrl=http://127.0.0.1:8080, no default model"
    })
    void what_is_missing_is_said_in_the_name_of_the_profile(
            String profile, String settings, String named) {
        ProviderConnector connector = connector(profile, settings);
        Throwable failure =
                assertThrows(
                                CompletionException.class,
                                () ->
                                        endpoint(
                                                connector,
                                                SOCKET,
                                                credential(Credential.Kind.API_KEY)))
                        .getCause();
        assertTrue(failure.getMessage().contains(profile), failure.getMessage());
        assertTrue(failure.getMessage().contains(named), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "azure, resource=a/b, resource",
        "azure-voice-live, resource=desk apiVersion=\t, apiVersion",
        "openai, organization=\u0007, organization"
    })
    void a_setting_that_is_wrong_is_named(String profile, String settings, String named) {
        Exception failure =
                assertThrows(IllegalArgumentException.class, () -> connector(profile, settings));
        assertTrue(failure.getMessage().contains("'" + named + "'"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "openai, https://service.example/v1/realtime/calls",
        "azure, https://service.example/openai/v1/realtime/calls"
    })
    void an_offer_is_posted_where_the_service_takes_it(String profile, String expected) {
        ProviderConnector connector =
                connector(
                        profile,
                        "model=m baseUrl=https://service.example"
                                + (profile.equals("openai") ? "" : "/openai/v1"));
        assertEquals(
                expected,
                endpoint(connector, WEBRTC, credential(Credential.Kind.API_KEY)).uri().toString());
        assertTrue(connector.calls().isPresent());
    }

    @ParameterizedTest
    @CsvSource({"azure-voice-live", "xai", "inworld", "localai"})
    void a_service_that_takes_no_offers_and_carries_no_calls_says_so(String profile) {
        ProviderConnector connector = connector(profile, "model=m baseUrl=https://service.example");
        for (String callId : new String[] {null, "rtc_1"}) {
            EndpointRequest request =
                    new EndpointRequest(
                            callId == null ? WEBRTC : SOCKET,
                            credential(Credential.Kind.API_KEY),
                            null,
                            null,
                            callId);
            Throwable failure =
                    assertThrows(
                                    CompletionException.class,
                                    () -> connector.endpoint(request).toCompletableFuture().join())
                            .getCause();
            assertTrue(failure.getMessage().contains(profile), failure.getMessage());
        }
        assertTrue(connector.calls().isEmpty());
    }

    @Test
    void a_conversation_goes_on_at_an_address_that_names_it() {
        EndpointRequest request =
                new EndpointRequest(
                        SOCKET,
                        credential(Credential.Kind.API_KEY),
                        null,
                        URI.create("ws://127.0.0.1:9/v1/realtime"),
                        null,
                        new ResumptionHandle("openai", Secret.of("conv 1"), null));
        assertTrue(
                connector("xai", "")
                        .endpoint(request)
                        .toCompletableFuture()
                        .join()
                        .uri()
                        .toString()
                        .contains("conversation_id=conv%201"));
        assertFalse(
                connector("openai", "")
                        .endpoint(request)
                        .toCompletableFuture()
                        .join()
                        .uri()
                        .toString()
                        .contains("conv"));
    }

    @ParameterizedTest
    @CsvSource({
        "openai, OPENAI_API_KEY",
        "azure, AZURE_OPENAI_API_KEY",
        "azure-voice-live, AZURE_VOICELIVE_API_KEY",
        "xai, XAI_API_KEY",
        "inworld, INWORLD_API_KEY",
        "localai, LOCALAI_API_KEY",
        "qwen, DASHSCOPE_API_KEY",
        "glm, ZHIPU_API_KEY",
        "stepfun, STEPFUN_API_KEY",
        "speaches, SPEACHES_API_KEY",
        "vllm-omni, VLLM_API_KEY"
    })
    void a_key_conventionally_lives_in_a_variable(String profile, String variable) {
        assertEquals(variable, new OpenAiProvider().keyVariable(profile).orElseThrow());
    }
}
