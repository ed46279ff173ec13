package io.patchbay.runtime.internal.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.history.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemListTest {
    private static Item item(int number) {
        return new Item.FunctionCallOutput("i" + number, "c" + number, "o");
    }

    @Test
    void any_length_reads_back_and_older_lists_stay_as_they_were() {
        List<Item> expected = new ArrayList<>();
        ItemList list = ItemList.EMPTY;
        List<ItemList> older = new ArrayList<>();
        for (int i = 0; i < 34_000; i++) {
            if (i % 1_000 == 0 || i > 1_020 && i < 1_090) {
                older.add(list);
            }
            list = list.append(item(i));
            expected.add(item(i));
        }
        assertEquals(expected, list);
        for (ItemList before : older) {
            assertEquals(expected.subList(0, before.size()), before);
        }
    }

    @Test
    void random_changes_agree_with_a_plain_list() {
        for (long seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            List<Item> plain = new ArrayList<>();
            HistorySnapshot history = HistorySnapshot.EMPTY;
            for (int step = 0; step < 1_500; step++) {
                int kind = random.nextInt(10);
                if (kind < 6 || plain.isEmpty()) {
                    plain.add(item(step));
                    history = history.append(item(step));
                } else if (kind == 6) {
                    int at = random.nextInt(plain.size() + 1);
                    plain.add(at, item(step));
                    history = history.insert(at, item(step));
                } else if (kind == 7) {
                    int at = random.nextInt(plain.size());
                    plain.remove(at);
                    history = history.remove(at);
                } else {
                    int at = random.nextInt(plain.size());
                    Item same =
                            new Item.FunctionCallOutput(
                                    plain.get(at).id(),
                                    ((Item.FunctionCallOutput) plain.get(at)).callId(),
                                    "changed " + step);
                    plain.set(at, same);
                    history = history.replace(at, same);
                }
            }
            assertEquals(plain, history.items());
            for (Item item : plain) {
                Item.FunctionCallOutput output = (Item.FunctionCallOutput) item;
                assertEquals(item, history.item(item.id()).orElseThrow());
                assertEquals(output, history.output(output.callId()).orElseThrow());
            }
            assertEquals(true, history.item("nobody").isEmpty());
        }
    }

    @Test
    void names_with_equal_hashes_are_told_apart() {
        Index index = Index.EMPTY.with("Aa", 1).with("BB", 2).with("AaAa", 3).with("BBBB", 4);
        assertEquals(1, index.get("Aa"));
        assertEquals(2, index.get("BB"));
        assertEquals(3, index.get("AaAa"));
        assertEquals(4, index.get("BBBB"));
        Index less = index.without("Aa").without("BBBB");
        assertEquals(-1, less.get("Aa"));
        assertEquals(2, less.get("BB"));
        assertEquals(-1, less.get("BBBB"));
        assertEquals(1, index.get("Aa"));
    }

    @Test
    void a_position_outside_is_refused() {
        ItemList one = ItemList.EMPTY.append(item(1));
        assertThrows(IndexOutOfBoundsException.class, () -> one.get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> one.with(1, item(2)));
    }
}
