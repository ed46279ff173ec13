package io.patchbay.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScriptedProviderTest {

    private final ScriptedProvider provider = new ScriptedProvider();

    @Test
    void an_endpoint_presents_the_key_and_shows_it_nobody() {
        Endpoint endpoint = endpoint(provider).join();
        Map<String, io.patchbay.api.provider.Secret> headers = endpoint.secretHeaders();
        assertEquals(Set.of("Authorization"), headers.keySet());
        assertEquals("Bearer sk-hush", headers.values().iterator().next().reveal());
        assertFalse((endpoint + provider.endpoints().toString()).contains("hush"));
    }

    @Test
    void an_endpoint_can_be_made_to_fail_once() {
        IllegalStateException planned = new IllegalStateException("no key");
        provider.failNextEndpoint(planned);
        assertSame(
                planned,
                assertThrows(CompletionException.class, endpoint(provider)::join).getCause());
        assertEquals("ws://127.0.0.1/scripted", endpoint(provider).join().uri().toString());
    }

    @Test
    void everything_names_every_field_there_is() {
        Set<Object> fields =
                Arrays.stream(ConfigField.class.getFields())
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .map(ScriptedProviderTest::valueOf)
                        .collect(Collectors.toSet());
        assertEquals(fields, ScriptedProvider.everything().mutability().keySet());
        assertTrue(provider.capabilities("scripted").has(Feature.TRUNCATE));
        assertThrows(IllegalArgumentException.class, () -> provider.capabilities("other"));
    }

    @Test
    void a_change_is_planned_by_the_capabilities() {
        ProviderCapabilities all = ScriptedProvider.everything();
        Map<ConfigField<?>, ProviderCapabilities.Mutability> fields =
                new HashMap<>(all.mutability());
        fields.put(ConfigField.VOICE, ProviderCapabilities.Mutability.RECONNECT);
        fields.put(ConfigField.TOOLS, ProviderCapabilities.Mutability.NEXT_RESPONSE);
        fields.remove(ConfigField.SPEED);
        ScriptedProvider strict =
                new ScriptedProvider(
                        new ProviderCapabilities(
                                all.features(),
                                all.inputFormats(),
                                all.outputFormats(),
                                fields,
                                all.resumption(),
                                all.moveOrder(),
                                null,
                                all.limits()));
        RealtimeCodec codec = connector(strict).openCodec();
        SessionConfig current = SessionConfig.builder().instructions("same").build();
        SessionConfig wanted =
                SessionConfig.builder()
                        .instructions("same")
                        .inputFormat(AudioFormat.PCMU_8K)
                        .voice("marin")
                        .tools(java.util.List.of())
                        .speed(1.5)
                        .build();
        ConfigPlan plan = codec.plan(current, wanted);
        assertEquals(Set.of(ConfigField.INPUT_FORMAT), plan.now().fields());
        assertEquals(Set.of(ConfigField.TOOLS), plan.deferred().fields());
        assertEquals(Set.of(ConfigField.VOICE), plan.newLine().fields());
        assertEquals(Set.of(ConfigField.SPEED), plan.rejected().keySet());
    }

    private static Object valueOf(java.lang.reflect.Field field) {
        try {
            return java.util.Objects.requireNonNull(field.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static ProviderConnector connector(ScriptedProvider provider) {
        return provider.create("scripted", Settings.EMPTY, Plugs.context());
    }

    private static CompletableFuture<Endpoint> endpoint(ScriptedProvider provider) {
        return connector(provider)
                .endpoint(
                        new EndpointRequest(
                                new ScriptedTransportFactory().capabilities(),
                                Credential.key("sk-hush"),
                                null,
                                (URI) null,
                                null))
                .toCompletableFuture();
    }
}
