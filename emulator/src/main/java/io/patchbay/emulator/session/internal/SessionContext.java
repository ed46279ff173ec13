package io.patchbay.emulator.session.internal;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

    /**
     * When all sound sent so far has been played, if it is played as it comes; 0 if there is none.
     */
    private long playedUntilNanos;

    private boolean spoke;

    /** Tokens of text that the last response read; what comes again counts as cached. */
    int lastInputText;

    SessionContext(
            Services services,
            SerialLoop loop,
            Outbox outbox,
            SessionConfig config,
            Conversation conversation) {
        this.services = services;
        this.loop = loop;
        this.outbox = outbox;
        this.config = config;
        this.conversation = conversation;
        this.rateLimits = new RateLimits(loop);
    }

    /** Tells that so much sound is sent now. */
    void spoke(long millis) {
        long now = loop.nanoTime();
        long begin = spoke ? Math.max(now, playedUntilNanos) : now;
        playedUntilNanos = begin + TimeUnit.MILLISECONDS.toNanos(millis);
        spoke = true;
    }

    /** Whether the model has produced sound: from then on its voice is fixed. */
    boolean hasSpoken() {
        return spoke;
    }

    /** How much longer the sound that was sent plays. */
    Duration stillPlaying() {
        return spoke
                ? Duration.ofNanos(Math.max(0, playedUntilNanos - loop.nanoTime()))
                : Duration.ZERO;
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
