package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a history a new line can be told, and in which form (RULES 22): messages and function
 * calls with their outputs, the newest that there is room for.
 *
 * @param items what is sent, in order, under the ids that they have
 * @param dropped what there is no room for, the oldest first
 * @param lost what the new line will not know, or in another form
 */
record ReplayPlan(List<Item> items, List<Item> dropped, List<String> lost) {

    /** Plans a replay of items one by one, and then counts what was degraded. */
    private static final class Planner {
        final List<Item> items = new ArrayList<>();
        final List<String> lost = new ArrayList<>();
        final @Nullable Function<String, @Nullable AudioClip> sound;
        int transcripts;
        int spoken;

        Planner(@Nullable Function<String, @Nullable AudioClip> sound) {
            this.sound = sound;
        }

        void add(Item item) {
            if (item instanceof Item.Message message) {
                message(message);
            } else if (item instanceof Item.FunctionCall
                    || item instanceof Item.FunctionCallOutput) {
                items.add(item);
            } else if (!(item instanceof Item.McpListTools)) {
                // the tools of an MCP server are listed again by themselves
                lost.add(
                        item.id()
                                + ": a provider's own item ("
                                + item.getClass().getSimpleName()
                                + ") cannot be put into a conversation");
            }
        }

        private void message(Item.Message message) {
            List<ContentPart> content = new ArrayList<>(message.content().size());
            for (ContentPart part : message.content()) {
                ContentPart told = part(message, part);
                if (told != null) {
                    content.add(told);
                }
            }
            if (!content.isEmpty()) {
                items.add(
                        new Item.Message(message.id(), message.role(), content, message.status()));
            }
        }

        private @Nullable ContentPart part(Item.Message message, ContentPart part) {
            if (part instanceof ContentPart.OutputAudio audio) {
                String words = audio.heard() == null ? audio.transcript() : audio.heard().text();
                if (words == null || words.isEmpty()) {
                    if (audio.heard() == null) {
                        lost.add(message.id() + ": an answer of which no words are known");
                    }
                    return null;
                }
                spoken++;
                return new ContentPart.OutputText(words);
            }
            if (part instanceof ContentPart.InputAudio audio) {
                return callersSound(message, audio);
            }
            if (part instanceof ContentPart.Extension extension) {
                lost.add(
                        message.id()
                                + ": a part of the kind "
                                + extension.type()
                                + " cannot be put into a conversation");
                return null;
            }
            return part instanceof ContentPart.OutputText text && text.text().isEmpty()
                    ? null
                    : part;
        }

        private @Nullable ContentPart callersSound(
                Item.Message message, ContentPart.InputAudio audio) {
            if (audio.transcript() != null && !audio.transcript().isEmpty()) {
                transcripts++;
                return new ContentPart.InputText(audio.transcript());
            }
            AudioClip clip = sound == null ? null : audio.audio();
            if (sound != null && clip == null) {
                clip = sound.apply(message.id());
            }
            if (clip != null && message.role() == Role.USER) {
                return new ContentPart.InputAudio(null, clip);
            }
            lost.add(
                    message.id()
                            + (sound == null
                                    ? ": what the caller said is not transcribed"
                                    : ": what the caller said is neither transcribed nor"
                                            + " stored"));
            return null;
        }
    }

    /** An item as a line is told of it; null when there is nothing to be told. */
    static @Nullable Item written(Item item) {
        Planner planner = new Planner(id -> null);
        planner.add(item);
        return planner.items.isEmpty() ? null : planner.items.get(0);
    }

    /**
     * Plans.
     *
     * @param history all items, in order
     * @param reserved tokens that the configuration takes of the model's memory
     * @param sound what is still there of the sound of an item; null where a line takes none
     */
    static ReplayPlan of(
            List<Item> history,
            ProviderCapabilities capabilities,
            int reserved,
            @Nullable Function<String, @Nullable AudioClip> sound) {
        if (!capabilities.has(Feature.HISTORY_EDITS) && !capabilities.has(Feature.HISTORY_SEED)) {
            return new ReplayPlan(
                    List.of(),
                    List.of(),
                    history.isEmpty()
                            ? List.of()
                            : List.of(
                                    "the provider takes no history: all "
                                            + history.size()
                                            + " items"));
        }
        Planner planner = new Planner(sound);
        history.forEach(planner::add);
        List<String> lost = planner.lost;
        List<Item> fitting = new ArrayList<>(planner.items.size());
        for (Item item : planner.items) {
            if (ItemSize.bytes(item) > capabilities.limits().messageBytes()) {
                lost.add(item.id() + ": larger than the provider takes in one message");
            } else {
                fitting.add(item);
            }
        }
        int from = first(fitting, capabilities.limits().contextTokens(), reserved);
        List<Item> sent = whole(fitting.subList(from, fitting.size()), lost);
        if (planner.transcripts > 0) {
            lost.add(planner.transcripts + " spoken messages of the caller as their transcripts");
        }
        if (planner.spoken > 0) {
            lost.add(planner.spoken + " spoken answers as text");
        }
        return new ReplayPlan(sent, List.copyOf(fitting.subList(0, from)), lost);
    }

    /** The first item of the newest that fit into the model's memory, a fifth of it left free. */
    private static int first(List<Item> items, int contextTokens, int reserved) {
        if (contextTokens <= 0) {
            return 0;
        }
        long room = contextTokens * 4L / 5 - reserved;
        int from = items.size();
        while (from > 0) {
            room -= ItemSize.tokens(items.get(from - 1));
            if (room < 0) {
                break;
            }
            from--;
        }
        return from;
    }

    /** Without outputs whose call is not there. */
    private static List<Item> whole(List<Item> items, List<String> lost) {
        Set<String> calls = new HashSet<>();
        List<Item> whole = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item instanceof Item.FunctionCall call) {
                calls.add(call.callId());
            } else if (item instanceof Item.FunctionCallOutput output
                    && !calls.contains(output.callId())) {
                lost.add(output.id() + ": an output without its call " + output.callId());
                continue;
            }
            whole.add(item);
        }
        return whole;
    }
}
