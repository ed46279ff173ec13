package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.genai.types.Content;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.LiveClientContent;
import com.google.genai.types.LiveClientMessage;
import com.google.genai.types.LiveClientRealtimeInput;
import com.google.genai.types.LiveClientSetup;
import com.google.genai.types.Schema;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Command.CreateItem.Delivery;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes out is what the service's own client would send, in its own types. */
class ClientMessagesTest {

    private static final SessionConfig MANUAL =
            SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build();

    private static LiveClientSetup setup(TestLine line) {
        line.codec.open(line);
        return TypedModels.conforming(line.sent.get(0)).setup().orElseThrow();
    }

    private static LiveClientSetup setup(SessionConfig config) {
        return setup(new TestLine().with(config));
    }

    private static LiveClientMessage one(List<String> sent) {
        assertEquals(1, sent.size(), sent.toString());
        return TypedModels.conforming(sent.get(0));
    }

    // ---- setup

    @Test
    void a_line_opens_with_the_model_and_with_transcripts_of_both_sides() {
        LiveClientSetup setup = setup(SessionConfig.EMPTY);
        assertEquals("models/gemini-3.8-live", setup.model().orElseThrow());
        assertEquals(
                "[AUDIO]",
                setup.generationConfig().orElseThrow().responseModalities().orElseThrow() + "");
        assertTrue(setup.inputAudioTranscription().isPresent());
        assertTrue(setup.outputAudioTranscription().isPresent());
        assertTrue(setup.sessionResumption().orElseThrow().handle().isEmpty());
        assertTrue(setup.contextWindowCompression().orElseThrow().slidingWindow().isPresent());
        assertTrue(setup.historyConfig().isEmpty());
        assertTrue(setup.tools().isEmpty());
        assertTrue(setup.systemInstruction().isEmpty());
    }

    @Test
    void instructions_voice_length_and_effort_are_told() {
        LiveClientSetup setup =
                setup(
                        SessionConfig.builder()
                                .instructions("Be brief.")
                                .voice("Kore")
                                .maxOutputTokens(512)
                                .set(ConfigField.REASONING_EFFORT, ReasoningEffort.LOW)
                                .providerData(
                                        "{\"generationConfig\":{\"temperature\":0.5},"
                                                + "\"sessionResumption\":null,"
                                                + "\"proactivity\":{\"proactiveAudio\":true}}")
                                .build());
        assertEquals("Be brief.", setup.systemInstruction().orElseThrow().text());
        var generation = setup.generationConfig().orElseThrow();
        assertEquals(512, generation.maxOutputTokens().orElseThrow());
        assertEquals(0.5f, generation.temperature().orElseThrow());
        assertEquals(
                "Kore",
                generation
                        .speechConfig()
                        .flatMap(speech -> speech.voiceConfig())
                        .flatMap(voice -> voice.prebuiltVoiceConfig())
                        .flatMap(voice -> voice.voiceName())
                        .orElseThrow());
        assertEquals(
                "LOW",
                generation.thinkingConfig().orElseThrow().thinkingLevel().orElseThrow() + "");
        assertTrue(setup.proactivity().orElseThrow().proactiveAudio().orElseThrow());
        assertTrue(setup.sessionResumption().isEmpty(), "null takes a member away");
    }

    @Test
    void turn_detection_is_told_in_the_services_own_measures() {
        var input =
                setup(
                                SessionConfig.builder()
                                        .turnDetection(
                                                new TurnDetection.ServerVad(
                                                        0.8, 40, 600, null, true, false))
                                        .build())
                        .realtimeInputConfig()
                        .orElseThrow();
        var detection = input.automaticActivityDetection().orElseThrow();
        assertEquals(
                "START_SENSITIVITY_LOW", detection.startOfSpeechSensitivity().orElseThrow() + "");
        assertEquals(40, detection.prefixPaddingMs().orElseThrow());
        assertEquals(600, detection.silenceDurationMs().orElseThrow());
        assertEquals("NO_INTERRUPTION", input.activityHandling().orElseThrow() + "");
        var off = setup(MANUAL).realtimeInputConfig().orElseThrow();
        assertTrue(off.automaticActivityDetection().orElseThrow().disabled().orElseThrow());
    }

    @Test
    void a_transcription_takes_languages_and_words_or_is_left_out() {
        var wanted =
                setup(
                                SessionConfig.builder()
                                        .transcription(
                                                new Transcription(
                                                        null,
                                                        "de",
                                                        List.of("en"),
                                                        List.of("Patchbay"),
                                                        null,
                                                        null))
                                        .build())
                        .inputAudioTranscription()
                        .orElseThrow();
        assertEquals(List.of("de", "en"), wanted.languageCodes().orElseThrow());
        assertEquals(List.of("Patchbay"), wanted.customVocabulary().orElseThrow());
        SessionConfig none = SessionConfig.builder().clear(ConfigField.TRANSCRIPTION).build();
        assertTrue(setup(none).inputAudioTranscription().isEmpty());
    }

