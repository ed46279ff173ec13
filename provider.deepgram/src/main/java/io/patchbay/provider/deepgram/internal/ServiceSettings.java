package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.dialect.SocketAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator set for this provider.
 *
 * @param url replaces the service's address, or null
 * @param listenModel what hears
 * @param thinkProvider whose model thinks, in the service's words, e.g. {@code open_ai}
 * @param thinkModel which
 * @param speakModel what speaks, where the session names no voice
 * @param language what the caller speaks, or null for the model's default
 * @param say how given words come between what is said anyway
 * @param settings laid over every {@code Settings} message, or null
 */
record ServiceSettings(
        @Nullable URI url,
        String listenModel,
        String thinkProvider,
        String thinkModel,
        String speakModel,
        @Nullable String language,
        String say,
        @Nullable ObjectNode settings) {

    private static final Set<String> BEHAVIOURS = Set.of("default", "queue", "interrupt");

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    static ServiceSettings of(Settings settings) {
        String say = settings.text("say", "queue");
        if (!BEHAVIOURS.contains(say)) {
            throw new IllegalArgumentException(
                    "setting 'say' must be queue, default or interrupt, not '" + say + "'");
        }
        return new ServiceSettings(
                settings.text("url").map(ServiceSettings::uri).orElse(null),
                word(settings, "listenModel", "nova-3"),
                word(settings, "thinkProvider", "open_ai"),
                word(settings, "thinkModel", "gpt-4o-mini"),
                word(settings, "speakModel", "aura-2-thalia-en"),
                settings.text("language").filter(text -> !text.isBlank()).orElse(null),
                say,
                settings.text("settings")
                        .map(text -> Json.object("setting 'settings'", text))
                        .orElse(null));
    }

    private static String word(Settings settings, String name, String otherwise) {
        String text = settings.text(name, otherwise).strip();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("setting '" + name + "' is empty");
        }
        return text;
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text.strip());
            SocketAddresses.of(uri, "/"); // says what is wrong with it now, not at a call
            return uri;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting 'url' is no usable address: " + e.getMessage(), e);
        }
    }

    /** Names only: the settings of endpoints hold keys. */
    @Override
    public String toString() {
        return "ServiceSettings[" + listenModel + ", " + thinkModel + ", " + speakModel + "]";
    }
}
