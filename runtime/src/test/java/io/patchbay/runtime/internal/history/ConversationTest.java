package io.patchbay.runtime.internal.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Retention;
import io.patchbay.api.transport.Placement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final List<String> told = new ArrayList<>();
    private final Conversation conversation = conversation(false);

    private Conversation conversation(boolean storeAudio) {
        return conversation(storeAudio, Retention.DEFAULT);
    }

    private Conversation conversation(boolean storeAudio, Retention retention) {
        return new Conversation(
                storeAudio,
                retention,
                new Conversation.Watcher() {
                    @Override
                    public void added(Item item) {
                        told.add("+" + item.id());
                    }

                    @Override
                    public void updated(Item item) {
                        told.add("~" + item.id());
                    }

                    @Override
                    public void removed(String itemId) {
                        told.add("-" + itemId);
                    }

                    @Override
                    public void forgotten(List<String> itemIds) {
                        told.add("forgotten " + itemIds);
                    }
                });
    }

    private static Item spoken(String id, @Nullable String transcript, ItemStatus status) {
        return new Item.Message(
                id,
                Role.ASSISTANT,
                List.of(new ContentPart.OutputAudio(transcript, null, null)),
                status);
    }

    private static Item question(String id, @Nullable String transcript) {
        return new Item.Message(
                id,
                Role.USER,
                List.of(new ContentPart.InputAudio(transcript, null)),
                ItemStatus.COMPLETED);
    }

    private String text(String id) {
        return ((Item.Message) conversation.item(id).orElseThrow()).text();
    }

    private List<String> order() {
        return conversation.snapshot().items().stream().map(Item::id).toList();
    }

    @Test
    void items_stand_where_the_conversation_has_them() {
        conversation.put(question("q1", null), Placement.FIRST);
        conversation.put(spoken("a1", "x", ItemStatus.COMPLETED), Placement.after("q1"));
        conversation.put(question("q2", null), Placement.END);
        conversation.put(question("between", null), Placement.after("a1"));
        conversation.put(question("first", null), Placement.FIRST);
        conversation.put(question("lost", null), Placement.after("nobody"));
        assertEquals(List.of("first", "q1", "a1", "between", "q2", "lost"), order());
    }

    @Test
    void a_question_stands_before_its_answer_although_its_words_come_later() {
        conversation.committed("q", Placement.FIRST);
        conversation.put(spoken("a", "yes", ItemStatus.IN_PROGRESS), Placement.after("q"));
        conversation.put(question("q", null), Placement.FIRST);
        conversation.transcript("q", 0, "Is it?");
        assertEquals(List.of("q", "a"), order());
        assertEquals("Is it?", text("q"));
        assertEquals(List.of("+q", "+a", "~q", "~q"), told);
    }

    @Test
    void neither_null_nor_empty_overwrites_words() {
        conversation.put(question("q", null), Placement.FIRST);
        conversation.transcript("q", 0, "words");
        conversation.put(question("q", null));
        conversation.put(question("q", ""));
        conversation.transcript("q", 0, "");
        assertEquals("words", text("q"));
    }

    @Test
    void the_models_words_never_shrink() {
        conversation.put(spoken("a", null, ItemStatus.IN_PROGRESS), Placement.FIRST);
        conversation.grow("a", 0, true, "all of ");
        conversation.grow("a", 0, true, "it");
        conversation.put(spoken("a", "all of", ItemStatus.INCOMPLETE));
        assertEquals("all of it", text("a"));
        assertEquals(ItemStatus.INCOMPLETE, conversation.item("a").orElseThrow().status());
        conversation.put(spoken("a", null, ItemStatus.IN_PROGRESS));
        assertEquals(ItemStatus.INCOMPLETE, conversation.item("a").orElseThrow().status());
    }

    @Test
    void an_interrupted_item_says_what_was_heard_and_keeps_what_was_generated() {
        conversation.put(spoken("a", "0123456789", ItemStatus.IN_PROGRESS), Placement.FIRST);
        conversation.heard("a", 0, 300, 1_000);
        conversation.put(spoken("a", "0123456789ab", ItemStatus.INCOMPLETE));
        ContentPart.OutputAudio part =
                (ContentPart.OutputAudio)
                        ((Item.Message) conversation.item("a").orElseThrow()).content().get(0);
        assertEquals(new HeardText("012", 300, true), part.heard());
        assertEquals("0123456789ab", part.transcript());
    }

    @Test
    void images_and_unknown_kinds_are_kept() {
        Item image = Item.Message.image("data:image/png;base64,AAAA").withId("img");
        Item odd = new Item.Extension("x", "hologram", "{\"type\":\"hologram\"}");
        conversation.put(image, Placement.FIRST);
        conversation.put(odd);
        assertEquals(List.of(image, odd), conversation.snapshot().items());
    }

    @Test
    void sound_is_kept_only_when_asked_for() {
        AudioClip clip = AudioClip.of(AudioFormat.PCM16_24K, new byte[960]);
        Item loud =
                new Item.Message(
                        "a",
                        Role.ASSISTANT,
                        List.of(new ContentPart.OutputAudio("hi", clip, null)),
                        ItemStatus.COMPLETED);
        conversation.put(loud);
        assertNull(sound(conversation));
        Conversation keeping = conversation(true);
        keeping.put(spoken("a", "hi", ItemStatus.IN_PROGRESS));
        keeping.sound("a", 0, clip);
        keeping.put(spoken("a", "hi", ItemStatus.COMPLETED));
        assertNotNull(sound(keeping));
    }

    private static @Nullable AudioClip sound(Conversation conversation) {
        Item.Message message = (Item.Message) conversation.item("a").orElseThrow();
        return ((ContentPart.OutputAudio) message.content().get(0)).audio();
    }

    @Test
    void a_snapshot_stays_as_it_was() {
        conversation.put(question("q", null), Placement.FIRST);
        History before = conversation.snapshot();
        conversation.transcript("q", 0, "words");
        conversation.put(spoken("a", "x", ItemStatus.COMPLETED));
        conversation.remove("q");
        assertEquals(1, before.size());
        assertEquals("", ((Item.Message) before.items().get(0)).text());
        assertEquals(List.of("a"), order());
        assertTrue(told.contains("-q"));
    }

    @Test
    void an_account_that_says_nothing_new_is_no_news() {
        conversation.put(spoken("a", "x", ItemStatus.COMPLETED));
        conversation.put(spoken("a", "x", ItemStatus.COMPLETED));
        assertEquals(List.of("+a"), told);
    }

    @Test
    void an_output_is_found_by_its_call() {
        conversation.put(new Item.FunctionCallOutput("o", "call", "42"));
        assertEquals("42", conversation.snapshot().output("call").orElseThrow().output());
        conversation.remove("o");
        assertTrue(conversation.snapshot().output("call").isEmpty());
    }

    @Test
    void a_part_at_an_impossible_place_costs_no_memory() {
        Conversation conversation = conversation(true);
        conversation.put(spoken("a", "hello", ItemStatus.IN_PROGRESS));
        conversation.put(question("q", "what"));
        conversation.grow("a", 100_000, true, " there");
        conversation.words("a", 100_000, true, "hello there");
        conversation.transcript("q", 100_000, "what else");
        conversation.heard("a", 100_000, 10, 20);
        for (String id : List.of("a", "q")) {
            Item.Message message = (Item.Message) conversation.item(id).orElseThrow();
            assertEquals(1, message.content().size());
        }
    }

    @Test
    void an_item_whose_predecessor_is_not_known_yet_moves_when_it_appears() {
        conversation.put(question("a", "A"), Placement.FIRST);
        conversation.put(question("c", "C"), Placement.after("b"));
        conversation.put(question("d", "D"), Placement.after("c"));
        conversation.put(question("z", "Z"), Placement.END);
        assertEquals(List.of("a", "c", "d", "z"), order());
        conversation.put(question("b", "B"), Placement.after("a"));
        assertEquals(List.of("a", "b", "c", "d", "z"), order());
        assertEquals(List.of("+a", "+c", "+d", "+z", "+b", "~c", "~d"), told);
    }

    @Test
    void of_two_items_after_the_same_one_the_later_stands_nearer() {
        conversation.put(question("a", "A"), Placement.FIRST);
        conversation.put(question("x", "X"), Placement.after("a"));
        conversation.put(question("y", "Y"), Placement.after("a"));
        assertEquals(List.of("a", "y", "x"), order());
        // the same when what they follow appears after them
        conversation.put(question("v", "V"), Placement.after("u"));
        conversation.put(question("w", "W"), Placement.after("u"));
        conversation.put(question("u", "U"), Placement.after("x"));
        assertEquals(List.of("a", "y", "x", "u", "w", "v"), order());
    }

    @Test
    void of_an_answer_that_is_over_less_may_have_been_heard_than_seemed_and_not_more() {
        // words come before their sound: of all words only a part seemed to be going to be heard
        conversation.put(spoken("a", "0123456789", ItemStatus.IN_PROGRESS));
        conversation.heard("a", 0, 500, 1_000);
        conversation.put(spoken("a", "0123456789", ItemStatus.INCOMPLETE));
        assertEquals(new HeardText("01234", 500, true), heard("a"));
        conversation.heard("a", 0, 400, 500);
        assertEquals(new HeardText("0123", 400, true), heard("a"));
    }

    @Test
    void somebody_elses_truncation_says_what_was_heard() {
        conversation.put(spoken("a", "0123456789", ItemStatus.COMPLETED));
        conversation.truncated("a", 0, 400, 1_000);
        assertEquals(new HeardText("0123", 400, true), heard("a"));
        // the answer to our own truncation changes nothing
        told.clear();
        conversation.truncated("a", 0, 400, -1);
        assertEquals(List.of(), told);
        // of sound that did not come through us the words tell how long it is
        conversation.put(spoken("b", "012345678901234", ItemStatus.COMPLETED));
        conversation.truncated("b", 0, 400, -1);
        assertEquals(new HeardText("012345", 400, true), heard("b"));
        conversation.truncated("nobody", 0, 1, 1);
        conversation.truncated("b", -1, 1, 1);
        assertEquals("012345678901234", text("b"), "the generated words stay");
    }

    private @Nullable HeardText heard(String id) {
        Item.Message message = (Item.Message) conversation.item(id).orElseThrow();
        return ((ContentPart.OutputAudio) message.content().get(0)).heard();
    }

    @Test
    void the_oldest_items_are_forgotten_when_there_are_too_many() {
        Conversation small = conversation(false, new Retention(16, 1 << 20));
        for (int i = 0; i < 17; i++) {
            small.put(
                    question("q" + i, "Q"),
                    i == 0 ? Placement.FIRST : Placement.after("q" + (i - 1)));
        }
        assertEquals(14, small.snapshot().size(), "an eighth less than allowed");
        assertEquals("q3", small.snapshot().items().get(0).id());
        assertEquals("forgotten [q0, q1, q2]", told.get(told.size() - 1));
        assertTrue(small.snapshot().item("q0").isEmpty());
        assertEquals("q2", small.lastForgotten());
        // what follows the last forgotten one is the first here
        small.put(question("next", "N"), Placement.after("q2"));
        assertEquals("next", small.snapshot().items().get(0).id());
        assertTrue(told.stream().noneMatch(event -> event.startsWith("-")), "nothing was removed");
    }

    @Test
    void large_items_push_the_older_ones_out_and_an_output_goes_with_its_call() {
        Conversation small = conversation(false, new Retention(1_000, 1 << 16));
        small.put(new Item.FunctionCall("f", "c", "n", "x".repeat(5_000), ItemStatus.COMPLETED));
        small.put(question("q", "Q"));
        small.put(new Item.FunctionCallOutput("o", "c", "out"));
        small.put(Item.Message.image("d".repeat(25_000)).withId("i1"));
        assertEquals(4, small.snapshot().size());
        small.put(Item.Message.image("d".repeat(3_000)).withId("i2"));
        assertEquals(
                List.of("q", "i1", "i2"), small.snapshot().items().stream().map(Item::id).toList());
        assertTrue(small.bytes() <= 1 << 16, () -> "" + small.bytes());
        small.put(Item.Message.image("d".repeat(100_000)).withId("huge"));
        assertEquals(List.of("huge"), small.snapshot().items().stream().map(Item::id).toList());
        small.remove("huge");
        assertEquals(0, small.bytes());
    }

    @Test
    void a_usual_turn_keeps_less_than_two_kilobytes() { // RULES 55
        int turns = 1_000;
        for (int i = 0; i < turns; i++) {
            conversation.put(question("q" + i, "w".repeat(80)));
            conversation.put(spoken("a" + i, "w".repeat(250), ItemStatus.COMPLETED));
        }
        assertTrue(conversation.bytes() / turns < 2_000, () -> "" + conversation.bytes());
    }
}
