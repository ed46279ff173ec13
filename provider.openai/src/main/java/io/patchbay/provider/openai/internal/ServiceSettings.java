package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator set for a service.
 *
 * @param base where the service is, without a target, or null when nobody says
 * @param model the model of sessions that name none, or null when there is none
 * @param headers what is sent with every connect and call
 * @param query what the query says, beside the model
 * @param allowPlain whether REST calls may leave this machine without TLS
 */
record ServiceSettings(
        @Nullable URI base,
        @Nullable String model,
        Map<String, String> headers,
        Map<String, String> query,
        boolean allowPlain) {

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    static ServiceSettings of(Profile profile, Settings settings) {
        Address address = profile.address();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", userAgent());
        address.headerSettings()
                .forEach(
                        (header, setting) ->
                                settings.text(setting)
                                        .ifPresent(v -> headers.put(header, clean(setting, v))));
        Map<String, String> query = new LinkedHashMap<>(address.query());
        address.querySettings()
                .forEach(
                        (name, setting) ->
                                settings.text(setting)
                                        .ifPresent(v -> query.put(name, clean(setting, v))));
        return new ServiceSettings(
                base(address, settings),
                settings.text("model").filter(m -> !m.isBlank()).orElse(profile.model()),
                Map.copyOf(headers),
                Map.copyOf(query),
                settings.flag("allowPlain", false));
    }

    private static @Nullable URI base(Address address, Settings settings) {
        String url = settings.text("baseUrl").orElse(null);
        if (url != null) {
            return uri("baseUrl", url, address.path());
        }
        String resource = settings.text("resource").orElse(null);
        if (resource == null || address.resource() == null) {
            return address.base();
        }
        if (!resource.strip().matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "setting 'resource' must be the name of a resource, letters, digits and '-';"
                            + " give a whole address as 'baseUrl'");
        }
        return uri("resource", address.resource().replace("{}", resource.strip()), address.path());
    }

    private static URI uri(String setting, String text, String path) {
        try {
            URI uri = new URI(text.strip());
            // says what is wrong with it now, not at a call
            RealtimeUrl.of(uri, path, "any", null, Map.of());
            return uri;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting '" + setting + "' is no usable address: " + e.getMessage(), e);
        }
    }

    private static String clean(String setting, String value) {
        if (value.isBlank() || value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new IllegalArgumentException(
                    "setting '" + setting + "' must be plain ASCII text");
        }
        return value.strip();
    }

    /** The name of this software, with the version that the jar states. */
    private static String userAgent() {
        String version = ServiceSettings.class.getPackage().getImplementationVersion();
        return version == null ? "Patchbay" : "Patchbay/" + version;
    }
}
