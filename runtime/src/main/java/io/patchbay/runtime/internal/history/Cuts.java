package io.patchbay.runtime.internal.history;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were cut while their words still came: the words that come after the cut move the
 * share of them that was heard (RULES 19).
 */
final class Cuts {
    /** How many characters of speech a second holds, where nobody knows better. */
    private static final int CHARACTERS_PER_SECOND = 15;

    private @Nullable Map<String, Cut> open;

    private record Cut(int contentIndex, long heardMillis, long totalMillis) {}

    /** An answer was cut; its words may still come when it is in progress. */
    void cut(Item item, int contentIndex, long heardMillis, long totalMillis) {
        if (item.status() == ItemStatus.IN_PROGRESS) {
            Map<String, Cut> cuts = open == null ? new HashMap<>() : open;
            open = cuts;
            cuts.put(item.id(), new Cut(contentIndex, heardMillis, totalMillis));
        }
    }

    void forget(String itemId) {
        if (open != null) {
            open.remove(itemId);
        }
    }

    /** An item as it is told now, with the share of its words that was heard. */
    Item applied(Item item) {
        Map<String, Cut> cuts = open;
        Cut cut = cuts == null ? null : cuts.get(item.id());
        if (cuts == null || cut == null || !(item instanceof Item.Message message)) {
            return item;
        }
        if (item.status() != ItemStatus.IN_PROGRESS) {
            cuts.remove(item.id());
        }
        if (cut.contentIndex() >= message.content().size()
                || !(message.content().get(cut.contentIndex())
                        instanceof ContentPart.OutputAudio part)) {
            return item;
        }
        List<ContentPart> content = new ArrayList<>(message.content());
        content.set(cut.contentIndex(), heard(part, cut.heardMillis(), cut.totalMillis()));
        return new Item.Message(message.id(), message.role(), content, message.status());
    }

    /** A spoken part of which so much was heard; a total under 0 is not known. */
    static ContentPart.OutputAudio heard(
            ContentPart.OutputAudio part, long heardMillis, long totalMillis) {
        String words = part.transcript() == null ? "" : part.transcript();
        long total =
                totalMillis < 0 ? words.length() * 1_000L / CHARACTERS_PER_SECOND : totalMillis;
        return new ContentPart.OutputAudio(
                part.transcript(), part.audio(), prefix(words, heardMillis, total));
    }

    /** A spoken part of which less was heard than seemed before. */
    static ContentPart.OutputAudio less(
            ContentPart.OutputAudio part, HeardText before, long heardMillis) {
        return new ContentPart.OutputAudio(
                part.transcript(),
                part.audio(),
                prefix(before.text(), heardMillis, before.millis()));
    }

    private static HeardText prefix(String generated, long heardMillis, long totalMillis) {
        if (heardMillis >= totalMillis) {
            return new HeardText(generated, Math.max(0, totalMillis), true);
        }
        int end = (int) (generated.length() * heardMillis / totalMillis);
        // a character outside the basic plane is not torn apart
        if (end > 0 && Character.isHighSurrogate(generated.charAt(end - 1))) {
            end--;
        }
        return new HeardText(generated.substring(0, end), heardMillis, true);
    }
}
