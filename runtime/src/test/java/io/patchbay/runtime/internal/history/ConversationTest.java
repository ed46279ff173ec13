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
import io.patchbay.api.transport.Placement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final List<String> told = new ArrayList<>();
    private final Conversation conversation = conversation(false);

    private Conversation conversation(boolean storeAudio) {
        return new Conversation(
                storeAudio,
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
}
