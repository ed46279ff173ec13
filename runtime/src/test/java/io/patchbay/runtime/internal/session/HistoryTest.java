package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Retention;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The conversation as a session keeps it: section 3.10 of the reference. */
class HistoryTest {
    private static Item.Message message(Call call, String id) {
        return (Item.Message) call.session.history().item(id).orElseThrow();
    }

    private static Item question(String id, @Nullable String words, @Nullable AudioClip sound) {
        return new Item.Message(
                id,
                Role.USER,
                List.of(new ContentPart.InputAudio(words, sound)),
                ItemStatus.COMPLETED);
    }

    private static AudioClip sound() {
        return AudioClip.of(AudioFormat.PCM16_24K, new byte[AudioFormat.PCM16_24K.bytes(20)]);
    }

    @Test
    void what_is_no_picture_anybody_can_read_is_refused_by_name() {
        try (Call call = Call.with(Call.agent())) {
            for (String url : List.of("", "data", "file:///etc/passwd", "cat.png", " data:,")) {
                String message =
                        String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () -> call.session.addImage(url, false))
                                        .getMessage());
                assertTrue(message.startsWith("url must begin with data:, http: or"), message);
            }
            call.does(() -> call.session.addImage("HTTPS://pictures.example/cat.png", false));
            assertTrue(call.takesItem() instanceof Item.Message);
        }
    }

    @Test
    void a_picture_stays_where_it_was_shown() { // hazard 7
        try (Call call = Call.with(Call.agent())) {
            call.does(() -> call.session.addImage("data:image/png;base64,AA", true));
            Item shown = call.takesItem();
            call.hears(call.turns.textAnswer("a cat"));
            assertEquals(
                    List.of(new ContentPart.InputImage("data:image/png;base64,AA", null)),
                    ((Item.Message) call.session.history().items().get(0)).content());
            // an account that leaves the picture out does not take it away
            call.hears(
                    new TransportEvent.ItemRetrieved(
                            new Item.Message(
                                    shown.id(), Role.USER, List.of(), ItemStatus.COMPLETED)));
            assertEquals(1, message(call, shown.id()).content().size());
        }
    }

    @Test
    void the_callers_words_are_never_taken_back() { // hazard 23
        try (Call call = Call.with(Call.agent())) {
            Turn turn = call.hears(call.turns.callerSays("where is the museum"));
            call.hears(new TransportEvent.ItemRetrieved(question(turn.itemId(), null, null)));
            call.hears(new TransportEvent.ItemRetrieved(question(turn.itemId(), "", null)));
            call.hears(new TransportEvent.InputTranscriptDone(turn.itemId(), 0, "", null));
            assertEquals("where is the museum", message(call, turn.itemId()).text());
            assertEquals(ItemStatus.COMPLETED, message(call, turn.itemId()).status());
        }
    }

    @Test
    void the_callers_words_grow_as_they_are_understood() {
        try (Call call = Call.with(Call.agent())) {
            Turn turn = call.turns.callerSays("where is it");
            call.hears(turn.before(TransportEvent.InputTranscriptDone.class));
            call.hears(new TransportEvent.InputTranscriptDelta(turn.itemId(), 0, "where "));
            call.hears(new TransportEvent.InputTranscriptDelta(turn.itemId(), 0, "is"));
            assertEquals("where is", message(call, turn.itemId()).text());
            call.hears(turn.from(TransportEvent.InputTranscriptDone.class));
            assertEquals("where is it", message(call, turn.itemId()).text());
        }
    }

    @Test
    void a_call_and_its_output_are_in_the_history() {
        try (Call call =
                Call.with(
                        io.patchbay.api.agent.RealtimeAgent.builder("a")
                                .instructions("x")
                                .tool(ToolRuntimeTest.tool("time", () -> "noon"))
                                .build())) {
            Turn turn = call.hears(call.turns.functionCall("c1", "time", "{}"));
            assertEquals(
                    ItemStatus.COMPLETED,
                    call.session.history().item(turn.itemId()).orElseThrow().status());
            call.takesItem();
            assertEquals("noon", call.session.history().output("c1").orElseThrow().output());
        }
    }

    @Test
    void what_an_item_holds_beyond_its_events_comes_with_its_retrieval() { // 5.15.6, .9, .13
        try (Call call = Call.with(SessionOptions.builder().agent(Call.agent()).storeAudio(true))) {
            Turn turn = call.hears(call.turns.callerSays("hello"));
            assertEquals(turn.itemId(), call.line().expect(Command.RetrieveItem.class).itemId());
            call.hears(new TransportEvent.ItemRetrieved(question(turn.itemId(), null, sound())));
            ContentPart.InputAudio kept =
                    (ContentPart.InputAudio) message(call, turn.itemId()).content().get(0);
            assertNotNull(kept.audio());
            assertEquals("hello", kept.transcript());

            Turn answer = call.hears(call.turns.spokenAnswer("hi", 300));
            AudioClip spoken =
                    ((ContentPart.OutputAudio) message(call, answer.itemId()).content().get(0))
                            .audio();
            assertTrue(spoken != null && spoken.millis() == 300);
        }
    }

    @Test
    void sound_is_left_out_for_both_roles_unless_it_is_wanted() { // 5.15.9
        try (Call call = Call.with(Call.agent())) {
            Turn turn = call.hears(call.turns.callerSays("hello"));
            assertEquals(0, call.line().commands(Command.RetrieveItem.class).size());
            call.hears(new TransportEvent.ItemRetrieved(question(turn.itemId(), null, sound())));
            assertNull(
                    ((ContentPart.InputAudio) message(call, turn.itemId()).content().get(0))
                            .audio());
            Turn answer = call.hears(call.turns.spokenAnswer("hi", 300));
            assertNull(
                    ((ContentPart.OutputAudio) message(call, answer.itemId()).content().get(0))
                            .audio());
        }
    }

    @Test
    void an_answer_that_somebody_else_cut_says_what_was_heard() {
        try (Call call = Call.with(Call.agent())) {
            Turn answer = call.hears(call.turns.spokenAnswer("0123456789", 1_000));
            call.hears(new TransportEvent.ItemTruncated(answer.itemId(), 0, 300));
            ContentPart.OutputAudio part =
                    (ContentPart.OutputAudio) message(call, answer.itemId()).content().get(0);
            assertEquals("0123456789", part.transcript());
            assertEquals(new HeardText("012", 300, true), part.heard());
        }
    }

    @Test
    void added_and_deleted_items_are_told_in_order() { // 5.16.10
        try (Call call = Call.with(Call.agent())) {
            call.says("hello");
            Item item = call.session.history().items().get(0);
            call.hears(new TransportEvent.ItemDeleted(item.id()));
            assertEquals(0, call.session.history().size());
            assertEquals(
                    List.of("HistoryAdded", "HistoryRemoved"),
                    call.eventNames().filter(name -> name.startsWith("History")).toList());
        }
    }

    @Test
    void forgetting_is_not_removing() { // RULES 55
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .retention(new Retention(16, 1 << 20)))) {
            Stream.iterate(0, i -> i + 1)
                    .limit(20)
                    .forEach(
                            i ->
                                    call.hears(
                                            new TransportEvent.ItemAdded(
                                                    question("q" + i, "Q", null), Placement.END)));
            assertTrue(call.session.history().size() <= 16);
            SessionEvent.HistoryForgotten told =
                    call.events(SessionEvent.HistoryForgotten.class).get(0);
            assertEquals(List.of("q0", "q1", "q2"), told.itemIds());
            assertEquals(0, call.events(SessionEvent.HistoryRemoved.class).size());
            call.line().assertComplete(); // the provider is asked for nothing
        }
    }
}
