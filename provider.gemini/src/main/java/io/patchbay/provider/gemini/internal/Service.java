package io.patchbay.provider.gemini.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.dialect.SocketAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What an operator set for this provider.
 *
 * @param baseUrl replaces the service's address, or null
 * @param model the default model, or null for the profile's
 * @param project the Google Cloud project ({@code vertex}), or null
 * @param location the Google Cloud location ({@code vertex})
 */
record Service(
        @Nullable URI baseUrl, @Nullable String model, @Nullable String project, String location) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9:._-]*";

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    static Service of(Settings settings) {
        return new Service(
                settings.text("baseUrl").map(Service::uri).orElse(null),
                settings.text("model").filter(model -> !model.isBlank()).orElse(null),
                settings.text("project").map(value -> name("project", value)).orElse(null),
                name("location", settings.text("location", "us-central1")));
    }

    private static URI uri(String text) {
        try {
            return SocketAddresses.of(new URI(text.strip()), "/");
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting 'baseUrl' is no usable address: " + e.getMessage(), e);
        }
    }

    private static String name(String setting, String value) {
        String name = value.strip();
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "setting '" + setting + "' must be a name of letters, digits, '-', '.', '_'");
        }
        return name;
    }
}
