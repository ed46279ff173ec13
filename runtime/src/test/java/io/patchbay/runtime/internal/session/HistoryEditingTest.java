package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The application changes the conversation: sections 1.4, 3.10 and 5.3 of the reference. */
class HistoryEditingTest {
    private static Item typed(String id, String text) {
        return Item.Message.user(text).withId(id);
    }

    private static Item spoken(String id, String transcript) {
        return new Item.Message(
                id,
                Role.ASSISTANT,
                List.of(new ContentPart.OutputAudio(transcript, null, null)),
                ItemStatus.COMPLETED);
    }

    private static Item voice(String id, AudioFormat format, String transcript) {
        AudioClip clip = AudioClip.of(format, new byte[format.bytes(20)]);
        return new Item.Message(
                id,
                Role.USER,
                List.of(new ContentPart.InputAudio(transcript, clip)),
                ItemStatus.COMPLETED);
    }

    /** A call with items one after the other. */
    private static Call after(Item... items) {
        Call call = Call.with(SessionOptions.builder().agent(Call.agent()));
        Placement place = Placement.FIRST;
        for (Item item : items) {
            call.hears(new TransportEvent.ItemAdded(item, place));
            place = Placement.after(item.id());
        }
        return call;
    }

    private static List<String> order(Call call) {
        return call.session.history().items().stream().map(Item::id).toList();
    }

    /** The far end does what it was just asked for. */
    private static void obeys(Call call) {
        while (call.line().unexpected() > 0) {
            Command command = call.line().expect(Command.class);
            if (command instanceof Command.DeleteItem delete) {
                call.hears(new TransportEvent.ItemDeleted(delete.itemId()));
            } else if (command instanceof Command.CreateItem create) {
                call.hears(new TransportEvent.ItemAdded(create.item(), create.placement()));
            } else {
                throw new AssertionError("nobody expected " + command);
            }
        }
    }

