package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Placement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that waits to be said, or is being said. On the loop. */
final class QueuedSaying implements Speaker.Saying {
    final Utterance utterance;
    final boolean guarded;

    /** Names it: in the metadata of a response, or as the item of a clip. */
    final String key;

    final CompletableFuture<Spoken> done = new CompletableFuture<>();
    private final Consumer<QueuedSaying> onWithdrawn;

    /** What the model was told, so that its complaint is recognised; null for a clip. */
    @Nullable String commandId;

    /** Whether what the model says is a response of the conversation. */
    boolean inConversation;

    /** The response that speaks, once it has begun. */
    @Nullable String responseId;

    /** The item whose sound or text it is, once it is known. */
    @Nullable String itemId;

    /** What the model said so far. */
    final StringBuilder words = new StringBuilder();

    /** Where its words belong in the conversation. */
    Placement place = Placement.END;

    @Nullable ClipFeed feed;
    boolean begun;

    /** Whether no more of it comes. */
    boolean given;

    /** Whether it ended before it was whole. */
    boolean broken;

    /** Why the provider could not say it, or null. */
    @Nullable String failure;

    /** When something was last heard of it, on the session's clock. */
    long lastSign;

    QueuedSaying(
            Utterance utterance, boolean guarded, String key, Consumer<QueuedSaying> onWithdrawn) {
        this.utterance = utterance;
        this.guarded = guarded;
        this.key = key;
        this.onWithdrawn = onWithdrawn;
    }

    @Override
    public CompletionStage<Spoken> done() {
        return done;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void withdraw() {
        if (!begun) {
            onWithdrawn.accept(this);
        }
    }
}
