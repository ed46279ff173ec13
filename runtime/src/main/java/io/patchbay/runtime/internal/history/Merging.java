package io.patchbay.runtime.internal.history;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a later account of an item is laid over an earlier one: null and empty never overwrite, the
 * model's words never shrink, an item that is whole does not become unfinished (RULES 19).
 */
final class Merging {
    private Merging() {}

    static Item merge(Item known, Item told) {
        if (known instanceof Item.Message before && told instanceof Item.Message now) {
            return new Item.Message(
                    before.id(),
                    now.role(),
                    parts(before.content(), now.content(), now.role()),
                    status(before.status(), now.status()));
        }
        if (known instanceof Item.FunctionCall before && told instanceof Item.FunctionCall now) {
            return new Item.FunctionCall(
                    before.id(),
                    fuller(before.callId(), now.callId()),
                    fuller(before.name(), now.name()),
                    fuller(before.arguments(), now.arguments()),
                    status(before.status(), now.status()));
        }
        if (known instanceof Item.McpListTools before
                && told instanceof Item.McpListTools now
                && (now.toolsJson().isEmpty() || now.toolsJson().equals("[]"))) {
            return before;
        }
        return told;
    }

    static ItemStatus status(ItemStatus before, ItemStatus now) {
        return now == ItemStatus.IN_PROGRESS ? before : now;
    }

    private static List<ContentPart> parts(
            List<ContentPart> before, List<ContentPart> now, Role role) {
        int count = Math.max(before.size(), now.size());
        List<ContentPart> merged = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            merged.add(
                    i >= now.size()
                            ? before.get(i)
                            : i >= before.size()
                                    ? now.get(i)
                                    : part(before.get(i), now.get(i), role));
        }
        return merged;
    }

    private static ContentPart part(ContentPart before, ContentPart now, Role role) {
        if (before instanceof ContentPart.OutputAudio old
                && now instanceof ContentPart.OutputAudio fresh) {
            return new ContentPart.OutputAudio(
                    longer(old.transcript(), fresh.transcript()),
                    audio(old.audio(), fresh.audio()),
                    fresh.heard() == null ? old.heard() : fresh.heard());
        }
        if (before instanceof ContentPart.InputAudio old
                && now instanceof ContentPart.InputAudio fresh) {
            String transcript = fresh.transcript();
            return new ContentPart.InputAudio(
                    transcript == null || transcript.isEmpty() ? old.transcript() : transcript,
                    audio(old.audio(), fresh.audio()));
        }
        if (before instanceof ContentPart.OutputText old
                && now instanceof ContentPart.OutputText fresh) {
            return fresh.text().length() >= old.text().length() ? fresh : old;
        }
        if (before instanceof ContentPart.InputText && now instanceof ContentPart.InputText fresh) {
            return fresh.text().isEmpty() ? before : fresh;
        }
        // the provider may announce a part in one kind and finish it in another
        boolean lost = role == Role.ASSISTANT && words(now).length() < words(before).length();
        return lost ? before : now;
    }

    static String words(ContentPart part) {
        String words =
                part instanceof ContentPart.OutputAudio p
                        ? p.transcript()
                        : part instanceof ContentPart.OutputText p
                                ? p.text()
                                : part instanceof ContentPart.InputAudio p
                                        ? p.transcript()
                                        : part instanceof ContentPart.InputText p ? p.text() : null;
        return words == null ? "" : words;
    }

    private static @Nullable String longer(@Nullable String before, @Nullable String now) {
        return now == null || before != null && before.length() > now.length() ? before : now;
    }

    private static String fuller(String before, String now) {
        return now.isEmpty() ? before : now;
    }

    private static @Nullable AudioClip audio(@Nullable AudioClip before, @Nullable AudioClip now) {
        return now == null ? before : now;
    }
}
