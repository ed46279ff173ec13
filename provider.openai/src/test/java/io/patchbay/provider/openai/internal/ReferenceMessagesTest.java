package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Usage;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.provider.openai.SessionConfigJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Messages to the letter, where docs/reference-parity.md needs a closer look than the typed models.
 */
@NullUnmarked
class ReferenceMessagesTest {

    private final TestLine line = new TestLine().established();

    private JsonNode sent(Command command) {
        line.sent.clear();
        line.codec.encode(command);
        assertEquals(1, line.sent.size());
        return json(line.sent.get(0));
    }

    private JsonNode session(SessionConfig change) {
        return sent(Command.UpdateSession.of(change)).get("session");
    }

    private static JsonNode json(String text) {
        return Json.parse("text of the test", text);
    }

    private static String refusal(String config) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> SessionConfigJson.parse(config))
                        .getMessage());
    }

    @Test
    void a_format_is_written_as_it_was_chosen_in_both_directions() {
        Map<AudioFormat, String> formats =
                Map.of(
                        AudioFormat.PCM16_24K, "{\"type\":\"audio/pcm\",\"rate\":24000}",
                        AudioFormat.PCMU_8K, "{\"type\":\"audio/pcmu\"}",
                        AudioFormat.PCMA_8K, "{\"type\":\"audio/pcma\"}");
        formats.forEach(
                (format, text) -> {
                    SessionConfig config =
                            SessionConfig.builder()
                                    .inputFormat(format)
                                    .outputFormat(format)
                                    .build();
                    JsonNode session = session(config);
                    assertEquals(json(text), session.at("/audio/input/format"));
                    assertEquals(json(text), session.at("/audio/output/format"));
                    assertEquals(config, SessionConfigJson.parse(Json.text(session)).config());
                });
    }

    @Test
    void a_format_that_nobody_knows_is_refused_by_its_place_even_with_an_odd_rate() {
        for (String side : List.of("input", "output")) {
            String message =
                    refusal(
                            "{\"audio\":{\""
                                    + side
                                    + "\":{\"format\":{\"type\":\"audio/hum\",\"rate\":\"odd\"}}}}");
            assertTrue(message.contains("audio." + side + ".format"), message);
        }
    }

    @Test
    void every_word_about_transcription_passes_as_it_is() {
        JsonNode session =
                session(
                        SessionConfig.builder()
                                .transcription(
                                        new Transcription(
                                                "gpt-transcribe",
                                                "en",
                                                List.of("en", "de"),
                                                List.of("Patchbay"),
                                                "a call",
                                                "low"))
                                .build());
        assertEquals(
                json(
                        """
                        {"model":"gpt-transcribe","language":"en","languages":["en","de"],
                         "keywords":["Patchbay"],"prompt":"a call","delay":"low"}
                        """),
                session.at("/audio/input/transcription"));
    }

    @Test
    void zero_and_false_are_values() {
        JsonNode session =
                session(
                        SessionConfig.builder()
                                .turnDetection(
                                        new TurnDetection.ServerVad(0.0, 0, 0, null, false, false))
                                .set(ConfigField.PARALLEL_TOOL_CALLS, false)
                                .set(ConfigField.REASONING_EFFORT, ReasoningEffort.LOW)
                                .build());
        assertEquals(
                json(
                        """
                        {"type":"server_vad","threshold":0.0,"prefix_padding_ms":0,
                         "silence_duration_ms":0,"create_response":false,
                         "interrupt_response":false}
                        """),
                session.at("/audio/input/turn_detection"));
        assertFalse(session.get("parallel_tool_calls").booleanValue());
        assertEquals("low", session.at("/reasoning/effort").stringValue());
    }

    @Test
    void a_change_of_voice_is_one_message_with_the_voice_in_its_place() {
        JsonNode message =
                sent(Command.UpdateSession.of(SessionConfig.builder().voice("marin").build()));
        assertEquals("session.update", message.get("type").stringValue());
        assertEquals(
                json("{\"type\":\"realtime\",\"audio\":{\"output\":{\"voice\":\"marin\"}}}"),
                message.get("session"));
    }

    @Test
    void a_function_is_written_with_the_members_that_the_protocol_has() {
        String schema = "{\"type\":\"object\",\"properties\":{}}";
        JsonNode session =
                session(
                        SessionConfig.builder()
                                .tools(List.of(new ToolDefinition.Function("add", "Adds", schema)))
                                .build());
        assertEquals(
                json(
                        "[{\"type\":\"function\",\"name\":\"add\",\"description\":\"Adds\","
                                + "\"parameters\":"
                                + schema
                                + "}]"),
                session.get("tools"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"mcp\",\"server_label\":\"mail\",\"connector_id\":\"connector_gmail\","
                        + "\"server_description\":\"Mail\",\"authorization\":\"token\","
                        + "\"allowed_tools\":[\"read\"],"
                        + "\"require_approval\":{\"never\":{\"tool_names\":[\"read\"]}}}",
                "{\"type\":\"mcp\",\"server_label\":\"docs\",\"server_url\":\"https://x.example/\","
                        + "\"headers\":{\"X-Key\":\"k\"},\"require_approval\":\"never\"}",
                "{\"type\":\"mcp\",\"server_label\":\"docs\",\"server_url\":\"https://x.example/\"}",
                "{\"type\":\"mcp\",\"server_label\":\"docs\",\"server_url\":\"https://x.example/\","
                        + "\"allowed_tools\":{\"read_only\":true},\"require_approval\":"
                        + "{\"always\":{\"tool_names\":[\"send\"]},\"never\":{\"read_only\":true}}}"
            })
    void a_hosted_mcp_server_keeps_all_that_was_said_of_it_and_nothing_else(String server) {
        SessionConfig config = SessionConfigJson.parse("{\"tools\":[" + server + "]}").config();
        assertEquals(json("[" + server + "]"), session(config).get("tools"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"computer_use\"} | computer_use",
                "{\"type\":\"function\",\"name\":\"f\",\"allowed_callers\":[\"programmatic\"]}"
                        + " | allowed_callers",
                "{\"type\":\"function\",\"name\":\"f\",\"output_schema\":{}} | output_schema",
                "{\"type\":\"mcp\",\"server_label\":\"s\",\"connector_id\":\"c\","
                        + "\"allowed_callers\":[\"programmatic\"]} | allowed_callers"
            })
    void a_tool_that_has_no_place_in_a_call_is_refused_by_name(String tool, String named) {
        String message = refusal("{\"tools\":[" + tool + "]}");
        assertTrue(message.contains(named), message);
    }

    @Test
    void an_answer_to_a_servers_question_says_yes_or_no_and_the_reason_given() {
        JsonNode yes = item(new Item.McpApprovalResponse("a", "mcpr_1", true, null));
        assertEquals(
                json(
                        """
                        {"type":"mcp_approval_response","id":"a",
                         "approval_request_id":"mcpr_1","approve":true}
                        """),
                yes);
        JsonNode no = item(new Item.McpApprovalResponse("a", "mcpr_1", false, "not today"));
        assertFalse(no.get("approve").booleanValue());
        assertEquals("not today", no.get("reason").stringValue());
    }

    private JsonNode item(Item item) {
        return sent(Command.CreateItem.append(item)).get("item");
    }

    @Test
    void a_picture_goes_out_as_an_image_url() {
        assertEquals(
                json("[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA\"}]"),
                item(Item.Message.image("data:image/png;base64,AA")).get("content"));
    }

    @ParameterizedTest
    @CsvSource({
        "conversation.item.added, , IN_PROGRESS",
        "conversation.item.done, , COMPLETED",
        "conversation.item.retrieved, , COMPLETED",
        "response.output_item.added, , IN_PROGRESS",
        "response.output_item.done, , COMPLETED",
        "conversation.item.done, in_progress, IN_PROGRESS",
        "conversation.item.done, incomplete, INCOMPLETE",
        "conversation.item.added, completed, COMPLETED",
        "response.output_item.done, incomplete, INCOMPLETE"
    })
    void a_status_is_kept_and_a_missing_one_follows_from_the_event(
            String event, String status, ItemStatus expected) {
        for (String role : List.of("user", "assistant")) {
            String item =
                    "{\"id\":\"i\",\"type\":\"message\",\"role\":\""
                            + role
                            + "\",\"content\":[]"
                            + (status == null ? "" : ",\"status\":\"" + status + "\"")
                            + "}";
            List<TransportEvent> events =
                    line.eventsOf(
                            "{\"type\":\""
                                    + event
                                    + "\",\"response_id\":\"r\",\"output_index\":0,\"item\":"
                                    + item
                                    + "}");
            assertEquals(expected, itemOf(events.get(0)).status());
        }
    }

    private static Item itemOf(TransportEvent event) {
        if (event instanceof TransportEvent.ItemAdded added) {
            return added.item();
        }
        if (event instanceof TransportEvent.ItemDone done) {
            return done.item();
        }
        if (event instanceof TransportEvent.ItemRetrieved retrieved) {
            return retrieved.item();
        }
        if (event instanceof TransportEvent.OutputItemAdded added) {
            return added.item();
        }
        return ((TransportEvent.OutputItemDone) event).item();
    }

    @Test
    void a_call_that_names_no_response_is_told_with_a_complaint() {
        List<TransportEvent> events =
                line.eventsOf(
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":"
                                + "{\"id\":\"i\",\"type\":\"function_call\",\"name\":\"f\","
                                + "\"call_id\":\"c\",\"arguments\":\"{}\"}}");
        assertEquals("", ((TransportEvent.OutputItemDone) events.get(0)).responseId());
        String why = ((TransportEvent.Rejected) events.get(1)).why();
        assertTrue(why.contains("response_id"), why);
    }

    @Test
    void spoken_output_keeps_its_words_and_the_betas_name_means_the_same() {
        for (String type : List.of("output_audio", "audio")) {
            List<TransportEvent> events =
                    line.eventsOf(
                            "{\"type\":\"response.output_item.added\",\"response_id\":\"r\","
                                    + "\"output_index\":0,\"item\":{\"id\":\"i\","
                                    + "\"type\":\"message\",\"role\":\"assistant\",\"content\":"
                                    + "[{\"type\":\""
                                    + type
                                    + "\",\"transcript\":\"hello\"}]}}");
            Item.Message message = (Item.Message) itemOf(events.get(0));
            assertEquals(
                    List.of(new ContentPart.OutputAudio("hello", null, null)), message.content());
            assertEquals(ItemStatus.IN_PROGRESS, message.status());
        }
    }

    @Test
    void transcription_is_counted_in_seconds_where_it_is_billed_so() {
        List<TransportEvent> events =
                line.eventsOf(
                        "{\"type\":\"conversation.item.input_audio_transcription.completed\","
                                + "\"item_id\":\"i\",\"content_index\":0,\"transcript\":\"hi\","
                                + "\"usage\":{\"type\":\"duration\",\"seconds\":1.5}}");
        Usage usage = ((TransportEvent.InputTranscriptDone) events.get(0)).usage();
        assertEquals(1.5, usage.transcriptionSeconds());
    }

    @Test
    void the_id_of_a_call_is_used_once_and_not_remembered() {
        PlugContext context =
                new PlugContext() {
                    @Override
                    public String name() {
                        return "openai";
                    }

                    @Override
                    public Executor workers() {
                        return Runnable::run;
                    }
                };
        ProviderConnector provider = new OpenAiProvider().create("openai", Settings.EMPTY, context);
        assertTrue(address(provider, "rtc_1").endsWith("?call_id=rtc_1"));
        assertFalse(address(provider, null).contains("rtc_1"));
    }

    private static String address(ProviderConnector provider, String callId) {
        return provider.endpoint(
                        new EndpointRequest(
                                new TransportCapabilities(
                                        "test", TransportCapabilities.Media.MESSAGES, false, false),
                                Credential.key("sk-1"),
                                null,
                                null,
                                callId))
                .toCompletableFuture()
                .join()
                .uri()
                .toString();
    }
}
