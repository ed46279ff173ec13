package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.transport.Command;
import io.patchbay.runtime.internal.history.Conversation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the sound of the answer that runs, in sessions that keep sound, and gives it to its
 * item. On the loop.
 */
final class KeptSound {
    private final boolean on;
    private byte[] bytes = new byte[0];
    private int size;
    private @Nullable String itemId;
    private int contentIndex;
    private @Nullable AudioFormat format;

    KeptSound(boolean on) {
        this.on = on;
    }

    void add(AudioChunk chunk, Conversation conversation) {
        String item = chunk.itemId();
        if (!on || item == null) {
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

    /**
     * The caller's sound of a turn is at the provider; in sessions that keep sound it is wanted.
     */
    void wanted(Item item, Outgoing outgoing) {
        if (on
                && item instanceof Item.Message message
                && message.role() == Role.USER
                && message.content().stream().anyMatch(KeptSound::isSilent)) {
            outgoing.correct(Command.RetrieveItem.of(item.id()));
        }
    }

    private static boolean isSilent(ContentPart part) {
        return part instanceof ContentPart.InputAudio spoken && spoken.audio() == null;
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
