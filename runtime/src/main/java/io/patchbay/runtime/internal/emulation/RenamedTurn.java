package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * A turn of the caller that the session knows by another name than the provider, which heard of it
 * later. There is one at a time: a later turn begins when the provider is told of it.
 */
final class RenamedTurn {

    /** The name under which the session knows the turn that the provider hears of now. */
    private @Nullable String ours;

    /** The provider's name for it; null until it says it. */
    private @Nullable String theirs;

    /** From now on the provider tells of the turn that the session knows by this name. */
    void begin(String name) {
        ours = name;
        theirs = null;
    }

    /** What the session is told of an event: the same under its own name, or null for nothing. */
    @Nullable TransportEvent translate(TransportEvent event) {
        String mine = ours;
        if (mine == null) {
            return event;
        } else if (event instanceof TransportEvent.InputCommitted e && theirs == null) {
            theirs = e.itemId();
            return null; // it was told when the turn was over
        } else if (event instanceof TransportEvent.ItemAdded e && e.item().id().equals(theirs)) {
            return new TransportEvent.ItemAdded(e.item().withId(mine), Placement.END);
        } else if (event instanceof TransportEvent.ItemDone e && e.item().id().equals(theirs)) {
            return new TransportEvent.ItemDone(e.item().withId(mine), Placement.END);
        } else if (event instanceof TransportEvent.InputTranscriptDelta e
                && e.itemId().equals(theirs)) {
            return new TransportEvent.InputTranscriptDelta(mine, e.contentIndex(), e.delta());
        } else if (event instanceof TransportEvent.InputTranscriptDone e
                && e.itemId().equals(theirs)) {
            return new TransportEvent.InputTranscriptDone(
                    mine, e.contentIndex(), e.transcript(), e.usage());
        } else if (event instanceof TransportEvent.InputTranscriptFailed e
                && e.itemId().equals(theirs)) {
            return new TransportEvent.InputTranscriptFailed(mine, e.contentIndex(), e.error());
        }
        return event;
    }
}
