package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier.Scope;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.runtime.ProviderKeys;
import java.net.URI;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which environment variable opens which door. */
class KeysTest {

    private static Credential key(
            @Nullable String url,
            String provider,
            String profile,
            Map<String, String> environment) {
        return new ProviderKeys(
                        ProviderOptions.known(ServiceLoader.load(RealtimeProvider.class))
                                .getOrDefault(provider, Map.of()),
                        url != null && Address.isLocal(URI.create(url)),
                        environment::get)
                .get(new Scope(provider, profile, "websocket"))
                .toCompletableFuture()
                .join();
    }

    @Test
    void each_profile_has_a_variable_of_its_own() {
        Map<String, String> all =
                Map.of(
                        "OPENAI_API_KEY", "o",
                        "AZURE_OPENAI_API_KEY", "a",
                        "XAI_API_KEY", "x",
                        "DASHSCOPE_API_KEY", "q",
                        "ZHIPU_API_KEY", "z",
                        "STEPFUN_API_KEY", "s",
                        "INWORLD_API_KEY", "i",
                        "GEMINI_API_KEY", "g",
                        "DEEPGRAM_API_KEY", "d");
        assertEquals("o", key(null, "openai", "openai", all).secret().reveal());
        assertEquals("a", key(null, "openai", "azure", all).secret().reveal());
        assertEquals("x", key(null, "openai", "xai", all).secret().reveal());
        assertEquals("q", key(null, "openai", "qwen", all).secret().reveal());
        assertEquals("z", key(null, "openai", "glm", all).secret().reveal());
        assertEquals("s", key(null, "openai", "stepfun", all).secret().reveal());
        assertEquals("i", key(null, "openai", "inworld", all).secret().reveal());
        assertEquals("g", key(null, "gemini", "gemini", all).secret().reveal());
        assertEquals("d", key(null, "deepgram", "deepgram", all).secret().reveal());
        assertEquals(
                "p",
                key(null, "pigeon", "grey-one", Map.of("GREY_ONE_API_KEY", "p")).secret().reveal());
    }

    @Test
    void a_token_of_an_identity_provider_is_a_bearer() {
        Credential token = key(null, "openai", "azure", Map.of("AZURE_OPENAI_AD_TOKEN", " eyJ \n"));
        assertEquals(Credential.Kind.BEARER_TOKEN, token.kind());
        assertEquals("eyJ", token.secret().reveal());
        Credential google = key(null, "gemini", "vertex", Map.of("GOOGLE_ACCESS_TOKEN", "ya29.1"));
        assertEquals(Credential.Kind.BEARER_TOKEN, google.kind());
        Map<String, String> both =
                Map.of("AZURE_VOICELIVE_API_KEY", "k", "AZURE_VOICELIVE_TOKEN", "t");
        assertEquals("k", key(null, "openai", "azure-voice-live", both).secret().reveal());
    }

    @Test
    void a_provider_on_this_machine_needs_none() {
        assertEquals(
                "local", key("ws://127.0.0.1:9/", "gemini", "gemini", Map.of()).secret().reveal());
        assertEquals(Credential.Kind.NONE, key(null, "openai", "localai", Map.of()).kind());
    }

    @Test
    void a_key_that_is_missing_is_asked_for_by_its_name() {
        CompletionException failure =
                assertThrows(
                        CompletionException.class,
                        () -> key(null, "gemini", "gemini", Map.of("GEMINI_API_KEY", " ")));
        assertTrue(String.valueOf(failure.getMessage()).contains("GEMINI_API_KEY"));
        failure =
                assertThrows(
                        CompletionException.class, () -> key(null, "openai", "azure", Map.of()));
        assertTrue(
                String.valueOf(failure.getMessage())
                        .endsWith("AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN"));
    }
}
