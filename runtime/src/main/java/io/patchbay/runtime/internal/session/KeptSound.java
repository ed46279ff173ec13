package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.runtime.internal.history.Conversation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Knows how long the last answers sound, and collects the sound of the one that runs in sessions
 * that keep sound. Nothing is allocated per frame but where sound is kept. On the loop.
 */
final class KeptSound {
    private static final int REMEMBERED = 8;

    private final boolean on;
    private final ArrayDeque<Length> lengths = new ArrayDeque<>(2);
    private byte[] bytes = new byte[0];
    private int size;
    private @Nullable String itemId;
    private int contentIndex;
    private @Nullable AudioFormat format;

    KeptSound(boolean on) {
        this.on = on;
    }

    /** How much sound a part has by now. */
    private static final class Length {
        final String itemId;
        final int contentIndex;
        long micros;

        Length(String itemId, int contentIndex) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }

        boolean is(String item, int index) {
            return contentIndex == index && itemId.equals(item);
        }
    }

    /** Milliseconds of sound that one of the last answers has so far; -1 when it is not known. */
    long millis(String itemId, int contentIndex) {
        for (Length length : lengths) {
            if (length.is(itemId, contentIndex)) {
                return length.micros / 1_000;
            }
        }
        return -1;
    }

    private void measure(String item, AudioChunk chunk) {
        Length last = lengths.peekLast();
        if (last == null || !last.is(item, chunk.contentIndex())) {
            if (lengths.size() == REMEMBERED) {
                lengths.pollFirst();
            }
            last = new Length(item, chunk.contentIndex());
            lengths.addLast(last);
        }
        last.micros += chunk.micros();
    }

    void add(AudioChunk chunk, Conversation conversation) {
        String item = chunk.itemId();
        if (item == null) {
            return;
        }
        measure(item, chunk);
        if (!on) {
            return;
        }
        if (!item.equals(itemId)
                || contentIndex != chunk.contentIndex()
                || !chunk.format().equals(format)) {
            flush(conversation);
            itemId = item;
            contentIndex = chunk.contentIndex();
            format = chunk.format();
        }
        ByteBuffer sound = chunk.bytes();
        int length = sound.remaining();
        if (size + length > bytes.length) {
            bytes = java.util.Arrays.copyOf(bytes, Math.max(size + length, bytes.length * 2));
        }
        sound.get(bytes, size, length);
        size += length;
    }

    /** The sound goes to its item. */
    void flush(Conversation conversation) {
        String item = itemId;
        AudioFormat coded = format;
        if (item != null && coded != null) {
            conversation.sound(
                    item, contentIndex, AudioClip.of(coded, ByteBuffer.wrap(bytes, 0, size)));
        }
        itemId = null;
        size = 0;
        bytes = new byte[0];
    }
}
