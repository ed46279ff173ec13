package io.patchbay.runtime.internal.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Retention;
import io.patchbay.api.transport.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random events of a server beside a plain list of what they mean: the order is always the same,
 * and no word that was once there is ever lost.
 */
class ConversationModelTest {
    private static final Conversation.Watcher NOBODY =
            new Conversation.Watcher() {
                @Override
                public void added(Item item) {}

                @Override
                public void updated(Item item) {}

                @Override
                public void removed(String itemId) {}

                @Override
                public void forgotten(List<String> itemIds) {}
            };

    private final List<String> order = new ArrayList<>();
    private final Map<String, String> words = new HashMap<>();
    private final Conversation conversation = new Conversation(false, Retention.DEFAULT, NOBODY);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void order_and_words_never_regress(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 1_500; step++) {
            step(random, step);
            check(seed, step);
        }
        assertTrue(order.size() > 100, "something happened");
    }

    private void step(Random random, int step) {
        String known = order.isEmpty() ? null : order.get(random.nextInt(order.size()));
        switch (random.nextInt(9)) {
            case 0, 1 -> enter("i" + step, known, random);
            case 2 -> {
                if (known != null && isModels(known)) {
                    conversation.grow(known, 0, true, "x");
                    words.merge(known, "x", String::concat);
                }
            }
            case 3 -> {
                if (known != null && isModels(known)) {
                    // all of it, or an account that knows less
                    String all = words.getOrDefault(known, "");
                    String told =
                            random.nextBoolean() ? all + "!" : all.substring(all.length() / 2);
                    conversation.words(known, 0, true, told);
                    words.put(known, told.length() >= all.length() ? told : all);
                }
            }
            case 4 -> {
                if (known != null) {
                    conversation.put(
                            item(known, null, ItemStatus.COMPLETED)); // retrieved, wordless
                }
            }
            case 5 -> {
                if (known != null) {
                    conversation.put(item(known, "", ItemStatus.IN_PROGRESS), Placement.END);
                }
            }
            case 6 -> {
                if (known != null && !isModels(known)) {
                    String told = random.nextBoolean() ? "" : "said " + step;
                    conversation.transcript(known, 0, told);
                    if (!told.isEmpty()) {
                        words.put(known, told);
                    }
                }
            }
            case 7 -> {
                if (known != null && random.nextInt(3) == 0) {
                    conversation.remove(known);
                    order.remove(known);
                    words.remove(known);
                }
            }
            default -> {
                if (known != null && isModels(known)) {
                    conversation.truncated(known, 0, random.nextInt(1_000), 1_000);
                }
            }
        }
    }

    private void enter(String id, @Nullable String known, Random random) {
        String name = (random.nextBoolean() ? "model-" : "caller-") + id;
        Item item = item(name, null, ItemStatus.IN_PROGRESS);
        switch (random.nextInt(4)) {
            case 0 -> {
                conversation.put(item, Placement.END);
                order.add(name);
            }
            case 1 -> {
                conversation.put(item, Placement.FIRST);
                order.add(0, name);
            }
            default -> {
                conversation.put(item, known == null ? Placement.END : Placement.after(known));
                order.add(known == null ? order.size() : order.indexOf(known) + 1, name);
            }
        }
    }

    private static boolean isModels(String id) {
        return id.startsWith("model-");
    }

    private static Item item(String id, @Nullable String words, ItemStatus status) {
        return isModels(id)
                ? new Item.Message(
                        id,
                        Role.ASSISTANT,
                        List.of(new ContentPart.OutputAudio(words, null, null)),
                        status)
                : new Item.Message(
                        id, Role.USER, List.of(new ContentPart.InputAudio(words, null)), status);
    }

    private void check(long seed, int step) {
        List<Item> items = conversation.snapshot().items();
        String where = "seed " + seed + ", step " + step;
        assertEquals(order, items.stream().map(Item::id).toList(), where);
        long bytes = 0;
        for (int i = 0; i < items.size(); i++) {
            Item.Message message = (Item.Message) items.get(i);
            bytes += Parts.bytes(message);
            assertEquals(words.getOrDefault(message.id(), ""), message.text(), where);
            assertEquals(i, ((HistorySnapshot) conversation.snapshot()).position(message.id()));
        }
        assertEquals(bytes, conversation.bytes(), where);
    }
}
