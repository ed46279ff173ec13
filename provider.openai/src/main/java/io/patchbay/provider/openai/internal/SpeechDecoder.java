package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.dialect.Base64Blocks;
import io.patchbay.dialect.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * Turns the sound of an event into the connection's chunk and hands it over. Nothing is allocated
 * for a piece of usual size. A sample that two events share is kept together (RULES 29).
 */
final class SpeechDecoder {

    private final TransportListener listener;
    private final LineFormats formats;
    private final @Nullable AnswerCompletion completion;
    private final SpeechChunk chunk = new SpeechChunk();
    private final CachedId responseIds = new CachedId();
    private final CachedId itemIds = new CachedId();

    private @Nullable String heldItem;
    private byte held;
    private boolean holding;
    private boolean heard;

    /**
     * A decoder.
     *
     * @param completion knows whose sound it is that names no item; null where all of it does
     */
    SpeechDecoder(
            TransportListener listener,
            LineFormats formats,
            @Nullable AnswerCompletion completion) {
        this.listener = listener;
        this.formats = formats;
        this.completion = completion;
    }

    /** Whether the model has spoken on this line. */
    boolean heard() {
        return heard;
    }

    /**
     * Hands over the sound of an event.
     *
     * @return false when it is no plain base64, and nothing was done
     */
    boolean decode(FlatEvent event, byte[] message) {
        int length = event.length(FlatEvent.DELTA);
        String response = id(event, FlatEvent.RESPONSE_ID, responseIds, message);
        String item = id(event, FlatEvent.ITEM_ID, itemIds, message);
        if (completion != null) {
            item = completion.speaks(response, item);
            response = response == null ? completion.running() : response;
        }
        int kept = keptFor(item);
        byte[] sound = Scratch.sound(length / 4 * 3 + 1);
        int bytes = Base64Blocks.decode(message, event.start(FlatEvent.DELTA), length, sound, kept);
        if (bytes < 0) {
            return false;
        }
        deliver(sound, kept, bytes, response, item, event.contentIndex());
        return true;
    }

    private static @Nullable String id(FlatEvent event, int member, CachedId ids, byte[] message) {
        int start = event.start(member);
        return event.has(member) ? ids.of(message, start, start + event.length(member)) : null;
    }

    /** Hands over sound that was decoded elsewhere. */
    void take(
            byte[] bytes, @Nullable String responseId, @Nullable String itemId, int contentIndex) {
        int kept = keptFor(itemId);
        byte[] sound = Scratch.sound(bytes.length + 1);
        System.arraycopy(bytes, 0, sound, kept, bytes.length);
        deliver(sound, kept, bytes.length, responseId, itemId, contentIndex);
    }

    private int keptFor(@Nullable String item) {
        return holding && item != null && item.equals(heldItem) ? 1 : 0;
    }

    private void deliver(
            byte[] sound,
            int kept,
            int bytes,
            @Nullable String responseId,
            @Nullable String itemId,
            int contentIndex) {
        if (kept == 1) {
            sound[0] = held;
        }
        AudioFormat format = formats.output(responseId);
        int length = kept + bytes;
        holding = (length & 1) == 1 && format.encoding() == AudioFormat.Encoding.PCM16;
        if (holding) {
            held = sound[--length];
            heldItem = itemId;
        }
        if (length == 0) {
            return;
        }
        heard = true;
        chunk.fill(sound, length, format, responseId, itemId, contentIndex);
        try {
            listener.onAudio(chunk);
        } finally {
            chunk.close();
        }
    }
}
