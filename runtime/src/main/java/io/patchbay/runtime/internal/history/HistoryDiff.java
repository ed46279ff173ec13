package io.patchbay.runtime.internal.history;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done to a conversation so that it says what an application wants: deletions, then
 * creations, each with its place. Items that the application has not seen stay untouched. A pure
 * function of two lists, for any thread.
 *
 * @param deletes ids of items to take out
 * @param creates items to put in, in order
 * @param skipped what is left out because only a provider can make it, for people
 */
public record HistoryDiff(List<String> deletes, List<Create> creates, List<String> skipped) {

    /**
     * An item to put in.
     *
     * @param item with an id
     * @param before the ids of the items that shall precede it, nearest last; the nearest that
     *     exists is its predecessor
     */
    public record Create(Item item, List<String> before) {}

    /**
     * Compares.
     *
     * @param base what the application has seen
     * @param wanted what it wants
     * @param names names items that have none
     * @throws IllegalArgumentException when it wants what no conversation can have; the message
     *     names every such item and what to do, and nothing is done
     */
    public static HistoryDiff between(History base, List<Item> wanted, Supplier<String> names) {
        return new Comparison(base).compare(wanted, names);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return deletes.isEmpty() && creates.isEmpty();
    }

    private static final class Comparison {
        private final History base;
        private final List<String> problems = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();

        Comparison(History base) {
            this.base = base;
        }

        HistoryDiff compare(List<Item> wanted, Supplier<String> names) {
            List<Item> named = named(wanted, names);
            Set<String> kept = new HashSet<>();
            named.forEach(item -> kept.add(item.id()));
            List<String> deletes = new ArrayList<>();
            for (Item item : base.items()) {
                if (!kept.contains(item.id())) {
                    deletes.add(item.id());
                }
            }
            Set<String> still = staying(named);
            List<Item> created = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            List<String> before = new ArrayList<>(named.size());
            for (Item item : named) {
                Item known = base.item(item.id()).orElse(null);
                boolean changed = known != null && !known.equals(item);
                if (known == null || changed || !still.contains(item.id())) {
                    if (!creatable(item, known)) {
                        continue;
                    }
                    if (known != null) {
                        deletes.add(item.id());
                    }
                    created.add(item);
                    places.add(before.size());
                }
                before.add(item.id());
            }
            pairs(named);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(
                        "items: the history was not changed: " + String.join("; ", problems));
            }
            List<Create> creates = new ArrayList<>();
            for (int i = 0; i < created.size(); i++) {
                creates.add(new Create(created.get(i), before.subList(0, places.get(i))));
            }
            return new HistoryDiff(deletes, creates, skipped);
        }

        private List<Item> named(List<Item> wanted, Supplier<String> names) {
            List<Item> named = new ArrayList<>(wanted.size());
            Set<String> seen = new HashSet<>();
            for (Item item : wanted) {
                Item with = item.id().isEmpty() ? item.withId(names.get()) : item;
                if (!seen.add(with.id())) {
                    problems.add("the id " + with.id() + " is there twice; give each its own");
                }
                named.add(with);
            }
            return named;
        }

        /** The known items that need not move: the heaviest run of them that keeps its order. */
        private Set<String> staying(List<Item> named) {
            Map<String, Integer> places = new HashMap<>();
            for (Item item : base.items()) {
                places.put(item.id(), places.size());
            }
            List<Item> known = new ArrayList<>(named);
            known.removeIf(item -> !places.containsKey(item.id()));
            Set<String> staying = new HashSet<>();
            if (inOrder(known, places)) {
                known.forEach(item -> staying.add(item.id()));
                return staying;
            }
            int count = known.size();
            long[] weight = new long[count];
            int[] previous = new int[count];
            int best = -1;
            for (int i = 0; i < count; i++) {
                previous[i] = -1;
                for (int j = 0; j < i; j++) {
                    if (place(known, places, j) < place(known, places, i)
                            && weight[j] > weight[i]) {
                        weight[i] = weight[j];
                        previous[i] = j;
                    }
                }
                // rather move ten that can be made again than one that cannot
                weight[i] += objection(known.get(i)) == null ? 1 : count + 1;
                best = best < 0 || weight[i] > weight[best] ? i : best;
            }
            for (int i = best; i >= 0; i = previous[i]) {
                staying.add(known.get(i).id());
            }
            return staying;
        }

        private static boolean inOrder(List<Item> known, Map<String, Integer> places) {
            for (int i = 1; i < known.size(); i++) {
                if (place(known, places, i) < place(known, places, i - 1)) {
                    return false;
                }
            }
            return true;
        }

        private static int place(List<Item> known, Map<String, Integer> places, int index) {
            return places.getOrDefault(known.get(index).id(), -1);
        }

        private boolean creatable(Item item, @Nullable Item known) {
            String objection = objection(item);
            if (known != null && known.status() == ItemStatus.IN_PROGRESS) {
                objection = "is still being made; change it when it is whole";
            }
            if (objection == null) {
                return true;
            }
            if (known == null && madeByProvider(item)) {
                skipped.add(item.id() + " " + objection);
                return false;
            }
            problems.add(item.id() + " " + objection);
            return false;
        }

        /** A call and its output come and go together. */
        private void pairs(List<Item> named) {
            Set<String> calls = new HashSet<>();
            for (Item item : named) {
                if (item instanceof Item.FunctionCall call) {
                    calls.add(call.callId());
                } else if (item instanceof Item.FunctionCallOutput output
                        && !calls.contains(output.callId())
                        && (base.item(output.id()).isEmpty() || called(output.callId()))) {
                    problems.add(
                            output.id()
                                    + " is the output of the call "
                                    + output.callId()
                                    + ", which does not come before it; keep both or none");
                }
            }
        }

        private boolean called(String callId) {
            for (Item item : base.items()) {
                if (item instanceof Item.FunctionCall call && call.callId().equals(callId)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean madeByProvider(Item item) {
        return item instanceof Item.McpCall
                || item instanceof Item.McpListTools
                || item instanceof Item.McpApprovalRequest
                || item instanceof Item.McpApprovalResponse;
    }

    /** Why an item cannot be put into a conversation, or null. */
    static @Nullable String objection(Item item) {
        if (madeByProvider(item)) {
            return "belongs to an MCP server's tools, which only the provider can put into a"
                    + " conversation";
        }
        if (!(item instanceof Item.Message message)) {
            return null;
        }
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.OutputAudio) {
                return "holds the model's speech, which cannot be put into a conversation;"
                        + " put in its words (Item.Message.inWriting())";
            }
            if (part instanceof ContentPart.InputAudio sound
                    && sound.audio() == null
                    && (sound.transcript() == null || sound.transcript().isEmpty())) {
                return "holds the caller's speech, of which neither sound nor words are known;"
                        + " leave it out, or open the session with storeAudio(true)";
            }
            if (part instanceof ContentPart.InputImage && message.role() != Role.USER) {
                return "holds a picture, which only a message of the caller can";
            }
        }
        return message.content().isEmpty() ? "is empty; leave it out" : null;
    }
}
