package io.patchbay.runtime.internal.history;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of messages: made longer, made silent, weighed. */
final class Parts {
    /** An item with its places in list and index, and a part of it. */
    private static final long ITEM_BYTES = 256;

    private static final long PART_BYTES = 64;

    private Parts() {}

    /** A part with more words, as part of what was spoken where nothing is known of it. */
    static ContentPart grown(@Nullable ContentPart old, boolean spoken, String delta) {
        if (old instanceof ContentPart.InputAudio p) {
            return new ContentPart.InputAudio(text(p.transcript()) + delta, p.audio());
        }
        if (old instanceof ContentPart.OutputAudio p) {
            return new ContentPart.OutputAudio(text(p.transcript()) + delta, p.audio(), p.heard());
        }
        String words = old == null ? delta : Merging.words(old) + delta;
        return spoken
                ? new ContentPart.OutputAudio(words, null, null)
                : new ContentPart.OutputText(words);
    }

    static void set(List<ContentPart> content, int index, ContentPart part) {
        while (content.size() <= index) {
            content.add(new ContentPart.OutputText(""));
        }
        content.set(index, part);
    }

    /** An item without its sound. */
    static Item silent(Item item) {
        if (!(item instanceof Item.Message message)
                || message.content().stream().noneMatch(part -> sound(part) != null)) {
            return item;
        }
        List<ContentPart> content = new ArrayList<>(message.content().size());
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.InputAudio p) {
                content.add(new ContentPart.InputAudio(p.transcript(), null));
            } else if (part instanceof ContentPart.OutputAudio p) {
                content.add(new ContentPart.OutputAudio(p.transcript(), null, p.heard()));
            } else {
                content.add(part);
            }
        }
        return new Item.Message(message.id(), message.role(), content, message.status());
    }

    private static @Nullable AudioClip sound(ContentPart part) {
        return part instanceof ContentPart.InputAudio in
                ? in.audio()
                : part instanceof ContentPart.OutputAudio out ? out.audio() : null;
    }

    /** About how many bytes an item holds, two for each character. */
    static long bytes(Item item) {
        if (item instanceof Item.Message message) {
            long bytes = ITEM_BYTES;
            for (ContentPart part : message.content()) {
                bytes += PART_BYTES + bytes(part);
            }
            return bytes;
        }
        if (item instanceof Item.FunctionCall call) {
            return ITEM_BYTES + 2L * call.arguments().length();
        }
        if (item instanceof Item.FunctionCallOutput output) {
            return ITEM_BYTES + 2L * output.output().length();
        }
        if (item instanceof Item.McpCall call) {
            return ITEM_BYTES + 2L * (call.arguments().length() + text(call.output()).length());
        }
        if (item instanceof Item.McpListTools list) {
            return ITEM_BYTES + 2L * list.toolsJson().length();
        }
        return item instanceof Item.Extension other
                ? ITEM_BYTES + 2L * other.json().length()
                : ITEM_BYTES;
    }

    private static long bytes(ContentPart part) {
        if (part instanceof ContentPart.InputImage image) {
            return 2L * image.url().length();
        }
        if (part instanceof ContentPart.Extension other) {
            return 2L * other.json().length();
        }
        AudioClip clip = sound(part);
        return 2L * Merging.words(part).length() + (clip == null ? 0 : clip.size());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
