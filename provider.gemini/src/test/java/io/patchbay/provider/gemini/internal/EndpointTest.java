package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Credential.Kind;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportCapabilities;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The addresses and headers of {@code google-genai} 1.70.0, {@code AsyncLive}. */
class EndpointTest {

    private static final TransportCapabilities SOCKET =
            new TransportCapabilities(
                    "websocket", TransportCapabilities.Media.MESSAGES, false, false);

    private static Endpoint endpoint(
            String profile,
            Map<String, String> settings,
            Credential credential,
            @Nullable String model,
            @Nullable String url) {
        return new GeminiConnector(Profile.of(profile), Service.of(Settings.of(settings)))
                .endpoint(
                        new EndpointRequest(
                                SOCKET,
                                credential,
                                model,
                                url == null ? null : URI.create(url),
                                null))
                .toCompletableFuture()
                .join();
    }

    private static String header(Endpoint endpoint, String name) {
        Secret secret = endpoint.secretHeaders().get(name);
        return secret == null ? "" : secret.reveal();
    }

    @Test
    void a_key_opens_the_developers_door() {
        Endpoint endpoint = endpoint("gemini", Map.of(), Credential.key("AIza1"), null, null);
        assertEquals(
                "wss://generativelanguage.googleapis.com/ws/google.ai.generativelanguage.v1beta"
                        + ".GenerativeService.BidiGenerateContent",
                endpoint.uri().toString());
        assertEquals("AIza1", header(endpoint, "x-goog-api-key"));
    }

    @Test
    void a_short_lived_token_opens_the_constrained_one() {
        for (Credential token :
                new Credential[] {
                    Credential.key("auth_tokens/t1"),
                    new Credential(Kind.CLIENT_SECRET, Secret.of("auth_tokens/t1"), null)
                }) {
            Endpoint endpoint = endpoint("gemini", Map.of(), token, null, null);
            assertEquals(
                    "/ws/google.ai.generativelanguage.v1alpha.GenerativeService"
                            + ".BidiGenerateContentConstrained",
                    endpoint.uri().getPath());
            assertEquals("Token auth_tokens/t1", header(endpoint, "Authorization"));
        }
    }

    @Test
    void the_clouds_door_is_at_a_location_and_takes_a_bearer() {
        Credential bearer = new Credential(Kind.BEARER_TOKEN, Secret.of("ya29.x"), null);
        Endpoint endpoint =
                endpoint(
                        "vertex",
                        Map.of("project", "p1", "location", "europe-west4"),
                        bearer,
                        null,
                        null);
        assertEquals(
                "wss://europe-west4-aiplatform.googleapis.com/ws/google.cloud.aiplatform.v1beta1"
                        + ".LlmBidiService/BidiGenerateContent",
                endpoint.uri().toString());
        assertEquals("Bearer ya29.x", header(endpoint, "Authorization"));
        Endpoint everywhere =
                endpoint(
                        "vertex",
                        Map.of("project", "p1", "location", "global"),
                        bearer,
                        null,
                        null);
        assertEquals("aiplatform.googleapis.com", everywhere.uri().getHost());
    }

    @Test
    void a_model_of_the_cloud_without_a_project_is_refused_with_what_to_do() {
        Credential bearer = new Credential(Kind.BEARER_TOKEN, Secret.of("ya29.x"), null);
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () -> endpoint("vertex", Map.of(), bearer, "some-model", null));
        assertTrue(String.valueOf(refused.getCause()).contains("set 'project'"));
        String whole = "projects/p/locations/l/publishers/google/models/m";
        assertEquals(
                "us-central1-aiplatform.googleapis.com",
                endpoint("vertex", Map.of(), bearer, whole, null).uri().getHost());
    }

    @Test
    void another_address_keeps_its_own_path() {
        Credential none = new Credential(Kind.NONE, Secret.of("-"), null);
        assertEquals(
                "ws://127.0.0.1:8080" + Profile.PATH,
                endpoint("gemini", Map.of(), none, null, "http://127.0.0.1:8080").uri() + "");
        Endpoint other =
                endpoint(
                        "gemini",
                        Map.of("baseUrl", "https://example.org"),
                        none,
                        null,
                        "ws://127.0.0.1:8080/as/gemini/x?a=1");
        assertEquals("ws://127.0.0.1:8080/as/gemini/x?a=1", other.uri().toString());
        assertTrue(other.secretHeaders().isEmpty());
    }

    @Test
    void a_model_is_named_in_full_and_cannot_lead_elsewhere() {
        Service service = Service.of(Settings.EMPTY);
        Profile gemini = Profile.of("gemini");
        assertEquals("models/gemini-3.8-live", gemini.model("gemini-3.8-live", service));
        assertEquals("tunedModels/mine", gemini.model("tunedModels/mine", service));
        for (String wrong : new String[] {"../x", "a?b", "a b", ""}) {
            assertThrows(IllegalArgumentException.class, () -> gemini.model(wrong, service), wrong);
        }
    }
}
