package io.patchbay.transport.sip.internal.attach;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.net.http.HttpDoorSettings;
import io.patchbay.net.http.WebhookSignature;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of the webhook.
 *
 * @param door where it listens
 * @param signature of those who may announce calls
 * @param tolerance how far a message's time may be from ours
 * @param remembered how many messages are remembered, so that none counts twice
 * @param bodyBytes the longest message
 * @param calls how many calls may be up
 * @param line where calls are refused that nobody takes: the provider and the key
 */
record WebhookSettings(
        HttpDoorSettings door,
        WebhookSignature signature,
        Duration tolerance,
        int remembered,
        int bodyBytes,
        int calls,
        LineChoice line) {

    /**
     * Reads them: {@code secret}, several with blanks between while one is exchanged for another,
     * {@code tolerance-seconds} (300), {@code remembered} (10 000), {@code body-bytes} (65 536),
     * {@code calls} (100); {@code provider} ({@code openai}), {@code profile}, {@code url} and
     * {@code key} (else the environment variable {@code OPENAI_API_KEY}) for calls that are
     * refused; and those of {@link HttpDoorSettings#read}.
     *
     * @return empty when there is no {@code port}
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static Optional<WebhookSettings> read(Settings settings) {
        return HttpDoorSettings.read(settings, "/openai-sip").map(door -> read(settings, door));
    }

    private static WebhookSettings read(Settings settings, HttpDoorSettings door) {
        return new WebhookSettings(
                door,
                signature(settings.text("secret", "")),
                Duration.ofSeconds(settings.integer("tolerance-seconds", 300, 1, 3_600)),
                settings.integer("remembered", 10_000, 100, 1_000_000),
                settings.integer("body-bytes", 65_536, 1_024, 1 << 20),
                settings.integer("calls", 100, 1, 100_000),
                line(settings));
    }

    private static WebhookSignature signature(String secrets) {
        List<Secret> all =
                Arrays.stream(secrets.split("[,\\s]+"))
                        .filter(secret -> !secret.isEmpty())
                        .map(Secret::of)
                        .toList();
        try {
            return WebhookSignature.of(all);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting 'secret': "
                            + e.getMessage()
                            + "; give the signing secret that the provider shows for the webhook",
                    e);
        }
    }

    private static LineChoice line(Settings settings) {
        LineChoice.Builder line =
                LineChoice.builder()
                        .transport("sip")
                        .provider(settings.text("provider", "openai"))
                        .profile(settings.text("profile").orElse(null))
                        .url(url(settings.text("url").orElse(null)));
        settings.text("key").ifPresent(line::key);
        return line.build();
    }

    private static @Nullable URI url(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "setting 'url' must be the provider's address, like"
                            + " https://api.openai.com/v1",
                    e);
        }
    }

    /** Neither secret nor key. */
    @Override
    public String toString() {
        return "WebhookSettings["
                + door.server().host()
                + ":"
                + door.server().port()
                + door.path()
                + "]";
    }
}
