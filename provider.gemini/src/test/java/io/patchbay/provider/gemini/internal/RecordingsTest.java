package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Command.CreateItem.Delivery;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the service was recorded to send, in the order in which it sent it; of many pieces of sound
 * a few are kept. Source: the cassettes of the public repository pydantic/pydantic-ai, folder
 * {@code tests/realtime/cassettes}, each with its file and commit.
 */
class RecordingsTest {

    private static final String SOUND =
            "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":"
                    + "\"audio/pcm;rate=24000\",\"data\":"
                    + "\"5f/M//P/JwBDACwA2/+5/4f/uP/6//f/8f/R/8r/+f/Q\"}}]}}}";
    private static final String GENERATED = "{\"serverContent\":{\"generationComplete\":true}}";
    private static final String INTERRUPTED = "{\"serverContent\":{\"interrupted\":true}}";

    private final TestLine line = new TestLine();

    private static String said(String words) {
        return "{\"serverContent\":{\"outputTranscription\":{\"text\":\"" + words + "\"}}}";
    }

    private static String heard(String words) {
        return "{\"serverContent\":{\"inputTranscription\":{\"text\":\"" + words + "\"}}}";
    }

    private static String complete(int prompt, int response) {
        return "{\"serverContent\":{\"turnComplete\":true},\"usageMetadata\":{\"promptTokenCount\":"
                + prompt
                + ",\"responseTokenCount\":"
                + response
                + ",\"totalTokenCount\":"
                + (prompt + response)
                + ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":"
                + prompt
                + "}],\"responseTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":"
                + response
                + "}]}}";
    }

    private List<Response> answers() {
        return line.all(TransportEvent.ResponseDone.class).stream()
                .map(TransportEvent.ResponseDone::response)
                .toList();
    }

    /** {@code test_google_ws/test_audio_in_server_vad_turn[gemini-3.8-live].yaml}, 8bfb414. */
    @Test
    void a_spoken_turn_of_gemini_3_8() {
        line.established();
        line.told(
                "{\"sessionResumptionUpdate\":{\"newHandle\":"
                        + "\"53ebe315-1e7e-40b4-964f-68bfea12726c\",\"resumable\":true}}",
                "{\"voiceActivity\":{\"type\":\"ACTIVITY_START\",\"audioOffset\":\"1.880s\"}}",
                heard("Hello, my name is Marcelo."),
                "{\"voiceActivity\":{\"type\":\"ACTIVITY_END\",\"audioOffset\":\"5s\"}}",
                "{}",
                "{\"serverContent\":{}}",
                "{}",
                "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":"
                        + "\"audio/pcm;rate=24000\",\"data\":"
                        + "\"5f/M//P/JwBDACwA2/+5/4f/uP/6//f/8f/R/8r/+f/Q\"}}],\"role\":\"model\"},"
                        + "\"outputTranscription\":{\"text\":\"Hello Marcelo, nice \"}}}",
                "{}",
                SOUND,
                said("to meet"),
                said(" you."),
                GENERATED,
                complete(626, 63));
        assertEquals(0, line.all(TransportEvent.Rejected.class).size());
        assertEquals(2, line.sound.size());
        assertEquals(1_880, line.last(TransportEvent.SpeechStarted.class).audioStartMillis());
        assertEquals(5_000, line.last(TransportEvent.SpeechStopped.class).audioEndMillis());
        assertEquals(1, line.all(TransportEvent.SpeechStarted.class).size());
        assertEquals(
                "Hello, my name is Marcelo.",
                line.last(TransportEvent.InputTranscriptDone.class).transcript());
        assertEquals(1, answers().size());
        assertEquals(
                "Hello Marcelo, nice to meet you.",
                ((Item.Message) answers().get(0).output().get(0)).text());
        assertEquals(63, line.last(TransportEvent.UsageReported.class).usage().output().total());
    }

    /** {@code test_google_ws/test_handle_barge_in_over_live_speech.yaml}, b8743e4. */
    @Test
    void a_caller_who_speaks_while_all_was_generated_and_not_all_was_heard() {
        line.established();
        line.told(
                heard(" Hello"),
                SOUND,
                said(" I help"),
                said(" you today?"),
                GENERATED,
                INTERRUPTED,
                complete(1201, 109),
                heard(" Hello"),
                heard(","),
                heard(" my"),
                heard(" name"),
                heard(" is Marcelo."),
                "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"text\":\"**Acknowledging**\","
                        + "\"thought\":true}]}}}",
                said("Hello again,"),
                said(" Marcelo."),
                SOUND,
                GENERATED,
                complete(1352, 44));
        assertEquals(
                List.of(Response.Status.COMPLETED, Response.Status.COMPLETED),
                answers().stream().map(Response::status).toList());
        assertEquals(2, line.all(TransportEvent.SpeechStarted.class).size());
        assertEquals(2, line.all(TransportEvent.InputCommitted.class).size());
        assertEquals(
                "Hello, my name is Marcelo.",
                line.last(TransportEvent.InputTranscriptDone.class).transcript());
    }

