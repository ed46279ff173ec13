package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.net.http.HttpDoorSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of the door; the names are those of the settings.
 *
 * @param door where it listens
 * @param dialect how the far end speaks
 * @param tokens who shows one of them is the carrier; empty where anybody may call
 * @param publicUrl how the carrier reaches the door, without a slash at the end; null when as the
 *     request says
 * @param twiml whether the door tells the carrier what to do with a call
 * @param parameters what of the carrier's request goes along with the stream
 * @param calls how many calls may be up
 * @param callsPerSource how many of one address
 * @param messageBytes the longest message
 * @param startWithin until the stream must have begun
 * @param inactivity after which a caller of whom nothing comes is silent; null for never
 * @param ahead how much sound may be with the far end before it was played
 */
record StreamSettings(
        HttpDoorSettings door,
        Dialect dialect,
        List<Secret> tokens,
        @Nullable URI publicUrl,
        boolean twiml,
        Set<String> parameters,
        int calls,
        int callsPerSource,
        int messageBytes,
        Duration startWithin,
        @Nullable Duration inactivity,
        Duration ahead) {

    private static final int SHORTEST_TOKEN = 16;

    /**
     * Reads them.
     *
     * @return empty when there is no {@code port}: the door is to stay closed
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static Optional<StreamSettings> read(Settings settings) {
        return HttpDoorSettings.read(settings, "/twilio").map(door -> read(settings, door));
    }

    private static StreamSettings read(Settings settings, HttpDoorSettings door) {
        Dialect dialect = dialect(settings);
        int calls = settings.integer("calls", 100, 1, 100_000);
        return new StreamSettings(
                door,
                dialect,
                tokens(settings),
                publicUrl(settings.text("public-url", "").strip()),
                twiml(settings, dialect),
                parameters(settings.text("parameters", "From,To")),
                calls,
                // the carrier calls from few addresses, or a proxy from one
                settings.integer("calls-per-source", calls, 1, 100_000),
                settings.integer("message-bytes", 65_536, 1_024, 1 << 20),
                Duration.ofMillis(settings.integer("start-ms", 10_000, 100, 60_000)),
                inactivity(settings),
                Duration.ofMillis(settings.integer("ahead-ms", 1_000, 100, 10_000)));
    }

    private static Dialect dialect(Settings settings) {
        String name = settings.text("dialect", "twilio").strip();
        return switch (name) {
            case "twilio" -> new TwilioDialect();
            case "telnyx" -> new TelnyxDialect(codec(settings));
            default ->
                    throw new IllegalArgumentException(
                            "setting 'dialect' must be twilio or telnyx, not '" + name + "'");
        };
    }

    /** Only one carrier's question is signed in a way that is known here. */
    private static boolean twiml(Settings settings, Dialect dialect) {
        boolean can = dialect instanceof TwilioDialect;
        boolean wanted = settings.flag("twiml", can);
        if (wanted && !can) {
            throw new IllegalArgumentException(
                    "setting 'twiml' is for the dialect twilio; have the call of "
                            + dialect.name()
                            + " ask for its stream");
        }
        return wanted;
    }

    private static AudioFormat codec(Settings settings) {
        String codec = settings.text("codec", "PCMU").strip().toUpperCase(Locale.ROOT);
        return switch (codec) {
            case "PCMU" -> AudioFormat.PCMU_8K;
            case "PCMA" -> AudioFormat.PCMA_8K;
            default ->
                    throw new IllegalArgumentException(
                            "setting 'codec' must be PCMU or PCMA, as stream_bidirectional_codec"
                                    + " of the call says, not '"
                                    + codec
                                    + "'");
        };
    }

    /** Several while one takes the place of the other. */
    private static List<Secret> tokens(Settings settings) {
        List<Secret> tokens = new ArrayList<>(1);
        for (String each : settings.text("auth-token", "").split("[,\\s]+")) {
            if (each.isEmpty()) {
                continue;
            }
            if (each.length() < SHORTEST_TOKEN || !each.matches("[\\x21-\\x7e]+")) {
                throw new IllegalArgumentException(
                        "setting 'auth-token' must have at least "
                                + SHORTEST_TOKEN
                                + " characters, all of them visible ASCII");
            }
            tokens.add(Secret.of(each));
        }
        if (tokens.isEmpty() && !settings.flag("allow-unsigned", false)) {
            throw new IllegalArgumentException(
                    "setting 'auth-token' is missing: without it anybody could call; give the"
                            + " carrier's token, or allow-unsigned for trying out");
        }
        return List.copyOf(tokens);
    }

    private static @Nullable URI publicUrl(String url) {
        if (url.isEmpty()) {
            return null;
        }
        if (!url.matches("https?://[A-Za-z0-9.\\[\\]:_-]+(/[A-Za-z0-9._~-]+)*/?")) {
            throw new IllegalArgumentException(
                    "setting 'public-url' must be like https://voice.example, not '" + url + "'");
        }
        try {
            return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'public-url': " + e.getMessage(), e);
        }
    }

    private static Set<String> parameters(String list) {
        Set<String> names = new LinkedHashSet<>();
        for (String each : list.split("[,\\s]+")) {
            if (!each.isEmpty()) {
                if (!each.matches("[A-Za-z0-9_]{1,64}")) {
                    throw new IllegalArgumentException(
                            "setting 'parameters' must list names like From, not '" + each + "'");
                }
                names.add(each);
            }
        }
        return names;
    }

    private static @Nullable Duration inactivity(Settings settings) {
        if (settings.text("inactivity-ms", "").strip().equals("off")) {
            return null;
        }
        return Duration.ofMillis(settings.integer("inactivity-ms", 750, 1, Integer.MAX_VALUE));
    }

    /** Where the stream comes to. */
    String streamPath() {
        return door.path() + "/stream";
    }

    /** Where the carrier asks what to do with a call. */
    String voicePath() {
        return door.path() + "/voice";
    }

    /** Neither tokens nor TLS. */
    @Override
    public String toString() {
        return "StreamSettings[" + dialect.name() + " at " + door + "]";
    }
}
