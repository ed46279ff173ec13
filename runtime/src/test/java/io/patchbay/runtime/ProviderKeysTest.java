package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.runtime.ProviderKeys.Variables;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Keys from the environment. */
class ProviderKeysTest {

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Variables> profiles =
            Map.of("acme", new Variables("ACME_KEY", "ACME_TOKEN"));

    private ProviderKeys keys(boolean local) {
        return new ProviderKeys(profiles, local, environment::get);
    }

    private static Credential get(ProviderKeys keys, String profile) throws Exception {
        return keys.get(new CredentialSupplier.Scope("acme", profile, "websocket"))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_profile_without_a_key_says_which_variables_to_set() {
        assertEquals(
                Optional.of("no key: set the environment variable ACME_KEY or ACME_TOKEN"),
                keys(false).missing("acme"));
        assertFalse(keys(false).has("acme"));
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> get(keys(false), "acme"));
        assertTrue(String.valueOf(refused.getCause()).contains("ACME_KEY"), refused::toString);
    }

    @Test
    void the_key_goes_before_the_token_and_is_read_anew_each_time() throws Exception {
        ProviderKeys keys = keys(false);
        environment.put("ACME_TOKEN", "token");
        assertTrue(keys.has("acme"));
        assertEquals(Optional.empty(), keys.missing("acme"));
        assertEquals(Credential.Kind.BEARER_TOKEN, get(keys, "acme").kind());
        environment.put("ACME_KEY", " key\n");
        assertEquals(Credential.key("key").kind(), get(keys, "acme").kind());
        environment.put("ACME_KEY", " ");
        assertEquals(Credential.Kind.BEARER_TOKEN, get(keys, "acme").kind());
    }

    @Test
    void a_profile_that_names_no_variable_has_the_usual_one() {
        assertEquals(
                Optional.of("no key: set the environment variable SOME_THING_API_KEY"),
                keys(false).missing("some-thing"));
    }

    @Test
    void a_line_that_stays_on_this_machine_needs_no_key() throws Exception {
        assertEquals(Optional.empty(), keys(true).missing("acme"));
        assertFalse(keys(true).has("acme"));
        assertEquals(Credential.key("local").kind(), get(keys(true), "acme").kind());
        assertEquals(Optional.empty(), keys(false).missing("localai"));
        assertEquals(Credential.Kind.NONE, get(keys(false), "localai").kind());
    }

    @Test
    void no_key_is_in_its_text() {
        environment.put("ACME_KEY", "sk-secret");
        assertEquals("ProviderKeys[acme]", keys(false).toString());
    }
}
