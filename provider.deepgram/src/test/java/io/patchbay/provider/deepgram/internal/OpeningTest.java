package io.patchbay.provider.deepgram.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpeningTest {

    private final TestLine line = new TestLine();

    @Test
    void settings_follow_the_welcome_and_the_line_is_ready_when_they_are_applied() {
        line.codec.open(line);
        assertEquals(List.of(), line.sent);
        line.receive(Fixtures.WELCOME);
        assertEquals(
                "{\"type\":\"Settings\",\"audio\":{"
                        + "\"input\":{\"encoding\":\"linear16\",\"sample_rate\":24000},"
                        + "\"output\":{\"encoding\":\"linear16\",\"sample_rate\":24000,"
                        + "\"container\":\"none\"}},\"agent\":{"
                        + "\"listen\":{\"provider\":{\"type\":\"deepgram\",\"version\":\"v1\","
                        + "\"model\":\"nova-3\"}},"
                        + "\"think\":{\"provider\":{\"type\":\"open_ai\","
                        + "\"model\":\"gpt-4o-mini\"},\"functions\":[]},"
                        + "\"speak\":{\"provider\":{\"type\":\"deepgram\","
                        + "\"model\":\"aura-2-thalia-en\"}}}}",
                line.sent.get(0));
        assertEquals(0, line.ready);
        line.receive(Fixtures.SETTINGS_APPLIED, Fixtures.SETTINGS_APPLIED, Fixtures.WELCOME);
        assertEquals(1, line.ready);
        assertEquals(1, line.sent.size());
        assertEquals(
                "fc553ec9-5874-49ca-a47c-b670d525a4b3",
                line.all(TransportEvent.SessionCreated.class).get(0).sessionId());
    }

    @Test
    void what_is_in_force_says_that_the_service_answers_and_stops_by_itself() {
        line.opening();
        line.receive(Fixtures.SETTINGS_APPLIED);
        SessionConfig now = line.last(TransportEvent.SessionUpdated.class).config();
        TurnDetection detection = now.value(ConfigField.TURN_DETECTION).orElseThrow();
        assertEquals(Boolean.TRUE, detection.createResponse());
        assertEquals(Boolean.TRUE, detection.interruptResponse());
        assertEquals(Modality.AUDIO, now.value(ConfigField.OUTPUT_MODALITY).orElseThrow());
    }

    @Test
    void a_configuration_is_told_in_the_services_words() {
        line.config =
                SessionConfig.builder()
                        .instructions("Be brief.")
                        .voice("flux-alexis-en")
                        .inputFormat(AudioFormat.PCMU_8K)
                        .outputFormat(AudioFormat.PCM16_16K)
                        .transcription(
                                new Transcription(
                                        "flux-general-multi",
                                        "de",
                                        List.of(),
                                        List.of("Patchbay"),
                                        null,
                                        null))
                        .turnDetection(
                                new TurnDetection.Extension("{\"eot_threshold\":0.8}", null, null))
                        .tools(List.of(new ToolDefinition.Function("clock", "Tells it.", "{}")))
                        .build();
        line.model = "anthropic/claude-sonnet-4-20250514";
        ObjectNode opening = line.opening();
        assertEquals(
                "{\"encoding\":\"mulaw\",\"sample_rate\":8000}",
                opening.path("audio").path("input").toString());
        assertEquals(16_000, opening.path("audio").path("output").path("sample_rate").intValue());
        assertEquals(AudioFormat.PCMU_8K, line.codec.inputFormat());
        JsonNode agent = opening.path("agent");
        assertEquals(
                "{\"type\":\"deepgram\",\"version\":\"v2\",\"model\":\"flux-general-multi\","
                        + "\"language_hints\":[\"de\"],\"keyterms\":[\"Patchbay\"],"
                        + "\"eot_threshold\":0.8}",
                agent.path("listen").path("provider").toString());
        assertEquals(
                "{\"provider\":{\"type\":\"anthropic\",\"model\":\"claude-sonnet-4-20250514\"},"
                        + "\"prompt\":\"Be brief.\",\"functions\":[{\"name\":\"clock\","
                        + "\"description\":\"Tells it.\",\"parameters\":{}}]}",
                agent.path("think").toString());
        assertEquals(
                "{\"type\":\"deepgram\",\"version\":\"v2\",\"model\":\"flux-alexis-en\"}",
                agent.path("speak").path("provider").toString());
    }

    @Test
    void the_operators_settings_and_provider_data_are_laid_over_it() {
        TestLine own =
                new TestLine(
                        Map.of(
                                "listenModel", "nova-2",
                                "thinkProvider", "groq",
                                "thinkModel", "openai/gpt-oss-20b",
                                "speakModel", "aura-2-apollo-en",
                                "language", "es",
                                "settings",
                                        "{\"mip_opt_out\":true,\"tags\":[\"ours\"],\"agent\":"
                                                + "{\"listen\":{\"provider\":{\"smart_format\":true}}}}"));
        own.config =
                SessionConfig.builder()
                        .tools(List.of(new ToolDefinition.Function("clock", "", "{}")))
                        .providerData(
                                "{\"tags\":[\"theirs\"],\"agent\":{"
                                        + "\"think\":{\"functions\":[{\"name\":\"hosted\","
                                        + "\"endpoint\":{\"url\":\"https://example.org\"}}]},"
                                        + "\"speak\":{\"provider\":{\"type\":\"eleven_labs\","
                                        + "\"model_id\":\"eleven_turbo_v2_5\"}}}}")
                        .build();
        ObjectNode opening = own.opening();
        assertTrue(opening.path("mip_opt_out").booleanValue());
        assertEquals("[\"theirs\"]", opening.path("tags").toString());
        JsonNode agent = opening.path("agent");
        assertEquals(
                "{\"type\":\"deepgram\",\"version\":\"v1\",\"model\":\"nova-2\","
                        + "\"language\":\"es\",\"smart_format\":true}",
                agent.path("listen").path("provider").toString());
        assertEquals(
                "{\"type\":\"groq\",\"model\":\"openai/gpt-oss-20b\"}",
                agent.path("think").path("provider").toString());
        assertEquals(2, agent.path("think").path("functions").size());
        assertEquals(
                "{\"type\":\"eleven_labs\",\"model_id\":\"eleven_turbo_v2_5\"}",
                agent.path("speak").path("provider").toString());
    }

    @Test
    void each_of_several_thinkers_is_told_the_same() {
        line.config =
                SessionConfig.builder()
                        .instructions("Be brief.")
                        .providerData(
                                "{\"agent\":{\"think\":[{\"provider\":{\"model\":\"gpt-4.1\"}},"
                                        + "{\"provider\":{\"type\":\"google\","
                                        + "\"model\":\"gemini-2.5-flash\"}}]}}")
                        .build();
        JsonNode think = line.opening().path("agent").path("think");
        assertEquals(2, think.size());
        think.forEach(one -> assertEquals("Be brief.", one.path("prompt").stringValue()));
        assertEquals("open_ai", think.get(0).path("provider").path("type").stringValue());
        assertEquals("google", think.get(1).path("provider").path("type").stringValue());
    }

    @Test
    void what_was_said_before_is_told_at_the_opening() {
        line.history =
                List.of(
                        Item.Message.system("It is late."),
                        Item.Message.user("What time is it?"),
                        new Item.FunctionCall("a", "fc_1", "clock", "{}", ItemStatus.COMPLETED),
                        Item.FunctionCallOutput.of("fc_1", "noon"),
                        new Item.FunctionCall("b", "fc_2", "clock", "{}", ItemStatus.COMPLETED),
                        new Item.Message(
                                "c",
                                Role.ASSISTANT,
                                List.of(
                                        new ContentPart.OutputAudio(
                                                "It is noon sharp.",
                                                null,
                                                new HeardText("It is noon", 700, true))),
                                ItemStatus.INCOMPLETE));
        JsonNode messages = line.opening().path("agent").path("context").path("messages");
        assertEquals(
                "[{\"type\":\"History\",\"role\":\"user\",\"content\":\"What time is it?\"},"
                        + "{\"type\":\"History\",\"function_calls\":[{\"id\":\"fc_1\","
                        + "\"name\":\"clock\",\"client_side\":true,\"arguments\":\"{}\","
                        + "\"response\":\"noon\"}]},"
                        + "{\"type\":\"History\",\"role\":\"assistant\",\"content\":\"It is noon\"}]",
                messages.toString());
        line.receive(Fixtures.SETTINGS_APPLIED);
        assertTrue(line.last(TransportEvent.Notice.class).text().startsWith("2 items"));
    }

    @Test
    void settings_that_cannot_be_written_end_all_attempts_with_a_sentence() {
        line.config =
                SessionConfig.builder()
                        .providerData("{\"audio\":{\"output\":{\"encoding\":\"mp3\"}}}")
                        .build();
        line.codec.open(line);
        assertEquals(Severity.FATAL, line.failures.get(0).severity());
        assertTrue(line.failures.get(0).message().contains("mp3"));
        line.receive(Fixtures.WELCOME);
        assertEquals(List.of(), line.sent);
    }

    @Test
    void wishes_that_the_service_cannot_fulfil_are_refused_with_the_reason() {
        SessionConfig wanted =
                SessionConfig.builder()
                        .outputModality(Modality.TEXT)
                        .inputFormat(AudioFormat.pcm16(11_025))
                        .speed(3)
                        .turnDetection(TurnDetection.SemanticVad.defaults().with(null, false))
                        .tools(List.of(HostedMcpTool.connector("docs", "connector_docs").build()))
                        .providerData("[]")
                        .maxOutputTokens(100)
                        .instructions("Be brief.")
                        .build();
        ConfigPlan plan = line.codec.plan(SessionConfig.EMPTY, wanted);
        assertEquals(7, plan.rejected().size());
        assertEquals(1, plan.now().fields().size());
        assertTrue(plan.newLine().isEmpty());
    }
}
