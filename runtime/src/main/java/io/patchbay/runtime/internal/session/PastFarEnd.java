package io.patchbay.runtime.internal.session;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a caller who is gone: who he was. Holds nothing of the plug that brought him.
 *
 * @param kind the kind of leg, or the provider
 * @param metadata what was known of him
 * @param rejected what could not be asked of it, with the reasons
 */
record PastFarEnd(String kind, Map<String, String> metadata, Map<Verb, String> rejected)
        implements FarEnd {

    PastFarEnd {
        metadata = Map.copyOf(metadata);
        rejected = Map.copyOf(rejected);
    }

    @Override
    public @Nullable String leg() {
        return null;
    }

    @Override
    public CompletionStage<Void> control(CallerLeg.Control control) {
        return CompletableFuture.failedFuture(new IllegalStateException("the caller is gone"));
    }

    @Override
    public void deafen(boolean on) {}

    @Override
    public void drop(CloseReason reason) {}

    @Override
    public boolean endsWithTransfer() {
        return false;
    }

    @Override
    public CompletionStage<CloseReason> over() {
        return CompletableFuture.completedFuture(CloseReason.NORMAL);
    }
}
