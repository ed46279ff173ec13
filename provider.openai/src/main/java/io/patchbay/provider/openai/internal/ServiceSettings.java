package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator set for this provider.
 *
 * @param baseUrl replaces the service's address, or null
 * @param model the default model, or null for the profile's
 * @param headers what is sent with every connect and call
 * @param allowPlain whether REST calls may leave this machine without TLS
 */
record ServiceSettings(
        @Nullable URI baseUrl,
        @Nullable String model,
        Map<String, String> headers,
        boolean allowPlain) {

    private static final Map<String, String> HEADERS =
            Map.of(
                    "organization", "OpenAI-Organization",
                    "project", "OpenAI-Project",
                    "safetyIdentifier", "OpenAI-Safety-Identifier");

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    static ServiceSettings of(Settings settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", userAgent());
        HEADERS.forEach(
                (setting, header) ->
                        settings.text(setting)
                                .ifPresent(value -> headers.put(header, clean(setting, value))));
        return new ServiceSettings(
                settings.text("baseUrl").map(ServiceSettings::uri).orElse(null),
                settings.text("model").filter(model -> !model.isBlank()).orElse(null),
                Map.copyOf(headers),
                settings.flag("allowPlain", false));
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text.strip());
            RealtimeUrl.of(uri, "any", null); // says what is wrong with it now, not at a call
            return uri;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting 'baseUrl' is no usable address: " + e.getMessage(), e);
        }
    }

    private static String clean(String setting, String value) {
        if (value.isBlank() || value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new IllegalArgumentException(
                    "setting '" + setting + "' must be plain ASCII text for a header");
        }
        return value.strip();
    }

    /** The name of this software, with the version that the jar states. */
    private static String userAgent() {
        String version = ServiceSettings.class.getPackage().getImplementationVersion();
        return version == null ? "Patchbay" : "Patchbay/" + version;
    }
}