    /** The same, had it been cut while it was generated: what both clients document. */
    @Test
    void a_caller_who_speaks_into_an_answer_cancels_it() {
        line.established();
        line.told(heard(" Hello"), SOUND, said("How can I"), INTERRUPTED, SOUND, complete(9, 1));
        assertEquals(Response.Status.CANCELLED, answers().get(0).status());
        assertEquals("turn_detected", answers().get(0).reason());
        assertEquals(1, line.sound.size(), "what was cut off is not heard");
        assertEquals(1, answers().size());
    }

    /** {@code test_google_ws/test_tool_call_round.yaml}, 50159f8. */
    @Test
    void a_tool_that_the_model_waits_for() {
        line.with(tools(false)).established();
        line.codec.encode(Command.CreateItem.append(Item.Message.user("Record a reading of 5.")));
        line.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        line.told(
                "{\"toolCall\":{\"functionCalls\":[{\"name\":\"record_reading\",\"args\":"
                        + "{\"zqx_measurement\":5},\"id\":\"function-call-1321354627375414802\"}]}}");
        assertEquals(1, answers().size());
        line.codec.encode(
                Command.CreateItem.append(
                        Item.FunctionCallOutput.of(
                                "function-call-1321354627375414802", "Recorded 5.")));
        line.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        line.told(said("A reading"), said(" of 5"), SOUND, SOUND, GENERATED, complete(1236, 77));
        assertEquals(2, answers().size());
        assertEquals(3, line.sent.size(), "the reply comes without being asked for");
        assertEquals(0, line.all(TransportEvent.InputCommitted.class).size());
    }

    /** {@code test_google_ws/test_async_tool_speech_stays_before_its_result.yaml}, fd0d7e2. */
    @Test
    void a_tool_in_the_background_whose_output_interrupts() {
        line.with(tools(true)).established();
        line.codec.encode(Command.CreateItem.append(Item.Message.user("Find me a flight.")));
        line.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        line.told(
                "{\"toolCall\":{\"functionCalls\":[{\"name\":\"record_reading\",\"args\":{},"
                        + "\"id\":\"function-call-12073572449839116754\"}]}}",
                said("I'm now"),
                said(" searching"),
                SOUND,
                GENERATED);
        assertEquals(2, answers().size());
        line.codec.encode(
                Command.CreateItem.output(
                        Item.FunctionCallOutput.of(
                                "function-call-12073572449839116754", "KLM 1234"),
                        Delivery.INTERRUPT));
        line.told(
                INTERRUPTED,
                complete(1453, 89),
                said("The cheapest"),
                SOUND,
                GENERATED,
                complete(1500, 30));
        assertEquals(3, answers().size());
        assertTrue(answers().stream().allMatch(a -> a.status() == Response.Status.COMPLETED));
        assertEquals(
                0,
                line.all(TransportEvent.SpeechStarted.class).size(),
                "it was the output that interrupted, and nobody's speech");
    }

    private static SessionConfig tools(boolean background) {
        return SessionConfig.builder()
                .tools(
                        List.of(
                                new ToolDefinition.Function(
                                        "record_reading",
                                        "Store the value.",
                                        "{\"type\":\"object\"}",
                                        background)))
                .build();
    }

    /** {@code test_gateway_ws/test_gateway_gemini_text_in_audio_out.yaml}, b1dbf19: Vertex. */
    @Test
    void a_greeting_of_the_clouds_door() {
        TestLine cloud = new TestLine("vertex").established();
        cloud.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        cloud.told(
                "{\"serverContent\":{\"outputTranscription\":{}}}",
                said("Hello"),
                said(" there."),
                "{\"serverContent\":{\"outputTranscription\":{\"finished\":true}}}",
                SOUND,
                GENERATED,
                "{\"serverContent\":{\"turnComplete\":true,\"groundingMetadata\":{}},"
                        + "\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":3,"
                        + "\"totalTokenCount\":15,\"promptTokensDetails\":[{\"modality\":\"TEXT\","
                        + "\"tokenCount\":12}],\"candidatesTokensDetails\":[{\"modality\":\"TEXT\","
                        + "\"tokenCount\":3},{\"modality\":\"AUDIO\"}]}}");
        assertEquals(0, cloud.all(TransportEvent.InputCommitted.class).size());
        assertEquals(3, cloud.last(TransportEvent.UsageReported.class).usage().output().total());
        assertEquals(1, cloud.all(TransportEvent.ResponseDone.class).size());
    }
}
