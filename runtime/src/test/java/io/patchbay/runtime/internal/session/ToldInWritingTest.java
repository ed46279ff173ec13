package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.ReconnectPolicy.CutAnswer;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer of an earlier line that is interrupted while its sound still plays. */
class ToldInWritingTest {
    private static final String WORDS = "one two three four five six seven eight nine ten";

    private static Call call() {
        return Call.with(
                SessionOptions.builder()
                        .agent(Call.agent())
                        .reconnect(ReconnectPolicy.builder().cutAnswer(CutAnswer.WAIT).build()));
    }

    /** The line breaks while 4 s of sound play, and comes back. */
    private static void cutOff(Call call) {
        Turn answer = call.turns.spokenAnswer(WORDS, 4_000);
        call.hears(answer.before(TransportEvent.AudioDone.class));
        Lines.again(call);
    }

    private static Item.Message answer(Call call) {
        List<Item> items = call.session.history().items();
        return (Item.Message) items.get(items.size() - 1);
    }

    private static String heard(Call call) {
        ContentPart.OutputAudio part = (ContentPart.OutputAudio) answer(call).content().get(0);
        assertEquals(WORDS, part.transcript(), "generated text does not shrink");
        assertNotNull(part.heard());
        return part.heard().text();
    }

    private static Command.CreateItem lastCreate(Call call) {
        List<Command.CreateItem> all = call.line().commands(Command.CreateItem.class);
        return all.get(all.size() - 1);
    }

    @Test
    void it_is_told_again_as_far_as_it_was_heard() {
        try (Call call = call()) {
            call.says("Tell me");
            cutOff(call);
            String before = heard(call);
            String id = answer(call).id();
            int told = Lines.told(call).size();
            call.does(call.session::interrupt);
            call.hears(new TransportEvent.ItemDeleted(id));

            String after = heard(call);
            assertTrue(!after.isEmpty() && after.length() < before.length(), after);
            assertTrue(before.startsWith(after), after);
            assertTrue(call.line().commands(Command.TruncateItem.class).isEmpty());
            assertEquals(
                    List.of(id),
                    call.line().commands(Command.DeleteItem.class).stream()
                            .map(Command.DeleteItem::itemId)
                            .toList());
            assertEquals(told + 1, Lines.told(call).size());
            Command.CreateItem again = lastCreate(call);
            assertEquals(id, again.item().id());
            assertEquals(
                    List.of(new ContentPart.OutputText(after)),
                    ((Item.Message) again.item()).content());
            assertEquals(
                    Placement.after(call.session.history().items().get(0).id()), again.placement());
            assertEquals(2, call.session.history().size());
            assertTrue(call.events(SessionEvent.HistoryRemoved.class).isEmpty());
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
            assertTrue(call.events(SessionEvent.Warning.class).isEmpty());
        }
    }

    @Test
    void the_first_of_all_is_told_again_at_the_beginning() {
        try (Call call = call()) {
            cutOff(call);
            call.does(call.session::interrupt);
            assertEquals(Placement.FIRST, lastCreate(call).placement());
            assertEquals(heard(call), ((Item.Message) lastCreate(call).item()).text());
        }
    }

    @Test
    void its_place_does_not_follow_an_item_that_is_gone() {
        try (Call call = call()) {
            call.does(() -> call.session.sendMessage("One", false));
            call.takesItem();
            call.says("Two");
            cutOff(call);
            List<Item> items = call.session.history().items();
            call.hears(new TransportEvent.ItemDeleted(items.get(1).id()));
            call.does(call.session::interrupt);
            assertEquals(Placement.after(items.get(0).id()), lastCreate(call).placement());
        }
    }

    @Test
    void a_line_that_does_not_take_it_again_is_reported() {
        try (Call call = call()) {
            cutOff(call);
            call.line()
                    .failNext(
                            Command.CreateItem.class, new IllegalArgumentException("not any more"));
            String id = answer(call).id();
            call.does(call.session::interrupt);
            call.hears(new TransportEvent.ItemDeleted(id));
            SessionEvent.Warning warning = call.only(SessionEvent.Warning.class);
            assertEquals("answer-not-corrected", warning.code());
            assertTrue(warning.message().contains("not any more"), warning.message());
            assertEquals(WORDS.substring(0, heard(call).length()), heard(call));
        }
    }

    @Test
    void a_line_that_breaks_meanwhile_leaves_nothing_behind() {
        try (Call call = call()) {
            cutOff(call);
            call.does(call.session::interrupt);
            String heard = heard(call);
            Lines.again(call);
            assertEquals(heard, ((Item.Message) Lines.told(call).get(0)).text());
            assertTrue(call.events(SessionEvent.Warning.class).isEmpty());
        }
    }

    @Test
    void an_answer_of_the_new_line_is_truncated_there() {
        try (Call call = call()) {
            call.says("Tell me");
            Lines.again(call);
            call.hears(
                    call.turns
                            .spokenAnswer("one two three", 2_000)
                            .before(TransportEvent.AudioDone.class));
            call.advance(500);
            call.does(call.session::interrupt);
            assertEquals(1, call.line().commands(Command.TruncateItem.class).size());
            assertTrue(call.line().commands(Command.DeleteItem.class).isEmpty());
        }
    }
}
