package io.patchbay.console.internal.watch;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes off events what must not be kept with them: who hands out keys, which may be a plug's and
 * would keep its bundle in memory, and sound that a session stores.
 */
final class EventStrip {

    private static final CredentialSupplier NOBODY =
            scope ->
                    CompletableFuture.failedFuture(
                            new IllegalStateException("a line that is looked at has no keys"));

    private EventStrip() {}

    /** The same event, fit to be kept. */
    static SessionEvent of(SessionEvent event) {
        if (event instanceof SessionEvent.Connected connected) {
            return new SessionEvent.Connected(
                    connected.stamp(), of(connected.line()), connected.sessionId());
        }
        if (event instanceof SessionEvent.Reconnected again) {
            return new SessionEvent.Reconnected(
                    again.stamp(), of(again.line()), again.restored(), again.lost());
        }
        if (event instanceof SessionEvent.HistoryAdded added) {
            return new SessionEvent.HistoryAdded(added.stamp(), of(added.item()));
        }
        if (event instanceof SessionEvent.HistoryUpdated updated) {
            return new SessionEvent.HistoryUpdated(updated.stamp(), of(updated.item()));
        }
        return event;
    }

    /** A line without who hands out its keys. */
    static LineChoice of(LineChoice line) {
        return new LineChoice(
                line.transport(),
                line.provider(),
                line.profile(),
                line.model(),
                line.url(),
                line.callId(),
                NOBODY);
    }

    /** An item without its sound. */
    static Item of(Item item) {
        if (!(item instanceof Item.Message message)) {
            return item;
        }
        boolean sound = false;
        for (ContentPart part : message.content()) {
            sound |=
                    part instanceof ContentPart.InputAudio in && in.audio() != null
                            || part instanceof ContentPart.OutputAudio out && out.audio() != null;
        }
        if (!sound) {
            return item;
        }
        List<ContentPart> silent = new ArrayList<>();
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.InputAudio in) {
                silent.add(new ContentPart.InputAudio(in.transcript(), null));
            } else if (part instanceof ContentPart.OutputAudio out) {
                silent.add(new ContentPart.OutputAudio(out.transcript(), null, out.heard()));
            } else {
                silent.add(part);
            }
        }
        return new Item.Message(message.id(), message.role(), silent, message.status());
    }
}