    @Test
    void a_full_context_is_compressed_as_the_session_wants_it() {
        var compression =
                setup(truncation(new ContextTruncation.RetentionRatio(0.5, 40_000)))
                        .contextWindowCompression()
                        .orElseThrow();
        assertEquals(40_000, compression.triggerTokens().orElseThrow());
        assertEquals(
                20_000, compression.slidingWindow().orElseThrow().targetTokens().orElseThrow());
        assertTrue(
                setup(truncation(new ContextTruncation.Disabled()))
                        .contextWindowCompression()
                        .isEmpty());
    }

    private static SessionConfig truncation(ContextTruncation truncation) {
        return SessionConfig.builder().set(ConfigField.CONTEXT_TRUNCATION, truncation).build();
    }

    @Test
    void tools_are_declared_in_the_services_own_form_of_a_schema() {
        String schema =
                "{\"type\":\"object\",\"additionalProperties\":false,\"$defs\":{\"day\":{\"type\":"
                        + "\"string\",\"enum\":[\"TUE\",\"WED\"]}},\"properties\":{\"day\":{\"$ref\":"
                        + "\"#/$defs/day\"},\"seats\":{\"type\":[\"integer\",\"null\"],\"minimum\":1},"
                        + "\"names\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":"
                        + "\"email\"}},\"at\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}},"
                        + "\"required\":[\"day\"]}";
        var declarations =
                setup(
                                SessionConfig.builder()
                                        .tools(
                                                List.of(
                                                        new ToolDefinition.Function(
                                                                "book", "Books.", schema),
                                                        new ToolDefinition.Function(
                                                                "ring",
                                                                "Rings.",
                                                                "{\"type\":\"object\"}",
                                                                true)))
                                        .build())
                        .tools()
                        .orElseThrow()
                        .get(0)
                        .functionDeclarations()
                        .orElseThrow();
        assertEquals("BLOCKING", declarations.get(0).behavior().orElseThrow() + "");
        assertEquals("NON_BLOCKING", declarations.get(1).behavior().orElseThrow() + "");
        assertTrue(declarations.get(1).parameters().isEmpty());
        var parameters = declarations.get(0).parameters().orElseThrow();
        assertEquals("OBJECT", parameters.type().orElseThrow() + "");
        assertEquals(List.of("day"), parameters.required().orElseThrow());
        var members = parameters.properties().orElseThrow();
        assertEquals(List.of("TUE", "WED"), member(members, "day").enum_().orElseThrow());
        assertEquals("INTEGER", member(members, "seats").type().orElseThrow() + "");
        assertTrue(member(members, "seats").nullable().orElseThrow());
        assertEquals("STRING", member(members, "at").type().orElseThrow() + "");
        assertTrue(member(members, "at").nullable().orElseThrow());
        assertTrue(member(members, "names").items().orElseThrow().format().isEmpty());
    }

    private static Schema member(Map<String, Schema> members, String name) {
        return Objects.requireNonNull(members.get(name), name);
    }

