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
 * answer at a time: at most one message, of one spoken and one written part in the order in which
 * they began, and any number of calls. One instance per connection, on the loop.
 *
 * <p>Whoever listens may end an answer from within a call: what comes later of that answer is not
 * told.
 */
public final class Answers {
    private static final int NOT_BEGUN = -1;

    private final TransportListener listener;
    private final AudioFormat format;
    private final String prefix;
    private final SpokenChunk chunk = new SpokenChunk();
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder written = new StringBuilder();
    private final List<Item> output = new ArrayList<>();
    private @Nullable String running;
    private Map<String, String> metadata = Map.of();
    private String itemId = "";
    private int messageIndex = NOT_BEGUN;
    private int spokenPart = NOT_BEGUN;
    private int writtenPart = NOT_BEGUN;
    private boolean heard;
    private long begun;
    private long called;

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

    /** Whether the answer that runs has words or sound. */
    public boolean speaks() {
        return messageIndex != NOT_BEGUN;
    }

    /** Whether anything was said or written on this line so far, by whatever answer. */
    public boolean heard() {
        return heard;
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
        tell(
                new TransportEvent.ResponseStarted(
                        response(id, Response.Status.IN_PROGRESS, null, null, List.of(), null)));
    }

    /** More of the words that are spoken. */
    public void words(String delta) {
        if (delta.isEmpty()) {
            return;
        }
        String id = speak();
        if (id != null) {
            words.append(delta);
            tell(new TransportEvent.TranscriptDelta(id, itemId, spoken(), delta));
        }
    }

    /** More words of an answer in writing. */
    public void text(String delta) {
        if (delta.isEmpty()) {
            return;
        }
        String id = speak();
        if (id != null) {
            if (writtenPart == NOT_BEGUN) {
                writtenPart = spokenPart + 1;
            }
            written.append(delta);
            tell(new TransportEvent.TextDelta(id, itemId, writtenPart, delta));
        }
    }

    /** Sound, valid during the call. */
    public void sound(ByteBuffer bytes) {
        sound(bytes, format);
    }

    /**
     * Sound that says itself how it is coded.
     *
     * @param bytes valid during the call
     * @param coding of this piece
     */
    public void sound(ByteBuffer bytes, AudioFormat coding) {
        if (!bytes.hasRemaining()) {
            return;
        }
        String id = speak();
        if (id != null) {
            chunk.show(bytes, coding, id, itemId, spoken());
            try {
                listener.onAudio(chunk);
            } finally {
                chunk.hide();
            }
        }
    }

    /** The model wants a tool called. */
    public void call(String callId, String name, String arguments) {
        begin();
        String id = running;
        if (id == null) {
            return;
        }
        Item call =
                new Item.FunctionCall(
                        prefix + "-call-" + ++called,
                        callId,
                        name,
                        arguments,
                        ItemStatus.COMPLETED);
        int index = output.size();
        output.add(call);
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

    /** The first sign of speech brings its item; null when whoever heard of it ended the answer. */
    private @Nullable String speak() {
        begin();
        String id = running;
        if (id != null && messageIndex == NOT_BEGUN) {
            heard = true;
            messageIndex = output.size();
            Item item = new Item.Message(itemId, Role.ASSISTANT, List.of(), ItemStatus.IN_PROGRESS);
            output.add(item);
            tell(new TransportEvent.OutputItemAdded(id, messageIndex, item));
            tell(new TransportEvent.ItemAdded(item, Placement.END));
        }
        return id != null && id.equals(running) ? id : null;
    }

    private int spoken() {
        if (spokenPart == NOT_BEGUN) {
            spokenPart = writtenPart + 1;
        }
        return spokenPart;
    }

    private void end(
            Response.Status status,
            @Nullable String reason,
            @Nullable ProviderError error,
            @Nullable Usage usage) {
        String id = running;
        if (id == null) {
            return;
        }
        running = null; // whoever hears of it by now may begin another
        List<TransportEvent> last = new ArrayList<>(5);
        if (messageIndex != NOT_BEGUN) {
            output.set(messageIndex, said(id, status == Response.Status.COMPLETED, last));
        }
        last.add(
                new TransportEvent.ResponseDone(
                        response(id, status, reason, error, output, usage)));
        messageIndex = NOT_BEGUN;
        spokenPart = NOT_BEGUN;
        writtenPart = NOT_BEGUN;
        words.setLength(0);
        written.setLength(0);
        output.clear();
        last.forEach(this::tell);
    }

    private Item said(String id, boolean whole, List<TransportEvent> last) {
        ContentPart[] content = new ContentPart[Math.max(spokenPart, writtenPart) + 1];
        if (spokenPart != NOT_BEGUN) {
            content[spokenPart] = new ContentPart.OutputAudio(words.toString(), null, null);
            last.add(new TransportEvent.AudioDone(id, itemId, spokenPart));
            last.add(new TransportEvent.TranscriptDone(id, itemId, spokenPart, words.toString()));
        }
        if (writtenPart != NOT_BEGUN) {
            content[writtenPart] = new ContentPart.OutputText(written.toString());
            last.add(new TransportEvent.TextDone(id, itemId, writtenPart, written.toString()));
        }
        Item item =
                new Item.Message(
                        itemId,
                        Role.ASSISTANT,
                        List.of(content),
                        whole ? ItemStatus.COMPLETED : ItemStatus.INCOMPLETE);
        last.add(new TransportEvent.ItemDone(item, Placement.END));
        last.add(new TransportEvent.OutputItemDone(id, messageIndex, item));
        return item;
    }

    private Response response(
            String id,
            Response.Status status,
            @Nullable String reason,
            @Nullable ProviderError error,
            List<Item> items,
            @Nullable Usage usage) {
        return new Response(id, status, reason, error, items, false, metadata, usage);
    }

    private void tell(TransportEvent event) {
        listener.onEvent(event);
    }
}
