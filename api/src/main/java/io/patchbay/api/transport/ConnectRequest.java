package io.patchbay.api.transport;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one connection needs. Made by the runtime for each attempt.
 *
 * @param loop the session's loop; the connection is registered on it where possible, and the
 *     listener is called on it
 * @param endpoint where to go, found out anew for this attempt
 * @param codec the dialect, fresh; a transport that speaks for itself may ignore it
 * @param config what the session shall start with
 * @param model the model, or null for the provider's default
 * @param callId the call to attach to, or null
 * @param resumption with which an earlier conversation is resumed, or null
 * @param timeout for the whole way, until the provider has accepted the opening
 * @param history what was said before, oldest first, for a provider that takes it at the opening
 *     ({@link io.patchbay.api.provider.Feature#HISTORY_SEED}); else empty
 */
public record ConnectRequest(
        SerialLoop loop,
        Endpoint endpoint,
        RealtimeCodec codec,
        SessionConfig config,
        @Nullable String model,
        @Nullable String callId,
        @Nullable ResumptionHandle resumption,
        Duration timeout,
        List<Item> history) {

    /** Checks for null and copies. */
    public ConnectRequest {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(timeout, "timeout");
        history = List.copyOf(history);
    }

    /** Of a conversation that begins. */
    public ConnectRequest(
            SerialLoop loop,
            Endpoint endpoint,
            RealtimeCodec codec,
            SessionConfig config,
            @Nullable String model,
            @Nullable String callId,
            @Nullable ResumptionHandle resumption,
            Duration timeout) {
        this(loop, endpoint, codec, config, model, callId, resumption, timeout, List.of());
    }
}
