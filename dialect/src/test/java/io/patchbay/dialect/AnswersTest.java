package io.patchbay.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private final Heard heard = new Heard();
    private final Answers answers = new Answers(heard, AudioFormat.PCM16_24K, "line1");

    /** What was told, by the names of its kinds, and the sound. */
    private static final class Heard implements TransportListener {
        final List<TransportEvent> events = new ArrayList<>();
        final List<String> sounds = new ArrayList<>();
        Runnable atFirstItem = () -> {};

        @Override
        public void onEvent(TransportEvent event) {
            events.add(event);
            if (event instanceof TransportEvent.ItemAdded) {
                atFirstItem.run();
            }
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            sounds.add(
                    chunk.responseId()
                            + " "
                            + chunk.itemId()
                            + " "
                            + chunk.contentIndex()
                            + " "
                            + chunk.retain().format().millis(chunk.bytes().remaining())
                            + " ms");
        }

        List<String> kinds() {
            return events.stream().map(event -> event.getClass().getSimpleName()).toList();
        }

        <E extends TransportEvent> List<E> all(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        Response done() {
            List<TransportEvent.ResponseDone> all = all(TransportEvent.ResponseDone.class);
            return all.get(all.size() - 1).response();
        }
    }

    private static ByteBuffer sound(int millis) {
        return ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(millis));
    }

    @Test
    void a_spoken_answer_is_told_from_its_beginning_to_its_end() {
        answers.words("Good ");
        answers.sound(sound(20));
        answers.words("day.");
        answers.complete(null);
        assertEquals(
                List.of(
                        "ResponseStarted",
                        "OutputItemAdded",
                        "ItemAdded",
                        "TranscriptDelta",
                        "TranscriptDelta",
                        "AudioDone",
                        "TranscriptDone",
                        "ItemDone",
                        "OutputItemDone",
                        "ResponseDone"),
                heard.kinds());
        assertEquals(List.of("line1-answer-1 line1-said-1 0 20 ms"), heard.sounds);
        Response done = heard.done();
        assertEquals(Response.Status.COMPLETED, done.status());
        Item.Message said = assertInstanceOf(Item.Message.class, done.output().get(0));
        assertEquals("Good day.", said.text());
        assertEquals(ItemStatus.COMPLETED, said.status());
    }

    @Test
    void words_of_one_answer_do_not_stay_for_the_next() {
        answers.words("One.");
        answers.complete(null);
        answers.words("Two.");
        answers.complete(null);
        Response done = heard.done();
        assertEquals("line1-answer-2", done.id());
        assertEquals(1, done.output().size());
        assertEquals("Two.", ((Item.Message) done.output().get(0)).text());
    }

    @Test
    void an_answer_that_is_interrupted_before_it_spoke_has_no_items() {
        answers.begin();
        answers.cancelled("turn_detected", null);
        assertEquals(List.of("ResponseStarted", "ResponseDone"), heard.kinds());
        assertEquals(Response.Status.CANCELLED, heard.done().status());
        assertEquals("turn_detected", heard.done().reason());
        assertEquals(List.of(), heard.done().output());
        assertFalse(answers.heard());
    }

    @Test
    void an_answer_that_is_interrupted_between_words_and_sound_is_incomplete() {
        answers.words("Once upon");
        answers.cancelled("turn_detected", null);
        Item.Message said = (Item.Message) heard.done().output().get(0);
        assertEquals("Once upon", said.text());
        assertEquals(ItemStatus.INCOMPLETE, said.status());
        assertEquals(0, heard.sounds.size());
    }

    @Test
    void calls_stand_where_they_were_made_before_or_after_words() {
        answers.call("c1", "time", "{}");
        answers.words("Let me see.");
        answers.call("c2", "weather", "{\"at\":\"home\"}");
        answers.complete(null);
        List<String> added =
                heard.all(TransportEvent.OutputItemAdded.class).stream()
                        .map(e -> e.outputIndex() + " " + e.item().id())
                        .toList();
        assertEquals(List.of("0 line1-call-1", "1 line1-said-1", "2 line1-call-2"), added);
        List<String> done =
                heard.all(TransportEvent.OutputItemDone.class).stream()
                        .map(e -> e.outputIndex() + " " + e.item().id())
                        .toList();
        assertEquals(List.of("0 line1-call-1", "2 line1-call-2", "1 line1-said-1"), done);
        assertEquals(
                List.of("line1-call-1", "line1-said-1", "line1-call-2"),
                heard.done().output().stream().map(Item::id).toList());
        Item.FunctionCall second = (Item.FunctionCall) heard.done().output().get(2);
        assertEquals("c2", second.callId());
        assertEquals("weather", second.name());
    }

    @Test
    void a_call_id_that_comes_twice_gives_two_items() {
        answers.call("c1", "time", "{}");
        answers.complete(null);
        answers.call("c1", "time", "{}");
        answers.complete(null);
        List<TransportEvent.ItemDone> calls = heard.all(TransportEvent.ItemDone.class);
        assertNotEquals(calls.get(0).item().id(), calls.get(1).item().id());
    }

    @Test
    void speech_and_writing_are_two_parts_of_one_message() {
        answers.text("See: ");
        answers.words("Look ");
        answers.sound(sound(10));
        answers.text("figure 1");
        answers.words("here.");
        answers.complete(null);
        assertEquals(List.of("line1-answer-1 line1-said-1 1 10 ms"), heard.sounds);
        Item.Message said = (Item.Message) heard.done().output().get(0);
        assertEquals(
                List.of(
                        new ContentPart.OutputText("See: figure 1"),
                        new ContentPart.OutputAudio("Look here.", null, null)),
                said.content());
        assertEquals(0, heard.all(TransportEvent.TextDone.class).get(0).contentIndex());
        assertEquals(1, heard.all(TransportEvent.TranscriptDone.class).get(0).contentIndex());
    }

    @Test
    void an_answer_in_writing_has_no_sound_that_could_be_done() {
        answers.text("In writing.");
        answers.complete(null);
        assertEquals(List.of(), heard.all(TransportEvent.AudioDone.class));
        assertTrue(answers.heard());
    }

    @Test
    void sound_alone_is_an_answer_whose_words_nobody_knows() {
        assertFalse(answers.heard());
        answers.sound(sound(20));
        assertTrue(answers.heard());
        assertTrue(answers.speaks());
        answers.complete(null);
        assertEquals("", ((Item.Message) heard.done().output().get(0)).text());
        assertFalse(answers.speaks());
    }

    @Test
    void nothing_begins_with_nothing() {
        answers.words("");
        answers.text("");
        answers.sound(sound(0));
        answers.complete(null);
        answers.cancelled("turn_detected", null);
        assertEquals(List.of(), heard.kinds());
    }

    @Test
    void usage_marks_and_errors_go_with_the_answer() {
        Usage usage = new Usage(1, Usage.Tokens.NONE, Usage.Tokens.NONE, Usage.Tokens.NONE, 2.5);
        answers.begin(Map.of("greeting", "yes"));
        answers.begin(Map.of("greeting", "no"));
        answers.incomplete("max_output_tokens", usage);
        assertEquals(Map.of("greeting", "yes"), heard.done().metadata());
        assertEquals(usage, heard.done().usage());
        assertEquals(Response.Status.INCOMPLETE, heard.done().status());
        ProviderError error =
                new ProviderError(
                        "e", null, "broken", null, null, ProviderError.Severity.RECOVERABLE);
        answers.begin();
        answers.failed(error);
        assertEquals(error, heard.done().error());
        assertEquals(Map.of(), heard.done().metadata());
    }

    @Test
    void ids_differ_between_the_lines_of_a_session() {
        answers.words("One.");
        answers.complete(null);
        Heard later = new Heard();
        Answers next = new Answers(later, AudioFormat.PCM16_24K, "line2");
        next.words("Two.");
        next.complete(null);
        assertNotEquals(heard.done().id(), later.done().id());
        assertNotEquals(heard.done().output().get(0).id(), later.done().output().get(0).id());
    }

    @Test
    void who_ends_an_answer_while_he_hears_of_it_hears_no_more_of_it() {
        heard.atFirstItem = () -> answers.cancelled("client_cancelled", null);
        answers.words("Too late.");
        answers.sound(sound(20)); // and this begins the next
        assertEquals(
                List.of(),
                heard.all(TransportEvent.TranscriptDelta.class).stream()
                        .filter(e -> e.responseId().equals("line1-answer-1"))
                        .toList());
        assertEquals(2, heard.all(TransportEvent.ResponseDone.class).size());
        assertNull(answers.id());
        assertEquals(List.of(), heard.sounds);
    }
}
