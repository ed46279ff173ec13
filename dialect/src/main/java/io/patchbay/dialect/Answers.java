package io.patchbay.dialect;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a session of answers in full, for a provider that names no responses and no items: it says
 * which words, sound and calls there are, and when an answer begins and ends; the rest follows. One
 * answer at a time: one message of words and sound, and any number of calls. One instance per
 * connection, on the loop.
 */
public final class Answers {
    private final TransportListener listener;
    private final AudioFormat format;
    private final String prefix;
    private final SpokenChunk chunk = new SpokenChunk();
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder written = new StringBuilder();
    private final List<Item> calls = new ArrayList<>();
    private @Nullable String running;
    private Map<String, String> metadata = Map.of();
    private String itemId = "";
    private boolean speaks;
    private boolean sounded;
    private long begun;

    /**
     * None yet.
     *
     * @param listener is told
     * @param format how the model's sound is coded
     * @param prefix begins the ids that are made here; unique among the lines of a session
     */
    public Answers(TransportListener listener, AudioFormat format, String prefix) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.format = Objects.requireNonNull(format, "format");
        this.prefix = Objects.requireNonNull(prefix, "prefix");
    }

    /** Whether an answer runs. */
    public boolean running() {
        return running != null;
    }

    /** The id of the answer that runs, or null. */
    public @Nullable String id() {
        return running;
    }

    /** Whether anything of an answer has been heard or written on this line so far. */
    public boolean heard() {
        return begun > 0 && (sounded || begun > 1);
    }

    /** An answer begins, unless one runs; words, sound and calls begin one by themselves. */
    public void begin() {
        begin(Map.of());
    }

    /**
     * An answer begins, unless one runs.
     *
     * @param marks what it is recognised by ({@link Response#metadata})
     */
    public void begin(Map<String, String> marks) {
        if (running != null) {
            return;
        }
        String id = prefix + "-answer-" + ++begun;
        running = id;
        metadata = Map.copyOf(marks);
        itemId = prefix + "-said-" + begun;
        tell(new TransportEvent.ResponseStarted(response(Response.Status.IN_PROGRESS, null, null)));
    }

    /** More of the words that are spoken. */
    public void words(String delta) {
        if (!delta.isEmpty()) {
            speak();
            words.append(delta);
            tell(new TransportEvent.TranscriptDelta(id0(), itemId, 0, delta));
        }
    }

    /** More words of an answer in writing. */
    public void text(String delta) {
        if (!delta.isEmpty()) {
            speak();
            written.append(delta);
            tell(new TransportEvent.TextDelta(id0(), itemId, 0, delta));
        }
    }

    /** Sound, valid during the call. */
    public void sound(ByteBuffer bytes) {
        speak();
        sounded = true;
        chunk.show(bytes, format, id0(), itemId);
        try {
            listener.onAudio(chunk);
        } finally {
            chunk.hide();
        }
    }

    /** The model wants a tool called. */
    public void call(String callId, String name, String arguments) {
        begin();
        Item call =
                new Item.FunctionCall(
                        prefix + "-call-" + callId, callId, name, arguments, ItemStatus.COMPLETED);
        int index = (speaks ? 1 : 0) + calls.size();
        calls.add(call);
        String id = id0();
        tell(new TransportEvent.OutputItemAdded(id, index, call));
        tell(new TransportEvent.ItemAdded(call, Placement.END));
        tell(new TransportEvent.ItemDone(call, Placement.END));
        tell(new TransportEvent.OutputItemDone(id, index, call));
    }

    /** The answer is whole; nothing happens when none runs. */
    public void complete(@Nullable Usage usage) {
        end(Response.Status.COMPLETED, null, null, usage);
    }

    /**
     * The answer was stopped; nothing happens when none runs.
     *
     * @param reason {@code turn_detected}, {@code client_cancelled}
     */
    public void cancelled(String reason, @Nullable Usage usage) {
        end(Response.Status.CANCELLED, reason, null, usage);
    }

    /**
     * The answer was cut off by a limit of the provider; nothing happens when none runs.
     *
     * @param reason {@code max_output_tokens}, {@code content_filter}, or the provider's word
     */
    public void incomplete(String reason, @Nullable Usage usage) {
        end(Response.Status.INCOMPLETE, reason, null, usage);
    }

    /** The answer failed; nothing happens when none runs. */
    public void failed(ProviderError error) {
        end(Response.Status.FAILED, null, error, null);
    }

    /** The first sign of speech brings its item. */
    private void speak() {
        begin();
        if (!speaks) {
            speaks = true;
            Item item = new Item.Message(itemId, Role.ASSISTANT, List.of(), ItemStatus.IN_PROGRESS);
            tell(new TransportEvent.OutputItemAdded(id0(), calls.size(), item));
            tell(new TransportEvent.ItemAdded(item, Placement.END));
        }
    }

    private void end(
            Response.Status status,
            @Nullable String reason,
            @Nullable ProviderError error,
            @Nullable Usage usage) {
        if (running == null) {
            return;
        }
        List<Item> output = new ArrayList<>(calls.size() + 1);
        if (speaks) {
            output.add(said(status == Response.Status.COMPLETED));
        }
        output.addAll(calls);
        Response done = new Response(id0(), status, reason, error, output, false, metadata, usage);
        running = null;
        speaks = false;
        words.setLength(0);
        written.setLength(0);
        calls.clear();
        tell(new TransportEvent.ResponseDone(done));
    }

    private Item said(boolean whole) {
        String id = id0();
        List<ContentPart> content = new ArrayList<>(2);
        if (!written.isEmpty()) {
            content.add(new ContentPart.OutputText(written.toString()));
            tell(new TransportEvent.TextDone(id, itemId, 0, written.toString()));
        } else {
            content.add(new ContentPart.OutputAudio(words.toString(), null, null));
            tell(new TransportEvent.AudioDone(id, itemId, 0));
            tell(new TransportEvent.TranscriptDone(id, itemId, 0, words.toString()));
        }
        Item item =
                new Item.Message(
                        itemId,
                        Role.ASSISTANT,
                        content,
                        whole ? ItemStatus.COMPLETED : ItemStatus.INCOMPLETE);
        tell(new TransportEvent.ItemDone(item, Placement.END));
        tell(new TransportEvent.OutputItemDone(id, 0, item));
        return item;
    }

    private Response response(
            Response.Status status, @Nullable String reason, @Nullable ProviderError error) {
        return new Response(id0(), status, reason, error, List.of(), false, metadata, null);
    }

    private String id0() {
        return Objects.requireNonNull(running, "no answer runs");
    }

    private void tell(TransportEvent event) {
        listener.onEvent(event);
    }
}
