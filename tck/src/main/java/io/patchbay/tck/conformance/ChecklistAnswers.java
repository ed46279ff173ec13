package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Turns of the caller, answers, and what cuts them off. */
@Contract({TransportEvent.class, RealtimeCodec.class})
abstract class ChecklistAnswers extends ChecklistSound {

    @Test
    void an_answer_is_told_from_its_begin_to_its_end() {
        BenchLine line = line();
        String id = answering(line);
        line.say(dialect -> dialect.words("How are you?"));
        line.say(ServerDialect::done);
        List<Response> answers = over(line);
        Response answer = answers.isEmpty() ? null : answers.get(0);
        String words =
                answer == null
                        ? ""
                        : String.join(
                                "",
                                answer.output().stream()
                                        .filter(Item.Message.class::isInstance)
                                        .map(each -> ((Item.Message) each).text())
                                        .toList());
        require(
                answers.size() == 1
                        && answer != null
                        && answer.id().equals(id)
                        && answer.status() == Response.Status.COMPLETED
                        && words.replaceAll("\\s+", " ").equals("Good day. How are you?"),
                "an answer ends with one ResponseDone, which holds what was said",
                () -> answers + "",
                "collect the words, and end the answer when the provider says so");
        requireItems(line, id);
        requireWorking(line, "after an answer");
    }

    private static void requireItems(BenchLine line, String id) {
        List<TransportEvent.TranscriptDelta> words =
                line.events(TransportEvent.TranscriptDelta.class);
        List<String> items =
                line.events(TransportEvent.ItemAdded.class).stream()
                        .map(each -> each.item().id())
                        .toList();
        boolean named =
                !words.isEmpty()
                        && words.stream()
                                .allMatch(
                                        each ->
                                                each.responseId().equals(id)
                                                        && items.contains(each.itemId()));
        boolean sounds =
                line.pieces().stream()
                        .allMatch(each -> words.get(0).itemId().equals(each.itemId()));
        require(
                named && sounds,
                "words and sound belong to an item of the answer that was told by ItemAdded",
                () -> "words " + words + ", items " + items,
                "tell the item with its first word or sound");
    }

    @Test
    void a_turn_of_the_caller_is_told_in_full() {
        BenchLine line = line();
        boolean began = line.say(ServerDialect::callerBegan);
        line.say(ServerDialect::callerStopped);
        boolean said = line.say(dialect -> dialect.heard("What time is it?"));
        declared(WireWord.CALLER_BEGAN, began);
        onThisWire(WireWord.HEARD, said);
        onThisWire(WireWord.CALLER_BEGAN, began);
        List<TransportEvent.InputTranscriptDone> words =
                line.events(TransportEvent.InputTranscriptDone.class);
        boolean item =
                line.events(TransportEvent.ItemAdded.class).stream()
                        .anyMatch(
                                each ->
                                        !words.isEmpty()
                                                && each.item().id().equals(words.get(0).itemId()));
        require(
                line.events(TransportEvent.SpeechStarted.class).size() == 1
                        && words.size() == 1
                        && words.get(0).transcript().equals("What time is it?")
                        && item,
                "a turn of the caller is told: SpeechStarted, ItemAdded, InputTranscriptDone",
                () -> "" + line.events(),
                "make up an item where the wire has none");
    }

    @Test
    void a_caller_who_speaks_ends_the_answer() {
        BenchLine line = line();
        String id = answering(line);
        line.say(ServerDialect::callerBegan);
        line.say(ServerDialect::interrupted);
        List<Response> answers = over(line);
        require(
                answers.size() == 1
                        && answers.get(0).id().equals(id)
                        && answers.get(0).status() == Response.Status.CANCELLED
                        && "turn_detected".equals(answers.get(0).reason()),
                "an answer that the provider stops because the caller speaks is told once, as"
                        + " CANCELLED, reason turn_detected",
                () -> "" + answers,
                "end it when the provider says that it was interrupted");
        line.say(ServerDialect::done);
        require(
                over(line).size() == 1,
                "an answer has one end",
                () -> "" + over(line),
                "forget an answer that is over");
        line.say(ServerDialect::callerStopped);
        requireWorking(line, "after an interruption");
    }

    @Test
    void late_sound_is_not_taken_for_a_new_answer() {
        BenchLine line = line();
        String id = answering(line);
        boolean speaks = line.say(ServerDialect::callerBegan);
        boolean cut = line.say(ServerDialect::interrupted) || speaks;
        int before = line.pieces().size();
        boolean more = line.say(dialect -> dialect.lateSound(Tones.of(960, 2)));
        declared(WireWord.INTERRUPTED, cut);
        onThisWire(WireWord.LATE_SOUND, more);
        onThisWire(WireWord.INTERRUPTED, cut);
        List<BenchLine.Piece> late = line.pieces().subList(before, line.pieces().size());
        require(
                line.events(TransportEvent.ResponseStarted.class).size() == 1
                        && late.stream().allMatch(each -> id.equals(each.responseId())),
                "sound of an answer that was cut off is dropped, or told as that answer's",
                () -> late.size() + " pieces, " + line.events(TransportEvent.ResponseStarted.class),
                "drop sound from the interruption to the begin of the next answer");
    }
}
