package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What the rows of {@link BetaProfiles} have in common. The openings are those that the services'
 * own documents ask for; {@code docs/providers.md} lists them.
 */
class BetaProfilesTest {

    static Stream<String> names() {
        return BetaProfiles.ALL.stream().map(Profile::name);
    }

    private static Stream<Arguments> openings() {
        return Stream.of(
                Arguments.of(
                        "qwen",
                        """
                        {"modalities": ["text", "audio"],
                         "input_audio_format": "pcm", "output_audio_format": "pcm",
                         "input_audio_transcription": {"model": "qwen3-asr-flash-realtime"},
                         "turn_detection": {"type": "server_vad"}}
                        """),
                Arguments.of(
                        "glm",
                        """
                        {"model": "glm-realtime-flash", "modalities": ["text", "audio"],
                         "input_audio_format": "wav", "output_audio_format": "pcm",
                         "turn_detection": {"type": "server_vad"},
                         "beta_fields": {"chat_mode": "audio", "tts_source": "e2e"}}
                        """),
                Arguments.of(
                        "stepfun",
                        """
                        {"modalities": ["text", "audio"],
                         "input_audio_format": "pcm16", "output_audio_format": "pcm16",
                         "turn_detection": {"type": "server_vad"}}
                        """),
                Arguments.of(
                        "speaches",
                        """
                        {"modalities": ["text", "audio"],
                         "turn_detection": {"type": "server_vad", "threshold": 0.9,
                           "prefix_padding_ms": 0, "silence_duration_ms": 550,
                           "create_response": true}}
                        """),
                Arguments.of(
                        "vllm-omni",
                        """
                        {"type": "realtime", "output_modalities": ["audio"],
                         "audio": {
                           "input": {"format": {"type": "audio/pcm", "rate": 24000},
                             "turn_detection": {"type": "server_vad", "create_response": true,
                               "interrupt_response": true}},
                           "output": {"format": {"type": "audio/pcm", "rate": 24000}}}}
                        """));
    }

    @ParameterizedTest
    @MethodSource("openings")
    void a_line_opens_with_what_its_service_documents(String profile, String expected) {
        TestLine line = new TestLine(profile).opened();
        assertEquals(Profiles.of(profile).has(Quirk.WAITS_FOR_CREATED) ? 0 : 1, line.sent.size());

        line.receive("{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\"}}");

        assertEquals(1, line.sent.size());
        JsonNode update = Json.parse("sent", line.sent.get(0));
        assertEquals("session.update", update.get("type").stringValue());
        assertEquals(Json.parse("expected", expected), update.get("session"));
        assertEquals(0, line.ready);
        line.receive("{\"type\":\"session.updated\",\"session\":{\"id\":\"sess_1\"}}");
        assertEquals(1, line.ready);
    }

    @ParameterizedTest
    @MethodSource("names")
    void what_a_service_does_not_have_is_refused_by_name(String profile) {
        Map<Feature, Command> commands = new LinkedHashMap<>();
        commands.put(Feature.TRUNCATE, Command.TruncateItem.of("i", 0, 10));
        commands.put(Feature.CANCEL, Command.CancelResponse.of("r"));
        commands.put(Feature.MANUAL_TURNS, Command.CommitAudio.now());
        commands.put(Feature.HISTORY_EDITS, Command.DeleteItem.of("i"));
        commands.put(
                Feature.OUT_OF_BAND_RESPONSES,
                Command.CreateResponse.of(ResponseOptions.builder().outOfBand(true).build()));
        commands.put(
                Feature.PER_RESPONSE_OVERRIDES,
                Command.CreateResponse.of(
                        ResponseOptions.builder()
                                .overrides(SessionConfig.builder().instructions("x").build())
                                .build()));
        commands.put(Feature.TEXT_INPUT, Command.CreateItem.append(Item.Message.user("hello")));
        commands.forEach(
                (feature, command) -> {
                    TestLine line = new TestLine(profile).established();
                    if (Profiles.of(profile).has(feature)) {
                        line.codec.encode(command);
                        assertEquals(1, line.sent.size(), feature.name());
                        return;
                    }
                    String why =
                            assertThrows(
                                            UnsupportedOperationException.class,
                                            () -> line.codec.encode(command),
                                            feature.name())
                                    .getMessage();
                    assertTrue(String.valueOf(why).startsWith("the profile " + profile + " "), why);
                    assertTrue(line.sent.isEmpty());
                });
    }

