package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.provider.openai.SessionConfigJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Session objects that people write. */
class SessionConfigJsonTest {

    private static SessionConfig read(String json) {
        return SessionConfigJson.parse(json).config();
    }

    @Test
    void the_shape_of_today_and_of_the_beta_say_the_same() {
        SessionConfig today =
                read(
                        """
                        {"type":"realtime","output_modalities":["audio"],"max_output_tokens":50,
                         "audio":{"input":{"format":{"type":"audio/pcmu"},
                           "transcription":{"model":"whisper-1"},
                           "noise_reduction":{"type":"far_field"},
                           "turn_detection":{"type":"server_vad","prefix_padding_ms":100}},
                          "output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin",
                           "speed":1.1}}}
                        """);
        SessionConfig beta =
                read(
                        """
                        {"modalities":["text","audio"],"maxResponseOutputTokens":50,
                         "inputAudioFormat":"g711_ulaw","outputAudioFormat":"pcm16",
                         "inputAudioTranscription":{"model":"whisper-1"},
                         "inputAudioNoiseReduction":{"type":"far_field"},
                         "turnDetection":{"type":"server_vad","prefixPaddingMs":100},
                         "voice":"marin","speed":1.1}
                        """);
        assertEquals(today, beta);
        assertEquals(AudioFormat.PCMU_8K, today.value(ConfigField.INPUT_FORMAT).orElseThrow());
        assertEquals(Modality.AUDIO, today.value(ConfigField.OUTPUT_MODALITY).orElseThrow());
        assertEquals(
                new NoiseReduction("far_field", null),
                today.value(ConfigField.NOISE_REDUCTION).orElseThrow());
        assertEquals(
                new TurnDetection.ServerVad(null, 100, null, null, null, null),
                today.value(ConfigField.TURN_DETECTION).orElseThrow());
    }

    @Test
    void an_old_key_beside_the_audio_block_loses_nothing() { // hazard 15
        SessionConfig config =
                read(
                        "{\"audio\":{\"input\":{\"transcription\":{\"model\":\"whisper-1\"}}},\"speed\":1.2}");
        assertEquals(
                Transcription.of("whisper-1"),
                config.value(ConfigField.TRANSCRIPTION).orElseThrow());
        assertEquals(1.2, config.value(ConfigField.SPEED).orElseThrow());
    }

    @Test
    void both_spellings_of_turn_detection_are_understood_and_nothing_is_dropped() {
        SessionConfig config =
                read(
                        "{\"turn_detection\":{\"type\":\"semantic_vad\",\"createResponse\":false,"
                                + "\"interrupt_response\":true,\"modelVersion\":\"v9\"}}");
        assertTrue(
                config.value(ConfigField.TURN_DETECTION).orElseThrow()
                                instanceof TurnDetection.Extension e
                        && e.json().contains("model_version")
                        && Boolean.FALSE.equals(e.createResponse())
                        && Boolean.TRUE.equals(e.interruptResponse()));
    }

    @Test
    void null_clears_and_a_missing_member_says_nothing() {
        SessionConfig config =
                read(
                        "{\"turnDetection\":null,\"audio\":{\"input\":{\"transcription\":null},\"output\":null}}");
        assertEquals(new ConfigValue.Cleared<>(), config.get(ConfigField.TURN_DETECTION));
        assertEquals(new ConfigValue.Cleared<>(), config.get(ConfigField.TRANSCRIPTION));
        assertEquals(new ConfigValue.Absent<>(), config.get(ConfigField.VOICE));
    }

    @Test
    void everything_else_is_read_too() {
        SessionConfigJson read =
                SessionConfigJson.parse(
                        """
                        {"model":"gpt-realtime","prompt":{"promptId":"p","variables":{"aB":"c"}},
                         "tracing":{"workflowName":"w","groupId":"g"},"toolChoice":"required",
                         "tools":[{"type":"mcp","serverLabel":"s","connectorId":"connector_x",
                                   "requireApproval":"never"}],
                         "parallelToolCalls":true,"reasoning":{"effort":"low"},
                         "truncation":{"type":"retention_ratio","retentionRatio":0.5},
                         "providerData":{"camelCase":{"x":1}}}
                        """);
        assertEquals("gpt-realtime", read.model());
        SessionConfig config = read.config();
        assertEquals("\"c\"", config.value(ConfigField.PROMPT).orElseThrow().variables().get("aB"));
        assertEquals(
                "{\"camelCase\":{\"x\":1}}", config.value(ConfigField.PROVIDER_DATA).orElseThrow());
        assertEquals("s", config.value(ConfigField.TOOLS).orElseThrow().get(0).name());
        assertEquals(8, config.fields().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"inputAudioFormat\":\"pmc16\"} | audio.input.format",
                "{\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":\"NaN\"}}}} | audio.output.format",
                "{\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000.5}}}} | audio.input.format",
                "{\"instruction\":\"x\"} | instruction",
                "{\"audio\":{\"input\":{\"vad\":{}}}} | audio.input.vad",
                "{\"turn_detection\":{\"type\":\"semantic_vad\",\"eagerness\":\"very\"}} | eagerness",
                "{\"temperature\":0.8} | temperature",
                "{\"speed\":\"fast\"} | speed",
                "{\"voice\":\"a\",\"audio\":{\"output\":{\"voice\":\"b\"}}} | audio.output.voice",
                "{\"turnDetection\":null,\"turn_detection\":{\"type\":\"server_vad\"}} | turn_detection",
                "{\"output_modalities\":[\"audio\",\"text\"]} | output_modalities",
                "{\"type\":\"transcription\"} | type",
                "{\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true}]} | strict",
                "{\"tools\":[{\"type\":\"mcp\",\"serverLabel\":\"s\",\"serverUrl\":\"\"}]} | serverUrl",
                "{\"tools\":[{\"type\":\"mcp\",\"serverLabel\":\"s\",\"connectorId\":\"c\",\"requireApproval\":{}}]} | requireApproval",
                "{\"tools\":[{\"type\":\"mcp\",\"serverLabel\":\"s\",\"connectorId\":\"c\",\"requireApproval\":{\"maybe\":{}}}]} | maybe",
                "{\"tools\":[{\"type\":\"mcp\",\"serverLabel\":\"s\",\"connectorId\":\"c\",\"requireApproval\":\"perhaps\"}]} | require_approval",
                "{\"tools\":[{\"type\":\"mcp\",\"serverLabel\":\"s\",\"connectorId\":\"c\",\"requireApproval\":{\"never\":{}}}]} | toolNames",
                "{\"tools\":[{\"type\":\"mcp\",\"serverLabel\":\"s\",\"connectorId\":\"c\",\"requireApproval\":{\"always\":{\"toolNames\":[\"a\"]},\"never\":{\"toolNames\":[\"a\"]}}}]} | always and never",
                "[] | object",
                "{ | valid JSON"
            })
    void what_does_not_fit_is_an_error_that_names_it(String json, String named) {
        String message =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> read(json))
                                .getMessage());
        assertTrue(message.contains(named), message);
    }
}
