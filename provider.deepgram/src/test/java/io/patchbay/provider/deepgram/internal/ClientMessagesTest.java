package io.patchbay.provider.deepgram.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientMessagesTest {

    private final TestLine line = new TestLine().established();

    private static SessionConfig brief() {
        return SessionConfig.builder().instructions("Be brief.").build();
    }

    @Test
    void instructions_and_tools_replace_all_that_thinks() {
        line.codec.encode(
                Command.UpdateSession.of(
                        brief().toBuilder()
                                .tools(
                                        List.of(
                                                new ToolDefinition.Function(
                                                        "clock", "Tells it.", "{}")))
                                .build()));
        assertEquals(
                "{\"type\":\"UpdateThink\",\"think\":{\"provider\":{\"type\":\"open_ai\","
                        + "\"model\":\"gpt-4o-mini\"},\"prompt\":\"Be brief.\",\"functions\":["
                        + "{\"name\":\"clock\",\"description\":\"Tells it.\",\"parameters\":{}}]}}",
                line.sent.get(0));
        assertEquals(List.of(), line.events);
        line.receive(Fixtures.THINK_UPDATED);
        SessionConfig now = line.last(TransportEvent.SessionUpdated.class).config();
        assertEquals("Be brief.", now.value(ConfigField.INSTRUCTIONS).orElseThrow());
    }

    @Test
    void a_change_of_instructions_keeps_the_tools_and_the_other_way_round() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .tools(List.of(new ToolDefinition.Function("clock", "", "{}")))
                                .build()));
        line.codec.encode(Command.UpdateSession.of(brief()));
        assertEquals(1, line.lastSent().path("think").path("functions").size());
        line.codec.encode(
                Command.UpdateSession.of(SessionConfig.builder().tools(List.of()).build()));
        assertEquals("Be brief.", line.lastSent().path("think").path("prompt").stringValue());
        assertEquals(0, line.lastSent().path("think").path("functions").size());
    }

    @Test
    void a_voice_is_a_model_that_speaks() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder().voice("aura-2-apollo-en").speed(1.1).build()));
        assertEquals(
                "{\"type\":\"UpdateSpeak\",\"speak\":{\"provider\":{\"type\":\"deepgram\","
                        + "\"model\":\"aura-2-apollo-en\",\"speed\":1.1}}}",
                line.sent.get(0));
        line.receive(Fixtures.SPEAK_UPDATED);
        assertEquals(
                Voice.of("aura-2-apollo-en"),
                line.last(TransportEvent.SessionUpdated.class)
                        .config()
                        .value(ConfigField.VOICE)
                        .orElseThrow());
    }

    @Test
    void changes_are_confirmed_in_the_order_in_which_they_were_made() {
        line.codec.encode(Command.UpdateSession.of(brief()));
        line.codec.encode(
                Command.UpdateSession.of(SessionConfig.builder().instructions("Be long.").build()));
        line.receive(Fixtures.THINK_UPDATED);
        assertEquals("Be brief.", confirmed());
        line.receive(Fixtures.THINK_UPDATED);
        assertEquals("Be long.", confirmed());
    }

    private String confirmed() {
        return line.last(TransportEvent.SessionUpdated.class)
                .config()
                .value(ConfigField.INSTRUCTIONS)
                .orElseThrow();
    }

    @Test
    void what_only_a_new_line_can_change_is_refused_by_name() {
        UnsupportedOperationException refused =
                assertThrows(
                        UnsupportedOperationException.class,
                        () ->
                                line.codec.encode(
                                        Command.UpdateSession.of(
                                                SessionConfig.builder()
                                                        .providerData("{}")
                                                        .build())));
        assertTrue(("" + refused.getMessage()).contains("provider data"));
        assertEquals(List.of(), line.sent);
    }

    @Test
    void what_the_caller_types_is_answered_without_being_asked_for() {
        line.codec.encode(Command.CreateItem.append(Item.Message.user("Hello")));
        assertEquals("{\"type\":\"InjectUserMessage\",\"content\":\"Hello\"}", line.sent.get(0));
        line.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        assertEquals(1, line.sent.size());
        line.receive(Fixtures.AGENT_TEXT, Fixtures.AUDIO_DONE);
        assertThrows(
                UnsupportedOperationException.class,
                () -> line.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT)));
    }

    @Test
    void a_note_of_the_session_goes_as_if_it_were_typed() {
        line.codec.encode(Command.CreateItem.append(Item.Message.system("The tool said: ten.")));
        assertEquals(
                "{\"type\":\"InjectUserMessage\",\"content\":\"The tool said: ten.\"}",
                line.sent.get(0));
        line.kinds();
        line.receive(Fixtures.said("user", "The tool said: ten."));
        assertEquals(List.of(), line.kinds());
    }

    @Test
    void an_output_names_its_function() {
        line.receive(Fixtures.FUNCTION);
        line.codec.encode(
                Command.CreateItem.append(
                        Item.FunctionCallOutput.of(
                                "fc_12345678-90ab-cdef-1234-567890abcdef", "{\"c\":21}")));
        assertEquals(
                "{\"type\":\"FunctionCallResponse\","
                        + "\"id\":\"fc_12345678-90ab-cdef-1234-567890abcdef\","
                        + "\"name\":\"get_weather\",\"content\":\"{\\\"c\\\":21}\"}",
                line.sent.get(0));
    }

    @Test
    void an_output_of_a_call_on_an_earlier_line_names_its_function_too() {
        TestLine next = new TestLine();
        next.history =
                List.of(new Item.FunctionCall("i1", "fc_7", "clock", "{}", ItemStatus.COMPLETED));
        next.established();
        next.codec.encode(Command.CreateItem.append(Item.FunctionCallOutput.of("fc_7", "noon")));
        assertEquals("clock", next.lastSent().path("name").stringValue());
    }

    @Test
    void given_words_come_between_as_the_operator_wants() {
        line.codec.encode(new Command.Say("s1", "Hello."));
        assertEquals(
                "{\"type\":\"InjectAgentMessage\",\"message\":\"Hello.\",\"behavior\":\"queue\"}",
                line.sent.get(0));
        TestLine plain = new TestLine(Map.of("say", "default")).established();
        plain.codec.encode(new Command.Say("s1", "Hello."));
        assertEquals("{\"type\":\"InjectAgentMessage\",\"message\":\"Hello.\"}", plain.sent.get(0));
    }

    @Test
    void what_the_service_has_no_word_for_is_refused_in_a_sentence() {
        for (Command command :
                List.<Command>of(
                        Command.CancelResponse.current(),
                        Command.TruncateItem.of("i", 0, 100),
                        Command.DeleteItem.of("i"),
                        Command.RetrieveItem.of("i"),
                        Command.CommitAudio.now(),
                        Command.ClearInputAudio.now(),
                        Command.ClearOutputAudio.now(),
                        Command.SpeechActivity.of(true),
                        new Command.Extension("x", "y", "{}"),
                        Command.CreateResponse.of(ResponseOptions.instructions("Be kind.")),
                        Command.CreateItem.at(Placement.FIRST, Item.Message.user("Hello")),
                        Command.CreateItem.append(Item.Message.image("data:,")),
                        Command.CreateItem.append(Item.Message.assistant("Hello.")))) {
            UnsupportedOperationException refused =
                    assertThrows(
                            UnsupportedOperationException.class,
                            () -> line.codec.encode(command),
                            command::toString);
            assertTrue(("" + refused.getMessage()).startsWith("Deepgram's agent "));
        }
        assertEquals(List.of(), line.sent);
    }

    @Test
    void sound_goes_out_as_it_is() {
        assertTrue(line.codec.encodeAudio(ByteBuffer.allocate(960)));
        assertEquals(List.of("960 bytes"), line.sent);
        line.full = true;
        assertFalse(line.codec.encodeAudio(ByteBuffer.allocate(960)));
    }

    @Test
    void silence_is_filled_with_signs_of_life_until_the_line_ends() {
        line.loop.advance(Duration.ofSeconds(4));
        line.codec.encodeAudio(ByteBuffer.allocate(960));
        line.loop.advance(Duration.ofSeconds(4));
        assertEquals(List.of("960 bytes"), line.sent);
        line.loop.advance(Duration.ofSeconds(11));
        assertEquals(
                List.of(
                        "960 bytes",
                        "{\"type\":\"KeepAlive\"}",
                        "{\"type\":\"KeepAlive\"}",
                        "{\"type\":\"KeepAlive\"}"),
                line.sent);
        line.codec.close();
        assertEquals(0, line.loop.timers());
    }

    @Test
    void a_full_line_takes_nothing_and_nothing_is_told_as_taken() {
        line.full = true;
        line.codec.encode(Command.CreateItem.append(Item.Message.user("Hello")));
        line.codec.encode(Command.UpdateSession.of(brief()));
        line.codec.encode(new Command.Say("s1", "Hello."));
        assertEquals(List.of(), line.kinds());
        line.full = false;
        line.receive(Fixtures.said("assistant", "Hello."));
        assertEquals(
                Map.of(), line.last(TransportEvent.ResponseStarted.class).response().metadata());
    }
}
