package io.patchbay.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedTurnsTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransport line = new ScriptedTransport();
    private final Ear ear = new Ear();
    private final ScriptedTurns turns = new ScriptedTurns();

    @BeforeEach
    void connect() {
        loop.call(() -> line.connect(Plugs.request(SessionConfig.EMPTY, loop), ear));
        ear.events.clear();
    }

    @Test
    void a_written_answer_is_told_in_the_protocols_order() {
        line.play(turns.textAnswer("Noon."));
        assertEquals(
                List.of(
                        "ResponseStarted",
                        "OutputItemAdded",
                        "ItemAdded",
                        "TextDelta",
                        "TextDone",
                        "ItemDone",
                        "OutputItemDone",
                        "ResponseDone"),
                ear.kinds());
    }

    @Test
    void a_spoken_answer_has_as_much_sound_as_was_asked_for() {
        line.play(turns.spokenAnswer("It is noon.", 250));
        assertEquals(List.of(100L, 100L, 50L), ear.sound.stream().map(AudioClip::millis).toList());
        AudioClip whole = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 250);
        assertEquals(
                whole.bytes().slice(AudioFormat.PCM16_24K.bytes(100), 4_800),
                ear.sound.get(1).bytes());
    }

    @Test
    void a_function_call_brings_name_id_and_arguments() {
        line.play(turns.functionCall("call_7", "clock", "{\"zone\":\"UTC\"}"));
        TransportEvent.OutputItemDone done =
                ear.events.stream()
                        .filter(TransportEvent.OutputItemDone.class::isInstance)
                        .map(TransportEvent.OutputItemDone.class::cast)
                        .findFirst()
                        .orElseThrow();
        Item.FunctionCall call = (Item.FunctionCall) done.item();
        assertEquals("call_7", call.callId());
        assertEquals("clock", call.name());
        assertEquals("{\"zone\":\"UTC\"}", call.arguments());
    }

    @Test
    void items_follow_each_other() {
        Turn said = turns.callerSays("What time is it?");
        Turn answer = turns.spokenAnswer("Noon.", 20);
        line.play(said.then(answer));
        List<Placement> places =
                ear.events.stream()
                        .filter(TransportEvent.ItemAdded.class::isInstance)
                        .map(event -> ((TransportEvent.ItemAdded) event).placement())
                        .toList();
        assertEquals(List.of(Placement.FIRST, Placement.after(said.itemId())), places);
    }

    @Test
    void a_turn_can_be_cut_in_the_middle() {
        Turn answer = turns.spokenAnswer("It is noon already.", 300);
        line.play(answer.before(TransportEvent.AudioDone.class));
        line.play(turns.callerSays("Stop.").before(TransportEvent.SpeechStopped.class));
        line.play(turns.cut(answer, "It is", "turn_detected"));
        assertEquals(
                List.of(
                        "ResponseStarted",
                        "OutputItemAdded",
                        "ItemAdded",
                        "TranscriptDelta",
                        "SpeechStarted",
                        "AudioDone",
                        "TranscriptDone",
                        "ItemDone",
                        "OutputItemDone",
                        "ResponseDone"),
                ear.kinds());
        assertEquals(
                answer.steps(),
                answer.before(TransportEvent.AudioDone.class)
                        .then(answer.from(TransportEvent.AudioDone.class))
                        .steps());
        assertThrows(
                IllegalArgumentException.class,
                () -> answer.before(TransportEvent.InputCleared.class));
    }

    @Test
    void an_item_of_the_session_is_accepted_under_its_own_name_or_a_new_one() {
        assertEquals("mine", turns.accepted(Item.Message.user("hi").withId("mine")).itemId());
        assertEquals("item_1", turns.accepted(Item.Message.user("hi")).itemId());
    }
}
