package io.patchbay.net;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What people may see of the words of a far end: one line, without the keys that were presented
 * there, since some servers quote them. For transports. Safe for all threads.
 *
 * @param endpoint where the line leads; its secrets are blanked out
 */
public record Disclosure(Endpoint endpoint) {

    private static final int LONGEST_QUOTE = 300;

    /** Shorter keys are blanked out only where they stand alone. */
    private static final int LEAST_SECRET = 8;

    /** Checks for null. */
    public Disclosure {
        Objects.requireNonNull(endpoint, "endpoint");
    }

    /** Why there is no connection, in the session's words. */
    public CloseReason of(ConnectionException failure) {
        int status = failure.status().orElse(0);
        String said = quote(failure.body());
        String text =
                Objects.requireNonNullElse(failure.getMessage(), "no connection")
                        + (said.isEmpty() ? "" : "; it said: " + said);
        return new CloseReason(cause(failure.kind(), status), status, clean(text), null);
    }

    private static Cause cause(ConnectionException.Kind kind, int status) {
        return switch (kind) {
            case INVALID, PLAIN, TLS -> Cause.FATAL;
            case DNS, REFUSED, UNREACHABLE, TIMEOUT, CLOSED -> Cause.LOST;
            case PROTOCOL, TOO_LARGE -> Cause.PROTOCOL;
            case HTTP_STATUS, PROXY -> refusal(status);
        };
    }

    /**
     * What an HTTP status that is no success means: {@link Cause#REMOTE} when the same request may
     * succeed later, {@link Cause#FATAL} otherwise.
     *
     * @param status the status, or 0 when there was none
     */
    public static Cause refusal(int status) {
        boolean temporary =
                status == 0 || status == 408 || status == 425 || status == 429 || status >= 500;
        return temporary ? Cause.REMOTE : Cause.FATAL;
    }

    /** The same error, whose words do not repeat a key that was sent. */
    public ProviderError clean(ProviderError error) {
        String code = error.code();
        String param = error.param();
        return new ProviderError(
                blank(error.type()),
                code == null ? null : blank(code),
                blank(error.message()),
                param == null ? null : blank(param),
                error.commandId(),
                error.severity());
    }

    /** What somebody else wrote, as a part of one line; long words are cut. */
    public String quote(String words) {
        String line = clean(words);
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }

    /** One line without secrets. */
    public String clean(String words) {
        return blank(words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    }

    /**
     * A listener to which errors come without the keys that the provider quotes in them: events are
     * shown and logged by those who listen.
     */
    public TransportListener discreet(TransportListener listener) {
        return new Discreet(listener, this);
    }

    private String blank(String words) {
        String line = words;
        for (Secret secret : endpoint.secretHeaders().values()) {
            line = without(line, revealed(secret));
        }
        for (String subprotocol : endpoint.subprotocols()) {
            // some providers take a key there, behind a dot
            int dot = subprotocol.indexOf('.');
            line = dot < 0 ? line : without(line, subprotocol.substring(dot + 1));
        }
        return line;
    }

    private static String without(String line, String secret) {
        String token = secret.substring(secret.lastIndexOf(' ') + 1);
        if (token.length() >= LEAST_SECRET) {
            return line.replace(token, "***");
        }
        // nobody's real key, but "test" must not eat the middle of "latest"
        return token.isEmpty()
                ? line
                : line.replaceAll("(?<![\\w-])" + Pattern.quote(token) + "(?![\\w-])", "***");
    }

    private static String revealed(Secret secret) {
        try {
            return secret.reveal();
        } catch (IllegalStateException wiped) {
            return "";
        }
    }

    private record Discreet(TransportListener listener, Disclosure disclosure)
            implements TransportListener {

        @Override
        public void onEvent(TransportEvent event) {
            listener.onEvent(
                    event instanceof TransportEvent.Error complaint
                            ? new TransportEvent.Error(disclosure.clean(complaint.error()))
                            : event);
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            listener.onAudio(chunk);
        }

        @Override
        public boolean wantsRaw() {
            return listener.wantsRaw();
        }

        @Override
        public void onWritable() {
            listener.onWritable();
        }
    }
}
