package io.patchbay.tck;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a {@link ScriptedTransport}: an immutable snapshot without secrets, to be kept
 * and compared.
 */
public sealed interface ScriptedCall {

    /**
     * A connection was asked for.
     *
     * @param uri where to
     * @param headers plain headers
     * @param secretHeaders names of the headers that carry a credential
     * @param subprotocols what was offered; what follows a dot may be a key and reads {@code
     *     provided}
     * @param config what the session shall start with
     * @param resumption whether an earlier conversation was to be resumed
     * @param history what was told of an earlier conversation with the opening
     */
    record Connect(
            URI uri,
            Map<String, String> headers,
            Set<String> secretHeaders,
            List<String> subprotocols,
            SessionConfig config,
            @Nullable String model,
            @Nullable String callId,
            boolean resumption,
            Duration timeout,
            List<Item> history)
            implements ScriptedCall {
        /** Checks for null and copies. */
        public Connect {
            Objects.requireNonNull(uri, "uri");
            headers = Map.copyOf(headers);
            secretHeaders = Set.copyOf(secretHeaders);
            subprotocols = List.copyOf(subprotocols);
            history = List.copyOf(history);
        }
    }

    /** A command was sent. A secret in it reads {@code provided}. */
    record Sent(Command command) implements ScriptedCall {}

    /** A frame of caller's sound was accepted. */
    record Sound(AudioClip clip) implements ScriptedCall {}

    /** The connection was closed from this side. */
    record Closed(CloseReason reason) implements ScriptedCall {}
}
