package io.patchbay.runtime.internal.session;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A caller who came through a leg. On the loop, where {@link FarEnd} says nothing else. */
final class LegFarEnd implements FarEnd {
    private final LegPort port;
    private final Legs legs;
    private final CompletableFuture<CloseReason> over = new CompletableFuture<>();

    LegFarEnd(LegPort port, Legs legs) {
        this.port = port;
        this.legs = legs;
    }

    @Override
    public String kind() {
        return port.kind();
    }

    @Override
    public Map<String, String> metadata() {
        return port.leg().metadata();
    }

    @Override
    public Map<Verb, String> rejected() {
        return port.leg().capabilities().rejected();
    }

    @Override
    public @Nullable String leg() {
        return port.id();
    }

    @Override
    public CompletionStage<Void> control(CallerLeg.Control control) {
        return LegVerbs.control(port.leg(), control);
    }

    @Override
    public void deafen(boolean on) {
        port.deafen(on);
    }

    @Override
    public void drop(CloseReason reason) {
        legs.remove(port.id(), reason);
    }

    @Override
    public boolean endsWithTransfer() {
        return true;
    }

    /** The leg is gone. */
    void gone(CloseReason reason) {
        over.complete(reason);
    }

    @Override
    public CompletionStage<CloseReason> over() {
        return over;
    }
}
