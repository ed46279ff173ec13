package io.patchbay.runtime.internal.session;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller is reached: through his leg, or at the provider that carries his call. On the
 * loop, where nothing else is said.
 */
interface FarEnd {
    /** The kind of leg, or the provider. Any thread. */
    String kind();

    /** What is known of the caller. Any thread. */
    Map<String, String> metadata();

    /** What cannot be asked of it, with the reasons. Any thread. */
    Map<Verb, String> rejected();

    /** The leg for the stamps of events, or null. Any thread. */
    @Nullable String leg();

    /** Asks something of it that it can do. */
    CompletionStage<Void> control(CallerLeg.Control control);

    /** Silences the caller towards the model, or lets him be heard again. */
    void deafen(boolean on);

    /** Ends it, whatever it can do. */
    void drop(CloseReason reason);

    /** Whether a transfer ends it at once; elsewhere whoever carries the call ends it. */
    boolean endsWithTransfer();

    /** Completes when the caller is gone. */
    CompletionStage<CloseReason> over();
}
