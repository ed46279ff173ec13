package io.patchbay.emulator.session.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the parts of one session work on. Used on the session's loop alone. */
final class SessionContext {
    final Services services;
    final SerialLoop loop;
    final Outbox outbox;
    final SessionConfig config;
    final Conversation conversation;
    final FaultBox faults = new FaultBox();
    final RateLimits rateLimits;

    /** Where the sound of answers goes. */
    final SoundOut sound;

    /** Whether a sentence is told whole before its sound. */
    boolean sentencesFirst;

    private boolean spoke;
    private long lastFrameNanos;

    /** Tokens of text that the last response read; what comes again counts as cached. */
    int lastInputText;

    SessionContext(
            Services services,
            SerialLoop loop,
            Outbox outbox,
            SessionConfig config,
            Conversation conversation,
            Optional<PacedSound> packets) {
        this.services = services;
        this.loop = loop;
        this.outbox = outbox;
        this.config = config;
        this.conversation = conversation;
        this.rateLimits = new RateLimits(loop);
        this.sound =
                packets.isPresent() ? new OutputBuffer(this, packets.get()) : new DeltaSound(this);
        this.lastFrameNanos = loop.nanoTime();
    }

    /** Tells that something came from the client. */
    void alive() {
        lastFrameNanos = loop.nanoTime();
    }

    /** When something came from the client last. */
    long lastFrameNanos() {
        return lastFrameNanos;
    }

    /** Tells that there is sound of the model. */
    void spoke() {
        spoke = true;
    }

    /** Whether the model has produced sound: from then on its voice is fixed. */
    boolean hasSpoken() {
        return spoke;
    }

    /** Forgets the sound of an item beyond a mark, and tells so. */
    void truncate(Item item, int index, long endMillis) {
        int before = item.audioBytes();
        item.truncate(index, endMillis);
        conversation.shrunk(item, before - item.audioBytes());
        outbox.send(
                outbox.event("conversation.item.truncated")
                        .put("item_id", item.id())
                        .put("content_index", index)
                        .put("audio_end_ms", endMillis));
    }

    /** Adds an item at the end of the conversation and tells the client, item complete. */
    void appendAndTell(Item item) {
        String previous = conversation.append(item);
        tell("conversation.item.added", item, previous);
        tell("conversation.item.done", item, previous);
    }

    /** Sends an event that carries an item and the id of the one before. */
    void tell(String type, Item item, @Nullable String previous) {
        ObjectNode event = outbox.event(type).put("previous_item_id", previous);
        event.set("item", item.copy());
        outbox.send(event);
    }
}