    @ParameterizedTest
    @CsvSource({
        "qwen, 16000, 24000",
        "glm, 16000, 24000",
        "stepfun, 24000, 24000",
        "speaches, 24000, 24000",
        "vllm-omni, 24000, 24000"
    })
    void sound_has_the_rates_of_the_service(String profile, int in, int out) {
        TestLine line = new TestLine(profile).established();
        assertEquals(AudioFormat.pcm16(in), line.codec.inputFormat());
        assertEquals(
                List.of(AudioFormat.pcm16(in)), Profiles.of(profile).capabilities().inputFormats());

        line.receive(delta(profile, new byte[] {1, 2, 3, 4}));

        assertEquals(AudioFormat.pcm16(out), line.speech.get(0).clip().format());
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "glm", "stepfun", "speaches", "vllm-omni"})
    void turns_that_nobody_chose_are_the_services_own(String profile) {
        TestLine line = new TestLine(profile).established();

        var plan =
                line.codec.plan(SessionConfig.EMPTY, turns(TurnDetection.SemanticVad.defaults()));

        assertEquals(Map.of(), plan.rejected());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen, toolChoice, no such field",
        "qwen, noiseReduction, no such field",
        "glm, toolChoice, no such field",
        "stepfun, text, always answers in sound",
        "stepfun, threshold, has no threshold",
        "speaches, noTurns, cannot switch its turn detection off",
        "speaches, noTranscripts, not taken away",
        "speaches, semantic, has no turn detection 'semantic_vad'",
        "glm, unanswered, always answers by itself",
        "qwen, uninterrupted, always cancels by itself",
        "vllm-omni, noiseReduction, no such field",
        "vllm-omni, semantic, has no turn detection 'semantic_vad'"
    })
    void a_change_that_a_service_cannot_make_is_rejected_with_the_reason(
            String profile, String change, String reason) {
        Map<String, SessionConfig> changes =
                Map.of(
                        "toolChoice",
                        SessionConfig.builder().toolChoice(ToolChoice.REQUIRED).build(),
                        "noiseReduction",
                        SessionConfig.builder()
                                .set(
                                        ConfigField.NOISE_REDUCTION,
                                        new NoiseReduction("near_field", null))
                                .build(),
                        "text",
                        SessionConfig.builder().outputModality(Modality.TEXT).build(),
                        "threshold",
                        turns(new TurnDetection.ServerVad(0.5, null, null, null, null, null)),
                        "noTurns",
                        SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build(),
                        "noTranscripts",
                        SessionConfig.builder().clear(ConfigField.TRANSCRIPTION).build(),
                        "semantic",
                        turns(new TurnDetection.SemanticVad("high", null, null)),
                        "unanswered",
                        turns(new TurnDetection.ServerVad(null, null, null, null, false, null)),
                        "uninterrupted",
                        turns(new TurnDetection.ServerVad(null, null, null, null, null, false)));
        TestLine line = new TestLine(profile).established();

        var plan =
                line.codec.plan(SessionConfig.EMPTY, Objects.requireNonNull(changes.get(change)));

        assertEquals(1, plan.rejected().size(), plan.toString());
        String why = plan.rejected().values().iterator().next();
        assertTrue(why.contains(reason), why);
    }

    private static SessionConfig turns(TurnDetection detection) {
        return SessionConfig.builder().turnDetection(detection).build();
    }

    @ParameterizedTest
    @CsvSource({"qwen, true", "stepfun, true", "glm, false", "speaches, false", "vllm-omni, false"})
    void a_tool_goes_out_as_the_service_writes_it_and_comes_back(String profile, boolean nested) {
        ToolDefinition tool =
                new ToolDefinition.Function("clock", "Tells the time", "{\"type\":\"object\"}");
        SessionConfig change = SessionConfig.builder().tools(List.of(tool)).build();
        TestLine line = new TestLine(profile).established();

        line.codec.encode(Command.UpdateSession.of(change));

        JsonNode session = Json.parse("sent", line.sent.get(0)).get("session");
        JsonNode written = session.get("tools").get(0);
        assertEquals("function", written.get("type").stringValue());
        JsonNode described = nested ? written.get("function") : written;
        assertEquals("clock", described.get("name").stringValue());
        assertEquals("object", described.at("/parameters/type").stringValue());
        assertEquals(!nested, written.has("name"));

        List<TransportEvent> events =
                line.eventsOf(
                        "{\"type\":\"session.updated\",\"session\":{\"tools\":"
                                + session.get("tools")
                                + "}}");
        assertEquals(List.of(new TransportEvent.SessionUpdated(change)), events);
    }

    @Test
    void only_one_choice_of_a_tool_is_nested() {
        SessionConfig change =
                SessionConfig.builder().toolChoice(new ToolChoice.Function("clock")).build();
        for (String profile : List.of("speaches", "vllm-omni", "stepfun")) {
            TestLine line = new TestLine(profile).established();
            line.codec.encode(Command.UpdateSession.of(change));
            JsonNode choice = Json.parse("sent", line.sent.get(0)).at("/session/tool_choice");
            boolean nested = profile.equals("speaches");
            assertEquals(
                    Json.parse(
                            "expected",
                            nested
                                    ? "{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}"
                                    : "{\"type\":\"function\",\"name\":\"clock\"}"),
                    choice,
                    profile);
            assertEquals(
                    List.of(new TransportEvent.SessionUpdated(change)),
                    line.eventsOf(
                            "{\"type\":\"session.updated\",\"session\":{\"tool_choice\":"
                                    + choice
                                    + "}}"));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void sound_in_and_out_makes_no_garbage(String profile) {
        Sink line = new Sink(profile);
        line.opened();
        line.receive("{\"type\":\"session.created\",\"session\":{}}");
        line.receive("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}");
        ByteBuffer in =
                ByteBuffer.wrap(delta(profile, new byte[960]).getBytes(StandardCharsets.UTF_8));
        ByteBuffer out = ByteBuffer.wrap(new byte[641]);
        long inward = grown(() -> line.codec.decode(in, WireKind.TEXT));
        long outward = grown(() -> assertTrue(line.codec.encodeAudio(out.rewind())));
        assertTrue(line.heard > 0);
        assertTrue(inward < 10_000, inward + " bytes for 10 000 frames in");
        assertTrue(outward < 10_000, outward + " bytes for 10 000 frames out");
    }

    /** A line that keeps nothing. */
    private static final class Sink extends TestLine {
        private final ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        private long heard;

        private Sink(String profile) {
            super(profile);
        }

        @Override
        public ByteBuffer begin(int maxBytes) {
            return wire.clear();
        }

        @Override
        public void end(WireKind kind) {}

        @Override
        public void onEvent(TransportEvent event) {}

        @Override
        public void onAudio(AudioChunk chunk) {
            assertNotNull(chunk.itemId());
            heard += chunk.bytes().remaining();
        }
    }

    private static long grown(Runnable frame) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long grown = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 10_000; i++) {
                frame.run();
            }
            grown = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        return grown;
    }

    /** Sound as the service sends it; GLM names no item. */
    private static String delta(String profile, byte[] sound) {
        return "{\"type\":\"response."
                + (profile.equals("vllm-omni") ? "output_audio" : "audio")
                + ".delta\",\"event_id\":\"event_1\",\"response_id\":\"resp_1\","
                + (profile.equals("glm") ? "" : "\"item_id\":\"item_1\",")
                + "\"output_index\":0,\"content_index\":0,\"delta\":\""
                + Base64.getEncoder().encodeToString(sound)
                + "\"}";
    }

    @Test
    void rows_have_names_of_their_own() {
        List<String> names = Profiles.ALL.stream().map(Profile::name).toList();
        assertEquals(names.size(), names.stream().distinct().count(), names.toString());
        assertFalse(BetaProfiles.ALL.isEmpty());
    }
}