    @Test
    void a_schema_that_refers_to_itself_comes_to_an_end() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"},\"self\":{\"$ref\":"
                        + "\"#/properties/self\"}}}";
        setup(
                SessionConfig.builder()
                        .tools(List.of(new ToolDefinition.Function("loop", "Loops.", schema)))
                        .build());
    }

    @Test
    void at_the_clouds_door_the_model_belongs_to_a_project() {
        assertEquals(
                "projects/p1/locations/us-central1/publishers/google/models/"
                        + "gemini-live-2.5-flash-native-audio",
                setup(new TestLine("vertex")).model().orElseThrow());
    }

    @Test
    void a_conversation_is_resumed_by_its_handle_and_then_not_told_again() {
        TestLine line = new TestLine();
        line.resumption = new ResumptionHandle("gemini", Secret.of("h-1"), null);
        line.history = List.of(Item.Message.user("Hello."));
        assertEquals("h-1", setup(line).sessionResumption().orElseThrow().handle().orElseThrow());
        line.receive("{\"setupComplete\":{}}");
        assertEquals(1, line.sent.size());
        assertEquals(1, line.ready);
    }

    @Test
    void a_history_is_told_once_the_setup_was_taken_and_before_the_line_is_ready() {
        TestLine line = new TestLine();
        line.history =
                List.of(
                        Item.Message.user("What time is it?").withId("1"),
                        new Item.FunctionCall("2", "c1", "time", "{}", ItemStatus.COMPLETED),
                        new Item.FunctionCallOutput("3", "c1", "noon"),
                        Item.Message.assistant("It is noon.").withId("4"));
        assertTrue(
                setup(line)
                        .historyConfig()
                        .orElseThrow()
                        .initialHistoryInClientContent()
                        .orElseThrow());
        assertEquals(1, line.sent.size());
        line.receive("{\"setupComplete\":{}}");
        LiveClientContent told =
                TypedModels.conforming(line.sent.get(1)).clientContent().orElseThrow();
        assertTrue(told.turnComplete().orElseThrow());
        List<Content> turns = told.turns().orElseThrow();
        assertEquals(
                List.of("user", "model", "user", "model"),
                turns.stream().map(turn -> turn.role().orElseThrow()).toList());
        assertEquals("[Tool c1: time({})]", turns.get(1).text());
        assertEquals("[Tool c1: time returned: noon]", turns.get(2).text());
        assertEquals(1, line.ready);
    }

    @Test
    void what_cannot_be_had_is_refused_in_words_before_anything_is_sent() {
        TestLine line = new TestLine().established();
        SessionConfig wanted =
                SessionConfig.builder()
                        .speed(1.2)
                        .turnDetection(TurnDetection.ServerVad.defaults().with(false, null))
                        .transcription(Transcription.of("whisper-1"))
                        .build();
        var rejected = line.codec.plan(SessionConfig.EMPTY, wanted).rejected();
        assertEquals(
                Set.of(ConfigField.SPEED, ConfigField.TURN_DETECTION, ConfigField.TRANSCRIPTION),
                rejected.keySet());
        assertTrue(line.sent.isEmpty());
    }

    // ---- afterwards

    @Test
    void sound_goes_out_as_16_kilohertz() {
        TestLine line = new TestLine().established();
        assertTrue(line.codec.encodeAudio(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
        LiveClientRealtimeInput input = one(line.sent).realtimeInput().orElseThrow();
        assertEquals("audio/pcm;rate=16000", input.audio().orElseThrow().mimeType().orElseThrow());
        assertEquals(4, input.audio().orElseThrow().data().orElseThrow().length);
    }

    @Test
    void where_this_side_ends_turns_the_first_sound_begins_one() {
        TestLine line = new TestLine().with(MANUAL).established();
        line.codec.encodeAudio(ByteBuffer.wrap(new byte[320]));
        line.codec.encodeAudio(ByteBuffer.wrap(new byte[320]));
        assertEquals(3, line.sent.size());
        assertTrue(input(line.sent.get(0)).activityStart().isPresent());
        assertTrue(input(line.sent.get(1)).audio().isPresent());
        assertTrue(
                one(line.sentBy(Command.CommitAudio.now()))
                        .realtimeInput()
                        .orElseThrow()
                        .activityEnd()
                        .isPresent());
        assertEquals(1, line.all(TransportEvent.InputCommitted.class).size());
    }

    @Test
    void whoever_tells_when_the_caller_speaks_is_believed() {
        TestLine line = new TestLine().with(MANUAL).established();
        assertTrue(
                input(line.sentBy(Command.SpeechActivity.of(true)).get(0))
                        .activityStart()
                        .isPresent());
        assertTrue(line.sentBy(Command.SpeechActivity.of(true)).isEmpty());
        assertTrue(
                input(line.sentBy(Command.SpeechActivity.of(false)).get(0))
                        .activityEnd()
                        .isPresent());
        line.sent.clear();
        line.codec.encodeAudio(ByteBuffer.wrap(new byte[320])); // silence, as it was told
        assertEquals(1, line.sent.size());
        TestLine other = new TestLine().established();
        assertThrows(
                UnsupportedOperationException.class,
                () -> other.codec.encode(Command.SpeechActivity.of(true)));
    }

    private static LiveClientRealtimeInput input(String json) {
        return TypedModels.conforming(json).realtimeInput().orElseThrow();
    }

    @Test
    void where_the_service_ends_turns_a_commit_ends_the_stream_of_sound() {
        TestLine line = new TestLine().established();
        assertTrue(
                one(line.sentBy(Command.CommitAudio.now()))
                        .realtimeInput()
                        .orElseThrow()
                        .audioStreamEnd()
                        .orElseThrow());
    }

    @Test
    void a_typed_message_is_answered_when_an_answer_is_asked_for() {
        TestLine line = new TestLine().established();
        LiveClientContent typed =
                one(line.sentBy(Command.CreateItem.append(Item.Message.user("Hello."))))
                        .clientContent()
                        .orElseThrow();
        assertFalse(typed.turnComplete().orElseThrow());
        assertEquals("Hello.", typed.turns().orElseThrow().get(0).text());
        assertEquals(List.of("ItemAdded", "ItemDone"), names(line.events));
        LiveClientContent asked = one(line.sentBy(ask())).clientContent().orElseThrow();
        assertTrue(asked.turnComplete().orElseThrow());
        assertTrue(asked.turns().isEmpty());
    }

    private static List<String> names(List<TransportEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private static Command ask() {
        return Command.CreateResponse.of(ResponseOptions.DEFAULT);
    }

    @Test
    void a_picture_travels_inside_the_turn() {
        TestLine line = new TestLine().established();
        String url = "data:image/png;base64,iVBORw0KGgo=";
        var part =
                one(line.sentBy(Command.CreateItem.append(Item.Message.image(url))))
                        .clientContent()
                        .orElseThrow()
                        .turns()
                        .orElseThrow()
                        .get(0)
                        .parts()
                        .orElseThrow()
                        .get(0);
        assertEquals("image/png", part.inlineData().orElseThrow().mimeType().orElseThrow());
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        line.codec.encode(
                                Command.CreateItem.append(
                                        Item.Message.image("https://example.org/a.png"))));
    }

    @Test
    void a_picture_of_a_history_that_lies_elsewhere_is_left_out_and_counted() {
        TestLine line = new TestLine();
        line.history =
                List.of(
                        Item.Message.image("https://example.org/a.png").withId("1"),
                        Item.Message.user("What is it?").withId("2"));
        setup(line);
        line.receive("{\"setupComplete\":{}}");
        LiveClientContent told =
                TypedModels.conforming(line.sent.get(1)).clientContent().orElseThrow();
        assertEquals(1, told.turns().orElseThrow().size());
        TransportEvent.Notice notice = line.last(TransportEvent.Notice.class);
        assertEquals("history-untold", notice.code());
        assertTrue(notice.text().endsWith(": 1"), notice.text());
        assertEquals(1, line.ready);
    }

    @Test
    void a_tools_output_names_its_call_and_is_answered_without_being_asked() {
        TestLine line = new TestLine().with(tool(false)).established();
        line.receive(call("c1"));
        FunctionResponse response = response(line, "c1", Delivery.SILENT);
        assertEquals("c1", response.id().orElseThrow());
        assertEquals("time", response.name().orElseThrow());
        assertEquals(Map.of("output", "noon"), response.response().orElseThrow());
        assertTrue(response.scheduling().isEmpty(), "the model waits, and answers");
        assertTrue(line.sentBy(ask()).isEmpty());
    }

    @Test
    void how_the_output_of_a_background_tool_is_taken_is_told() {
        for (Delivery delivery : Delivery.values()) {
            TestLine line = new TestLine().with(tool(true)).established();
            line.receive(call("c1"));
            FunctionResponse response = response(line, "c1", delivery);
            assertEquals(delivery.name(), response.scheduling().orElseThrow() + "");
        }
    }

    private static SessionConfig tool(boolean background) {
        return SessionConfig.builder()
                .tools(
                        List.of(
                                new ToolDefinition.Function(
                                        "time", "The time.", "{\"type\":\"object\"}", background)))
                .build();
    }

    private static String call(String id) {
        return "{\"toolCall\":{\"functionCalls\":[{\"id\":\""
                + id
                + "\",\"name\":\"time\",\"args\":{}}]}}";
    }

    private static FunctionResponse response(TestLine line, String call, Delivery delivery) {
        return one(line.sentBy(
                        Command.CreateItem.output(
                                Item.FunctionCallOutput.of(call, "noon"), delivery)))
                .toolResponse()
                .orElseThrow()
                .functionResponses()
                .orElseThrow()
                .get(0);
    }

    @Test
    void the_providers_own_messages_pass() {
        TestLine line = new TestLine().established();
        assertEquals(
                "{\"realtimeInput\":{\"text\":\"Look.\"}}",
                line.sentBy(new Command.Extension("x", "realtimeInput", "{\"text\":\"Look.\"}"))
                        .get(0));
        assertThrows(
                UnsupportedOperationException.class,
                () -> line.codec.encode(new Command.Extension("x", "setup", "{}")));
    }

    @Test
    void what_the_wire_has_no_word_for_is_refused_in_words() {
        TestLine line = new TestLine().established();
        for (Command command :
                List.of(
                        Command.CancelResponse.current(),
                        Command.ClearInputAudio.now(),
                        Command.TruncateItem.of("i", 0, 10),
                        Command.DeleteItem.of("i"),
                        Command.UpdateSession.of(SessionConfig.EMPTY),
                        new Command.Say("s", "Mind the gap."),
                        Command.CreateResponse.of(ResponseOptions.instructions("Say yes.")))) {
            UnsupportedOperationException refused =
                    assertThrows(
                            UnsupportedOperationException.class,
                            () -> line.codec.encode(command),
                            command.toString());
            String why = String.valueOf(refused.getMessage());
            assertTrue(why.startsWith("Gemini "), why);
        }
        assertTrue(line.sent.isEmpty());
    }
}
