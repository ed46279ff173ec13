package io.patchbay.provider.gemini.internal;

import io.patchbay.api.plug.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
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
            return address(new URI(text.strip()), "/");
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

    /**
     * A WebSocket address.
     *
     * @param base {@code ws}, {@code wss}, {@code http} or {@code https}; a query is kept
     * @param path taken where the base has none
     * @throws IllegalArgumentException when it is no address to connect to
     */
    static URI address(URI base, String path) {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        String socket =
                switch (scheme) {
                    case "ws", "http" -> "ws";
                    case "wss", "https" -> "wss";
                    default ->
                            throw new IllegalArgumentException(
                                    "the address must begin with ws:, wss:, http: or https:, not"
                                            + " with '"
                                            + scheme
                                            + ":'");
                };
        if (base.getHost() == null) {
            throw new IllegalArgumentException("the address names no host");
        }
        if (base.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address holds a user name or password; give the session a"
                            + " CredentialSupplier instead");
        }
        String own = base.getRawPath();
        String query = base.getRawQuery();
        return URI.create(
                socket
                        + "://"
                        + base.getRawAuthority()
                        + (own == null || own.isEmpty() || own.equals("/") ? path : own)
                        + (query == null ? "" : "?" + query));
    }
}