    private static String refused(Runnable task) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, task::run).getMessage());
    }

    private static String failure(CompletionStage<Void> stage) {
        Throwable cause =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join())
                        .getCause();
        return String.valueOf(assertInstanceOf(IllegalStateException.class, cause).getMessage());
    }

    @Test
    void what_is_missing_is_deleted_and_what_is_new_lands_at_its_place() { // hazard 17
        try (Call call = after(typed("a", "A"), typed("b", "B"), typed("c", "C"))) {
            CompletionStage<Void> done =
                    call.does(
                            () ->
                                    call.session.updateHistory(
                                            List.of(
                                                    typed("first", "1"),
                                                    typed("a", "A"),
                                                    typed("between", "2"),
                                                    typed("c", "C"),
                                                    typed("last", "3"))));
            assertEquals("b", call.line().expect(Command.DeleteItem.class).itemId());
            Command.CreateItem first = call.line().expect(Command.CreateItem.class);
            Command.CreateItem between = call.line().expect(Command.CreateItem.class);
            Command.CreateItem last = call.line().expect(Command.CreateItem.class);
            assertEquals(Placement.FIRST, first.placement());
            assertEquals(Placement.after("a"), between.placement());
            assertEquals(Placement.after("c"), last.placement());
            // nothing changes here before the provider says so
            assertEquals(List.of("a", "b", "c"), order(call));

            call.hears(new TransportEvent.ItemDeleted("b"));
            call.hears(new TransportEvent.ItemAdded(first.item(), first.placement()));
            call.hears(new TransportEvent.ItemAdded(between.item(), between.placement()));
            assertFalse(done.toCompletableFuture().isDone());
            call.hears(new TransportEvent.ItemAdded(last.item(), last.placement()));
            done.toCompletableFuture().join();
            assertEquals(List.of("first", "a", "between", "c", "last"), order(call));
        }
    }

    @Test
    void an_edit_is_a_deletion_and_a_creation_at_the_same_place() { // hazard 17
        try (Call call = after(typed("a", "A"), typed("b", "B"), typed("c", "C"))) {
            CompletionStage<Void> done =
                    call.does(
                            () ->
                                    call.session.updateHistory(
                                            List.of(
                                                    typed("a", "A"),
                                                    typed("b", "changed"),
                                                    typed("c", "C"))));
            assertEquals("b", call.line().expect(Command.DeleteItem.class).itemId());
            Command.CreateItem create = call.line().expect(Command.CreateItem.class);
            assertEquals(typed("b", "changed"), create.item());
            assertEquals(Placement.after("a"), create.placement());
            call.hears(new TransportEvent.ItemDeleted("b"));
            call.hears(new TransportEvent.ItemAdded(create.item(), create.placement()));
            done.toCompletableFuture().join();
            assertEquals(List.of("a", "b", "c"), order(call));
            assertEquals(typed("b", "changed"), call.session.history().items().get(1));
        }
    }

    @Test
    void edits_next_to_each_other_keep_their_order() {
        try (Call call = after(typed("a", "A"), typed("b", "B"), typed("c", "C"))) {
            call.does(
                    () ->
                            call.session.updateHistory(
                                    List.of(typed("a", "x"), typed("b", "y"), typed("c", "C"))));
            obeys(call);
            assertEquals(List.of("a", "b", "c"), order(call));
        }
    }

    @Test
    void a_function_gets_the_history_and_what_the_server_adds_meanwhile_stays() {
        try (Call call = after(typed("a", "A"), typed("b", "B"))) {
            CompletionStage<Void> done =
                    call.does(
                            () ->
                                    call.session.updateHistory(
                                            items -> {
                                                assertEquals(2, items.size());
                                                call.line()
                                                        .emit(
                                                                new TransportEvent.ItemAdded(
                                                                        typed("new", "N"),
                                                                        Placement.after("b")));
                                                List<Item> edited = new ArrayList<>(items);
                                                edited.remove(0);
                                                edited.add(Item.Message.system("mind the gap"));
                                                return edited;
                                            }));
            assertEquals("a", call.line().expect(Command.DeleteItem.class).itemId());
            Command.CreateItem create = call.line().expect(Command.CreateItem.class);
            assertFalse(create.item().id().isEmpty(), "a new item is named by us");
            assertEquals(Placement.after("b"), create.placement());
            call.hears(new TransportEvent.ItemDeleted("a"));
            call.hears(new TransportEvent.ItemAdded(create.item(), create.placement()));
            done.toCompletableFuture().join();
            assertEquals(List.of("b", create.item().id(), "new"), order(call));
        }
    }

    @Test
    void the_models_speech_cannot_be_put_in_and_nothing_is_sent() { // 5.3.1
        try (Call call = after(typed("a", "A"))) {
            Item speech = spoken("", "hello");
            String told =
                    refused(() -> call.session.updateHistory(List.of(speech, typed("other", "x"))));
            assertTrue(told.contains("the model's speech") && told.contains("inWriting()"), told);
            call.run();
            call.line().assertComplete();
            assertEquals(List.of("a"), order(call));

            // in writing it can
            call.does(
                    () ->
                            call.session.updateHistory(
                                    List.of(typed("a", "A"), ((Item.Message) speech).inWriting())));
            Item item = call.line().expect(Command.CreateItem.class).item();
            assertEquals(
                    List.of(new ContentPart.OutputText("hello")), ((Item.Message) item).content());
        }
    }

    @Test
    void the_models_speech_cannot_be_changed() { // 5.3.2
        try (Call call = after(typed("a", "A"), spoken("s", "hello"))) {
            String told =
                    refused(
                            () ->
                                    call.session.updateHistory(
                                            List.of(spoken("s", "something else"))));
            assertTrue(told.contains("s holds the model's speech"), told);
            call.run();
            call.line().assertComplete();
        }
    }

    @Test
    void unchanged_speech_of_the_model_is_no_hindrance() { // 5.3.3
        try (Call call = after(typed("a", "A"), spoken("s", "hello"), typed("b", "B"))) {
            call.does(() -> call.session.updateHistory(List.of(spoken("s", "hello"))));
            obeys(call);
            assertEquals(List.of("s"), order(call));
        }
    }

    @Test
    void a_new_order_moves_what_can_be_moved_and_not_the_speech() {
        try (Call call = after(typed("a", "A"), typed("b", "B"), spoken("s", "hello"))) {
            call.does(
                    () ->
                            call.session.updateHistory(
                                    List.of(
                                            spoken("s", "hello"),
                                            typed("a", "A"),
                                            typed("b", "B"))));
            assertEquals(2, call.line().commands(Command.DeleteItem.class).size());
            obeys(call);
            assertEquals(List.of("s", "a", "b"), order(call));
        }
    }

    @Test
    void what_the_provider_makes_by_itself_is_left_out_with_a_warning() { // 5.5.23, decided
        try (Call call = after(typed("a", "A"))) {
            Item mcp =
                    new Item.McpCall(
                            "m", "s", "tool", "{}", "out", null, null, ItemStatus.COMPLETED);
            CompletionStage<Void> done =
                    call.does(
                            () ->
                                    call.session.updateHistory(
                                            List.of(typed("a", "A"), mcp, typed("b", "B"))));
            SessionEvent.Warning warning = call.only(SessionEvent.Warning.class);
            assertEquals("history-item-skipped", warning.code());
            assertTrue(warning.message().startsWith("m "), warning.message());
            assertEquals(
                    Placement.after("a"),
                    call.line().commands(Command.CreateItem.class).get(0).placement());
            obeys(call);
            done.toCompletableFuture().join();
            assertEquals(List.of("a", "b"), order(call));
        }
    }

    @Test
    void calls_go_in_with_their_outputs_and_only_so() { // 5.5.23, decided
        Item asked = new Item.FunctionCall("f", "c1", "time", "{}", ItemStatus.COMPLETED);
        Item output = new Item.FunctionCallOutput("o", "c1", "noon");
        try (Call call = after(typed("a", "A"))) {
            String told =
                    refused(() -> call.session.updateHistory(List.of(typed("a", "A"), output)));
            assertTrue(told.contains("output of the call c1"), told);
            call.does(() -> call.session.updateHistory(List.of(typed("a", "A"), asked, output)));
            obeys(call);
            assertEquals(List.of("a", "f", "o"), order(call));
            assertEquals("noon", call.session.history().output("c1").orElseThrow().output());
            assertTrue(
                    refused(() -> call.session.updateHistory(List.of(output)))
                            .contains("keep both or none"));
        }
    }

    @Test
    void the_callers_speech_goes_as_sound_where_the_line_takes_it_and_else_in_writing() {
        try (Call call = after()) {
            Item fits = voice("v1", AudioFormat.PCM16_24K, "hello");
            call.does(
                    () ->
                            call.session.updateHistory(
                                    List.of(fits, voice("v2", AudioFormat.PCMU_8K, "again"))));
            assertEquals(fits, call.line().expect(Command.CreateItem.class).item());
            Item written = call.line().expect(Command.CreateItem.class).item();
            assertEquals(
                    List.of(new ContentPart.InputText("again")),
                    ((Item.Message) written).content());
            Item lost =
                    new Item.Message(
                            "v3",
                            Role.USER,
                            List.of(new ContentPart.InputAudio(null, null)),
                            ItemStatus.COMPLETED);
            String told = refused(() -> call.session.updateHistory(List.of(lost)));
            assertTrue(told.contains("neither sound nor words"), told);
        }
    }

    @Test
    void what_cannot_be_is_refused_with_every_name_before_anything_is_sent() {
        Item pictured =
                new Item.Message(
                        "p",
                        Role.SYSTEM,
                        List.of(new ContentPart.InputImage("data:", null)),
                        ItemStatus.COMPLETED);
        Item empty = new Item.Message("e", Role.USER, List.of(), ItemStatus.COMPLETED);
        try (Call call = after()) {
            Turn answer = call.turns.textAnswer("x").before(TransportEvent.ItemDone.class);
            call.hears(answer);
            String told =
                    refused(
                            () ->
                                    call.session.updateHistory(
                                            List.of(
                                                    typed("twice", "1"),
                                                    typed("twice", "2"),
                                                    pictured,
                                                    empty,
                                                    typed(answer.itemId(), "mine"))));
            assertTrue(told.contains("twice is there twice"), told);
            assertTrue(told.contains("p holds a picture"), told);
            assertTrue(told.contains("e is empty"), told);
            assertTrue(told.contains(answer.itemId() + " is still being made"), told);
            call.run();
            call.line().assertComplete();
        }
    }

    @Test
    void what_the_provider_refuses_is_named_and_the_rest_is_done() {
        try (Call call = after(typed("a", "A"))) {
            CompletionStage<Void> done =
                    call.does(
                            () ->
                                    call.session.updateHistory(
                                            List.of(typed("bad", "1"), typed("good", "2"))));
            call.hears(new TransportEvent.ItemDeleted("a"));
            call.line().expect(Command.DeleteItem.class);
            String command = call.line().expect(Command.CreateItem.class).id();
            call.hears(InterruptionTest.error("invalid_value", command));
            assertFalse(done.toCompletableFuture().isDone());
            call.hears(
                    new TransportEvent.ItemAdded(
                            call.line().expect(Command.CreateItem.class).item(), Placement.FIRST));
            String told = failure(done);
            assertTrue(told.contains("bad was not put in") && !told.contains("good"), told);
            assertEquals(List.of("good"), order(call));
            assertEquals(List.of(), call.events(SessionEvent.Error.class), "the stage tells");
        }
    }

    @Test
    void a_deletion_that_came_too_late_has_done_what_it_should() {
        try (Call call = after(typed("a", "A"))) {
            CompletionStage<Void> done = call.does(() -> call.session.updateHistory(List.of()));
            String command = call.line().expect(Command.DeleteItem.class).id();
            // somebody else was faster, and its word for it comes before the complaint
            call.hears(new TransportEvent.ItemDeleted("a"));
            call.hears(InterruptionTest.error("item_delete_invalid_item_id", command));
            done.toCompletableFuture().join();
        }
    }

    @Test
    void a_second_edit_does_not_undo_the_first() {
        try (Call call = after(typed("a", "A"))) {
            CompletionStage<Void> one =
                    call.session.updateHistory(List.of(typed("a", "A"), typed("n1", "1")));
            CompletionStage<Void> two =
                    call.session.updateHistory(List.of(typed("a", "A"), typed("n2", "2")));
            CompletionStage<Void> three = call.session.updateHistory(List.of(typed("n3", "3")));
            CompletionStage<Void> four = call.session.updateHistory(List.of());
            call.run();
            assertEquals(
                    1, call.line().commands(Command.DeleteItem.class).size(), "a, once and only");
            obeys(call);
            for (CompletionStage<Void> stage : List.of(one, two, three, four)) {
                stage.toCompletableFuture().join();
            }
            assertEquals(3, order(call).size());
            assertTrue(order(call).containsAll(List.of("n1", "n2", "n3")));
        }
    }

    @Test
    void without_a_line_the_change_is_made_here() {
        Call call =
                Call.opened(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .legs(LegPolicy.CLOSE_TOGETHER));
        try (call) {
            call.does(() -> call.session.updateHistory(List.of(typed("a", "A"), typed("b", "B"))))
                    .toCompletableFuture()
                    .join();
            call.does(
                            () ->
                                    call.session.updateHistory(
                                            items ->
                                                    List.of(
                                                            typed("first", "1"),
                                                            items.get(1),
                                                            items.get(0))))
                    .toCompletableFuture()
                    .join();
            assertEquals(List.of("first", "b", "a"), order(call));
        }
    }

    @Test
    void a_change_on_a_line_that_goes_is_made_here() {
        try (Call call = after(typed("a", "A"), typed("b", "B"))) {
            CompletionStage<Void> done =
                    call.does(
                            () ->
                                    call.session.updateHistory(
                                            List.of(typed("first", "1"), typed("b", "B"))));
            call.hears(new TransportEvent.ItemDeleted("a"));
            call.line().disconnect(new CloseReason(CloseReason.Cause.LOST, 1006, "gone", null));
            call.run();
            done.toCompletableFuture().join();
            assertEquals(List.of("first", "b"), order(call));
        }
    }

    @Test
    void a_closed_session_keeps_its_history() {
        Call call = after(typed("a", "A"));
        call.close();
        CompletionStage<Void> done = call.does(() -> call.session.updateHistory(List.of()));
        assertTrue(failure(done).contains("closed"));
        assertEquals(List.of("a"), order(call));
    }

    @Test
    void an_edit_with_a_hole_is_refused_by_name() {
        try (Call call = after(typed("a", "one"))) {
            List<Item> hole = new ArrayList<>(call.session.history().items());
            hole.add(null);
            assertTrue(
                    String.valueOf(
                                    assertThrows(
                                                    NullPointerException.class,
                                                    () -> call.session.updateHistory(hole))
                                            .getMessage())
                            .startsWith("items "));
        }
    }
}
