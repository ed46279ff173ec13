package io.patchbay.provider.deepgram.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerMessagesTest {

    private final TestLine line = new TestLine().established();

    @Test
    void a_turn_of_the_caller_is_told_with_its_words() {
        line.receive(Fixtures.USER_STARTED, Fixtures.USER_TEXT);
        TransportEvent.InputTranscriptDone words =
                line.last(TransportEvent.InputTranscriptDone.class);
        assertEquals("What time is it?", words.transcript());
        assertEquals(words.itemId(), line.last(TransportEvent.SpeechStarted.class).itemId());
        Item.Message item = (Item.Message) line.last(TransportEvent.ItemAdded.class).item();
        assertEquals(words.itemId(), item.id());
        assertEquals(Role.USER, item.role());
        assertEquals(
                List.of(
                        "SpeechStarted",
                        "SpeechStopped",
                        "InputCommitted",
                        "ItemAdded",
                        "ItemDone",
                        "InputTranscriptDone"),
                line.kinds());
    }

    @Test
    void an_answer_is_what_lies_between_its_words_and_the_end_of_its_sound() {
        line.receive(Fixtures.said("assistant", "It is noon."));
        line.receiveSound(960);
        line.receive(Fixtures.said("assistant", "Sharp."));
        line.receiveSound(480);
        line.receive(Fixtures.AUDIO_DONE);
        Response done = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.COMPLETED, done.status());
        assertNull(done.usage());
        assertEquals("It is noon. Sharp.", ((Item.Message) done.output().get(0)).text());
        assertEquals(List.of(done.id() + " 960", done.id() + " 480"), line.sounds);
        assertEquals(1, line.all(TransportEvent.ResponseStarted.class).size());
    }

    @Test
    void ids_of_two_lines_differ() {
        TestLine other = new TestLine();
        other.codec.open(other);
        other.receive("{\"type\":\"Welcome\",\"request_id\":\"0a1b2c3d-0000\"}");
        line.receive(Fixtures.USER_TEXT, Fixtures.AGENT_TEXT, Fixtures.AUDIO_DONE);
        other.receive(Fixtures.USER_TEXT, Fixtures.AGENT_TEXT, Fixtures.AUDIO_DONE);
        List<String> ids = ids(line);
        ids(other).forEach(id -> assertEquals(false, ids.contains(id)));
    }

    private static List<String> ids(TestLine line) {
        return line.all(TransportEvent.ItemAdded.class).stream()
                .map(event -> event.item().id())
                .toList();
    }

    @Test
    void speech_stops_the_answer_and_what_is_left_of_its_sound_is_dropped() {
        line.receive(Fixtures.AGENT_TEXT);
        line.receiveSound(960);
        line.receive(Fixtures.USER_STARTED);
        Response stopped = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.CANCELLED, stopped.status());
        assertEquals("turn_detected", stopped.reason());
        line.kinds();
        line.receiveSound(960);
        line.receive(Fixtures.AUDIO_DONE);
        assertEquals(List.of(), line.kinds());
        assertEquals(1, line.sounds.size());
        line.receive(Fixtures.USER_TEXT, Fixtures.AGENT_TEXT);
        line.receiveSound(480);
        line.receive(Fixtures.AUDIO_DONE);
        assertEquals(2, line.sounds.size());
        assertEquals(
                Response.Status.COMPLETED,
                line.last(TransportEvent.ResponseDone.class).response().status());
    }

    @Test
    void speech_before_any_sound_stops_the_answer_too() {
        line.receive(Fixtures.AGENT_TEXT, Fixtures.USER_STARTED);
        assertEquals(
                Response.Status.CANCELLED,
                line.last(TransportEvent.ResponseDone.class).response().status());
        line.receiveSound(960);
        assertEquals(List.of(), line.sounds);
    }

    @Test
    void sound_is_heard_again_when_the_agent_is_said_to_speak() {
        line.receive(Fixtures.USER_STARTED, Fixtures.AGENT_STARTED);
        line.receiveSound(960);
        assertEquals(1, line.sounds.size());
        assertEquals(1, line.all(TransportEvent.SpeechStopped.class).size());
    }

    @Test
    void several_calls_are_one_answer_and_those_of_the_service_are_none_of_ours() {
        line.receive(Fixtures.USER_TEXT);
        line.kinds();
        line.receive(Fixtures.FUNCTIONS);
        Response done = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.COMPLETED, done.status());
        assertEquals(
                List.of("clock", "weather"),
                done.output().stream().map(item -> ((Item.FunctionCall) item).name()).toList());
        line.kinds();
        line.receive(Fixtures.SERVER_FUNCTION, Fixtures.SERVER_RESPONSE);
        assertEquals(List.of("Extension", "Extension"), line.kinds());
    }

    @Test
    void a_call_after_words_ends_the_answer_and_sound_that_comes_later_is_one_of_its_own() {
        line.receive(Fixtures.said("assistant", "One moment."), Fixtures.FUNCTION);
        Response first = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(2, first.output().size());
        line.receiveSound(960);
        line.receive(Fixtures.AUDIO_DONE);
        Response second = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals("", ((Item.Message) second.output().get(0)).text());
    }

    @Test
    void a_call_before_the_turn_is_sure_stands_after_the_turn_all_the_same() {
        line.receive(Fixtures.USER_STARTED, Fixtures.FUNCTION, Fixtures.USER_TEXT);
        List<TransportEvent.ItemAdded> added = line.all(TransportEvent.ItemAdded.class);
        assertEquals(2, added.size());
        String turn = added.get(0).item().id();
        assertEquals(turn, line.last(TransportEvent.InputTranscriptDone.class).itemId());
        assertEquals(1, line.all(TransportEvent.InputCommitted.class).size());
    }

    @Test
    void a_turn_that_is_resumed_takes_its_call_back_and_stays_one_turn() {
        line.receive(
                Fixtures.USER_STARTED,
                Fixtures.FUNCTIONS,
                Fixtures.USER_STARTED,
                Fixtures.FUNCTION_CANCELLED,
                Fixtures.USER_TEXT);
        assertEquals("fc_1", line.last(TransportEvent.ToolCallCancelled.class).callId());
        assertEquals(1, line.all(TransportEvent.InputCommitted.class).size());
        assertEquals(2, line.all(TransportEvent.SpeechStopped.class).size());
        assertEquals(1, line.all(TransportEvent.InputTranscriptDone.class).size());
    }

    @Test
    void samples_that_two_messages_share_are_put_together() {
        line.receive(Fixtures.AGENT_TEXT);
        line.receiveSound(5);
        line.receiveSound(3);
        line.receiveSound(2);
        assertEquals(
                List.of("4", "4", "2"),
                line.sounds.stream().map(sound -> sound.split(" ")[1]).toList());
    }

    @Test
    void words_that_were_given_are_recognised_in_the_answer_that_says_them() {
        line.codec.encode(new Command.Say("say-1", "Welcome to the bank."));
        line.receive(Fixtures.said("assistant", "Welcome to the bank."));
        line.receiveSound(960);
        line.receive(Fixtures.AUDIO_DONE);
        assertEquals(
                Map.of(Command.Say.METADATA, "say-1"),
                line.last(TransportEvent.ResponseDone.class).response().metadata());
        line.receive(Fixtures.AGENT_TEXT);
        assertEquals(
                Map.of(), line.last(TransportEvent.ResponseStarted.class).response().metadata());
    }

    @Test
    void given_words_come_after_an_answer_that_runs() {
        line.receive(Fixtures.AGENT_TEXT);
        line.receiveSound(960);
        line.codec.encode(new Command.Say("say-1", "Anything else?"));
        line.receive(Fixtures.said("assistant", "Anything else?"), Fixtures.AUDIO_DONE);
        List<TransportEvent.ResponseDone> done = line.all(TransportEvent.ResponseDone.class);
        assertEquals(2, done.size());
        assertEquals("It is noon.", ((Item.Message) done.get(0).response().output().get(0)).text());
        assertEquals(Map.of(Command.Say.METADATA, "say-1"), done.get(1).response().metadata());
    }

    @Test
    void given_words_that_are_refused_are_an_error_of_the_command() {
        line.codec.encode(new Command.Say("say-1", "Hello?"));
        line.receive(Fixtures.INJECTION_REFUSED);
        TransportEvent.Error error = line.last(TransportEvent.Error.class);
        assertEquals("say-1", error.error().commandId());
        assertEquals(Severity.RECOVERABLE, error.error().severity());
        assertEquals(List.of(), line.failures);
    }

    @Test
    void what_was_typed_comes_back_once_and_is_not_told_twice() {
        line.codec.encode(Command.CreateItem.append(Item.Message.user("What time is it?")));
        assertEquals(List.of("ItemAdded", "ItemDone"), line.kinds());
        line.receive(Fixtures.USER_STARTED, Fixtures.USER_TEXT);
        assertEquals(List.of(), line.kinds());
        line.receive(Fixtures.USER_TEXT);
        assertEquals(1, line.all(TransportEvent.InputTranscriptDone.class).size());
    }

    @Test
    void the_caller_is_heard_again_after_what_was_typed() {
        line.codec.encode(Command.CreateItem.append(Item.Message.user("What time is it?")));
        line.receive(Fixtures.USER_STARTED, Fixtures.USER_TEXT, Fixtures.AGENT_TEXT);
        line.receive(Fixtures.USER_STARTED);
        assertEquals(1, line.all(TransportEvent.SpeechStarted.class).size());
        assertEquals(
                Response.Status.CANCELLED,
                line.last(TransportEvent.ResponseDone.class).response().status());
    }

    @Test
    void an_answer_that_is_owed_is_over_when_the_caller_speaks_before_it() {
        line.receive(Fixtures.FUNCTION);
        line.codec.encode(
                Command.CreateItem.append(new Item.FunctionCallOutput("", "call_1", "noon")));
        line.kinds();
        line.receive(Fixtures.USER_STARTED, Fixtures.USER_STARTED);
        assertEquals(
                List.of("SpeechStarted", "ResponseStarted", "ResponseDone", "SpeechStarted"),
                line.kinds());
    }

    @Test
    void an_error_ends_the_line_and_wrong_settings_end_all_attempts() {
        line.receive(Fixtures.ERROR);
        assertEquals(Severity.LINE_LOST, line.failures.get(0).severity());
        assertEquals("ASR_CONNECTION_CLOSED", line.failures.get(0).code());
        TestLine refused = new TestLine();
        refused.opening();
        refused.receive(Fixtures.INVALID_SETTINGS, Fixtures.SETTINGS_APPLIED);
        assertEquals(0, refused.ready);
        assertEquals(1, refused.failures.size());
        assertEquals(Severity.FATAL, refused.failures.get(0).severity());
    }

    @Test
    void a_warning_changes_nothing() {
        line.receive(Fixtures.WARNING);
        assertEquals("PROMPT_TOO_LONG", line.last(TransportEvent.Notice.class).code());
        assertEquals(List.of(), line.failures);
    }

    @Test
    void what_cannot_be_understood_is_told_and_never_thrown() {
        line.receive(
                "no JSON",
                "[]",
                "{\"type\":7}",
                "{\"type\":\"ConversationText\",\"role\":\"robot\",\"content\":\"\"}",
                "{\"type\":\"FunctionCallRequest\"}",
                "{\"type\":\"FunctionCallRequest\",\"functions\":[7]}",
                "{\"type\":\"FunctionCallRequest\",\"functions\":[{\"client_side\":true}]}");
        assertEquals(7, line.all(TransportEvent.Rejected.class).size());
        assertEquals(0, line.all(TransportEvent.ResponseStarted.class).size());
    }
}
