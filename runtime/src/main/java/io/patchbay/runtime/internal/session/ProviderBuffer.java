package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * How far a provider is that keeps the sound and plays it by itself (RULES 18). Its sound names no
 * item, so that the position is estimated from the moments in which the buffer began and stopped to
 * play. On the loop.
 */
final class ProviderBuffer {
    private @Nullable String announced;
    private @Nullable String announcedItem;
    private @Nullable String itemId;
    private boolean playing;
    private long since;

    /** The line said something. */
    void event(TransportEvent event, long now) {
        if (event instanceof TransportEvent.OutputItemAdded e) {
            if (e.item() instanceof Item.Message message
                    && message.role() == Role.ASSISTANT
                    && !e.responseId().equals(announced)) {
                announced = e.responseId();
                announcedItem = message.id();
            }
        } else if (event instanceof TransportEvent.OutputBuffer e) {
            playing = e.state() == TransportEvent.OutputBuffer.State.STARTED;
            since = now;
            boolean known = e.responseId() == null || e.responseId().equals(announced);
            itemId = playing && known ? announcedItem : null;
        }
    }

    /** Whether it plays. */
    boolean playing() {
        return playing;
    }

    /** How far it is, or null when it does not play or nobody knows what. */
    @Nullable PlayedPosition position(long now) {
        String item = itemId;
        return !playing || item == null
                ? null
                : new PlayedPosition(
                        item, 0, (now - since) / 1_000_000, PlayedPosition.Precision.ESTIMATED);
    }

    /** It was told to be silent. */
    void silenced() {
        playing = false;
        itemId = null;
    }
}
