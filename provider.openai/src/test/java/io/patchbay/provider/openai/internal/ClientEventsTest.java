package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.McpApproval;
import io.patchbay.api.tool.McpToolFilter;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What the codec sends. Source of the shapes: the typed models of {@code
 * com.openai:openai-java-core} 4.100.0, into which every frame has to parse, valid and with nothing
 * unknown.
 */
@org.jspecify.annotations.NullUnmarked
class ClientEventsTest {

    private static final ToolDefinition FUNCTION =
            new ToolDefinition.Function(
                    "add",
                    "Adds",
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}}}");
    private static final ToolDefinition MCP =
            new HostedMcpTool(
                    "docs",
                    URI.create("https://example.com/mcp"),
                    null,
                    "Documents",
                    Secret.of("token"),
                    Map.of("X-Key", Secret.of("k")),
                    McpToolFilter.named("search"),
                    McpApproval.NEVER);
    private static final SessionConfig FULL =
            SessionConfig.builder()
                    .instructions("Be brief.")
                    .outputModality(Modality.AUDIO)
                    .voice("marin")
                    .speed(1.2)
                    .inputFormat(AudioFormat.PCMU_8K)
                    .outputFormat(AudioFormat.PCMA_8K)
                    .transcription(
                            new Transcription(
                                    "gpt-transcribe",
                                    "en",
                                    List.of("en", "de"),
                                    List.of("Patchbay"),
                                    "a call",
                                    "low"))
                    .noiseReduction(new NoiseReduction("near_field", 0.5))
                    .turnDetection(new TurnDetection.ServerVad(0.6, 300, 250, 6000, true, false))
                    .tools(List.of(FUNCTION, MCP))
                    .toolChoice(new ToolChoice.Function("add"))
                    .set(ConfigField.PARALLEL_TOOL_CALLS, true)
                    .maxOutputTokens(900)
                    .set(ConfigField.REASONING_EFFORT, ReasoningEffort.XHIGH)
                    .set(
                            ConfigField.CONTEXT_TRUNCATION,
                            new ContextTruncation.RetentionRatio(0.8, 5000))
                    .set(ConfigField.TRACING, new Tracing.Named("w", "g", Map.of("a", "b")))
                    .set(ConfigField.PROMPT, new Prompt("pmpt_1", "2", Map.of("n", "\"Ann\"")))
                    .set(ConfigField.TRANSCRIPT_LOGPROBS, true)
                    .build();

    private final TestLine line = new TestLine().established();

    static Stream<Command> commands() {
        SessionConfig other =
                SessionConfig.builder()
                        .outputModality(Modality.TEXT)
                        .set(ConfigField.VOICE, new Voice("voice_1", true))
                        .inputFormat(AudioFormat.PCM16_24K)
                        .turnDetection(new TurnDetection.SemanticVad("high", false, false))
                        .tools(
                                List.of(
                                        new HostedMcpTool(
                                                "mail",
                                                null,
                                                "connector_gmail",
                                                null,
                                                null,
                                                Map.of(),
                                                McpToolFilter.readOnly(true),
                                                new McpApproval.ByTool(
                                                        new McpToolFilter(List.of("send"), false),
                                                        McpToolFilter.named("read")))))
                        .toolChoice(new ToolChoice.Mcp("mail", "read"))
                        .set(ConfigField.CONTEXT_TRUNCATION, new ContextTruncation.Disabled())
                        .set(ConfigField.TRACING, new Tracing.Auto())
                        .build();
        SessionConfig.Builder cleared = SessionConfig.builder();
        FULL.fields().stream()
                .filter(
                        f ->
                                f != ConfigField.VOICE
                                        && f != ConfigField.PARALLEL_TOOL_CALLS
                                        && f != ConfigField.REASONING_EFFORT)
                .forEach(cleared::clear);
        return Stream.concat(
                Stream.of(
                        Command.UpdateSession.of(FULL),
                        Command.UpdateSession.of(other),
                        Command.UpdateSession.of(cleared.build()),
                        Command.UpdateSession.of(GaProfiles.OPENAI.opening()),
                        Command.CommitAudio.now(),
                        Command.ClearInputAudio.now(),
                        Command.ClearOutputAudio.now(),
                        Command.RetrieveItem.of("item_1"),
                        Command.TruncateItem.of("item_1", 0, 1500),
                        Command.DeleteItem.of("item_1"),
                        Command.CancelResponse.current(),
                        Command.CancelResponse.of("resp_1"),
                        Command.CreateResponse.of(ResponseOptions.DEFAULT),
                        Command.CreateResponse.of(ResponseOptions.instructions("Say hello.")),
                        Command.CreateResponse.of(everyOption())),
                items().map(Command.CreateItem::append));
    }

    private static ResponseOptions everyOption() {
        return ResponseOptions.builder()
                .outOfBand(true)
                .overrides(FULL.only(SessionWriter.OF_RESPONSE))
                .input(List.of(Item.Message.user("hi")))
                .metadata(Map.of("topic", "weather"))
                .build();
    }

    static Stream<Item> items() {
        return Stream.of(
                Item.Message.user("hi"),
                Item.Message.system("be brief").withId("item_9"),
                Item.Message.assistant("hello"),
                Item.Message.image("data:image/png;base64,AAAA"),
                new Item.Message(
                        "item_3",
                        Role.USER,
                        List.of(
                                new ContentPart.InputAudio(
                                        "hi", AudioClip.of(AudioFormat.PCM16_24K, new byte[960])),
                                new ContentPart.InputImage("data:image/png;base64,AAAA", "low")),
                        ItemStatus.COMPLETED),
                new Item.Message(
                        "item_4",
                        Role.ASSISTANT,
                        List.of(
                                new ContentPart.OutputAudio(
                                        "one two three", null, new HeardText("one", 300, true))),
                        ItemStatus.INCOMPLETE),
                new Item.FunctionCall("item_5", "call_1", "add", "{}", ItemStatus.COMPLETED),
                Item.FunctionCallOutput.of("call_1", "3"),
                new Item.McpApprovalResponse("", "mcpr_1", true, null),
                new Item.McpApprovalResponse("m", "mcpr_1", false, "no"),
                new Item.McpApprovalRequest("mcpr_1", "docs", "search", "{}"),
                new Item.McpListTools(
                        "mcpl_1", "docs", "[{\"name\":\"search\",\"input_schema\":{}}]"),
                new Item.McpCall(
                        "mcp_1",
                        "docs",
                        "search",
                        "{}",
                        "found",
                        null,
                        "mcpr_1",
                        ItemStatus.COMPLETED),
                new Item.McpCall(
                        "mcp_2",
                        "docs",
                        "search",
                        "{}",
                        null,
                        "{\"type\":\"tool_execution_error\",\"message\":\"no\"}",
                        null,
                        ItemStatus.COMPLETED));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_becomes_a_valid_event_that_bears_its_id(Command command) throws Exception {
        line.codec.encode(command);

        assertEquals(1, line.sent.size());
        TypedModels.conforming(line.sent.get(0));
        assertEquals(command.id(), sent().get("event_id").stringValue());
    }

    @Test
    void what_the_handshake_and_sound_send_is_valid_too() throws Exception {
        TestLine fresh = new TestLine();
        fresh.config = FULL;
        fresh.model = "gpt-realtime-2.1";
        fresh.opened();
        fresh.receive("{\"type\":\"session.created\",\"session\":{\"tracing\":null}}");
        fresh.codec.encodeAudio(ByteBuffer.wrap(new byte[160]));

        assertEquals(3, fresh.sent.size());
        for (String frame : fresh.sent) {
            TypedModels.conforming(frame);
        }
    }

    @Test
    void every_field_of_the_configuration_was_among_them() {
        var fields = new java.util.HashSet<>(FULL.fields());
        fields.add(ConfigField.PROVIDER_DATA);
        assertEquals(GaProfiles.OPENAI.capabilities().mutability().keySet(), fields);
    }

    /** The typed models have no word for it, although the protocol's description does. */
    @Test
    void a_response_may_refer_to_an_item() {
        line.codec.encode(
                Command.CreateResponse.of(
                        ResponseOptions.builder()
                                .outOfBand(true)
                                .input(
                                        List.of(
                                                new Item.Extension(
                                                        "item_2", "item_reference", "{}")))
                                .build()));
        assertEquals(
                Json.parse("", "{\"type\":\"item_reference\",\"id\":\"item_2\"}"),
                sent().at("/response/input/0"));
    }

    @Test
    void raw_json_goes_out_as_it_is() {
        String odd = "{ \"type\":\"x.y\",  \"a\" : [1,2] }";
        line.codec.encode(Command.Raw.of(odd));
        assertEquals(odd, line.sent.get(0));
    }

    @Test
    void provider_data_wins_without_wiping_out_its_neighbours() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .voice("marin")
                                .outputFormat(AudioFormat.PCMU_8K)
                                .turnDetection(new TurnDetection.SemanticVad("low", null, null))
                                .providerData(
                                        """
                                        {"audio":{"output":{"voice":"cedar"},
                                         "input":{"turn_detection":{"type":"server_vad"}}},"x":1}
                                        """)
                                .build()));

        JsonNode session = sent().get("session");
        assertEquals("cedar", session.at("/audio/output/voice").stringValue());
        assertEquals("audio/pcmu", session.at("/audio/output/format/type").stringValue());
        assertEquals(1, session.at("/audio/input/turn_detection").size());
        assertEquals(1, session.get("x").intValue());
    }

    @Test
    void an_update_names_only_what_changes() { // hazard 14
        line.codec.encode(
                Command.UpdateSession.of(SessionConfig.builder().tools(List.of()).build()));

        assertEquals(
                Json.parse("expected", "{\"type\":\"realtime\",\"tools\":[]}"),
                sent().get("session"));
    }

    @Test
    void an_item_goes_where_it_was_placed() { // hazard 17
        line.codec.encode(
                new Command.CreateItem("a", Item.Message.user("x"), Placement.FIRST, null));
        line.codec.encode(Command.CreateItem.after("item_1", Item.Message.user("x")));
        line.codec.encode(
                new Command.CreateItem(
                        "c", Item.Message.user("x"), Placement.END, "{\"extra\":true}"));

        assertEquals(
                "root", Json.parse("", line.sent.get(0)).get("previous_item_id").stringValue());
        assertEquals(
                "item_1", Json.parse("", line.sent.get(1)).get("previous_item_id").stringValue());
        JsonNode last = Json.parse("", line.sent.get(2));
        assertFalse(last.has("previous_item_id"));
        assertTrue(last.get("extra").booleanValue());
    }

    @Test
    void an_interrupted_answer_is_replayed_as_what_was_heard() {
        line.codec.encode(Command.CreateItem.append(items().skip(5).findFirst().orElseThrow()));
        assertEquals("one", sent().at("/item/content/0/text").stringValue());
    }

    @Test
    void what_cannot_be_expressed_is_refused_by_name_and_not_sent() {
        refused("speed", ResponseOptions.DEFAULT, SessionConfig.builder().speed(1).build());
        assertTrue(
                assertThrows(
                                UnsupportedOperationException.class,
                                () -> line.codec.encode(Command.SpeechActivity.of(true)))
                        .getMessage()
                        .contains("commit"));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        line.codec.encode(
                                Command.UpdateSession.of(
                                        SessionConfig.builder().clear(ConfigField.VOICE).build())));
        assertThrows(
                IllegalArgumentException.class,
                () -> line.codec.encode(new Command.CommitAudio("x".repeat(513))));
        assertTrue(line.sent.isEmpty());
    }

    private void refused(String field, ResponseOptions options, SessionConfig overrides) {
        ResponseOptions wrong =
                ResponseOptions.builder()
                        .outOfBand(options.outOfBand())
                        .overrides(overrides)
                        .providerData(options.providerData())
                        .build();
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> line.codec.encode(Command.CreateResponse.of(wrong)))
                        .getMessage();
        assertTrue(message.contains(field), message);
    }

    @Test
    void sound_is_sent_as_base64_of_any_length() {
        for (int length : new int[] {1, 2, 3, 160, 959, 960, 4800, 70_001}) {
            byte[] sound = new byte[length];
            new java.util.Random(length).nextBytes(sound);
            ByteBuffer frame = ByteBuffer.wrap(sound).asReadOnlyBuffer();
            line.sent.clear();

            assertTrue(line.codec.encodeAudio(frame));

            assertFalse(frame.hasRemaining());
            assertEquals(
                    Base64.getEncoder().encodeToString(sound), sent().get("audio").stringValue());
        }
    }

    @Test
    void sound_over_the_bound_is_sent_in_pieces() {
        int length = Profile.MAX_APPEND + 10;
        assertTrue(line.codec.encodeAudio(ByteBuffer.allocate(length)));
        assertEquals(2, line.sent.size());
        assertEquals(
                10,
                Base64.getDecoder()
                        .decode(Json.parse("", line.sent.get(1)).get("audio").stringValue())
                        .length);
    }

    @Test
    void a_full_queue_takes_no_sound_and_changes_nothing() {
        line.full = true;
        ByteBuffer frame = ByteBuffer.allocate(960);
        assertFalse(line.codec.encodeAudio(frame));
        assertEquals(960, frame.remaining());
    }

    @Test
    void the_input_format_follows_the_update_and_returns_when_it_is_refused() {
        Command.UpdateSession update =
                Command.UpdateSession.of(
                        SessionConfig.builder().inputFormat(AudioFormat.PCMU_8K).build());
        line.codec.encode(update);
        assertEquals(AudioFormat.PCMU_8K, line.codec.inputFormat());

        line.receive(
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"\","
                        + "\"event_id\":\""
                        + update.id()
                        + "\"}}");
        assertEquals(AudioFormat.PCM16_24K, line.codec.inputFormat());
    }

    private JsonNode sent() {
        return Json.parse("sent", line.sent.get(0));
    }
}
