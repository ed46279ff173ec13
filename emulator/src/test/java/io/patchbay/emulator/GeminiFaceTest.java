package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.speech.ScriptedSpeech;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Gemini Live, as its clients meet it; every message is judged by Google's typed models. */
class GeminiFaceTest {
    private static final String PATH =
            "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
    private static final String INVALID = "Request contains an invalid argument.";
    private static final String LONG = "one two three four five six seven eight nine ten";
    private static final String WEATHER =
            "'tools':[{'functionDeclarations':[{'name':'get_weather','behavior':'%s',"
                    + "'parameters':{'type':'OBJECT','properties':{'city':{'type':'STRING'}}}}]}]";

    private final ScriptedSpeech speech = new ScriptedSpeech();
    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        start(EmulatorOptions.defaults().withPace(0));
    }

    private void start(EmulatorOptions options) throws IOException {
        if (emulator != null) {
            emulator.close();
        }
        emulator = Emulator.builder().options(options).engines(speech.engines()).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private FaceClient connect() {
        return FaceClient.connect(
                emulator, PATH + "?key=test-key", builder -> builder, GeminiModels::validate);
    }

    private FaceClient connect(String setup) {
        FaceClient client = connect();
        client.send("{'setup':{'model':'models/gemini-live'" + setup + "}}");
        client.await(message -> message.has("setupComplete"));
        return client;
    }

    private static String typed(String text) {
        return "{'realtimeInput':{'text':'" + text + "'}}";
    }

    private static String content(String text) {
        return "{'clientContent':{'turns':[{'role':'user','parts':[{'text':'"
                + text
                + "'}]}],'turnComplete':true}}";
    }

    private static String sound(int millis, boolean voice) {
        short[] samples = voice ? ScriptedSpeech.spoken(16_000, millis) : new short[16 * millis];
        return "{'realtimeInput':{'audio':{'mimeType':'audio/pcm;rate=16000','data':'"
                + Base64.getEncoder().encodeToString(Sounds.pcm(samples))
                + "'}}}";
    }

    private static JsonNode turnComplete(FaceClient client) {
        return client.await(message -> message.at("/serverContent/turnComplete").asBoolean(false));
    }

    private static JsonNode toolCall(FaceClient client) {
        return client.await(message -> message.has("toolCall")).at("/toolCall/functionCalls/0");
    }

    private static String handle(FaceClient client) {
        return client.await(message -> message.at("/sessionResumptionUpdate/newHandle").isString())
                .at("/sessionResumptionUpdate/newHandle")
                .stringValue();
    }

    /** What was said so far, of {@code outputTranscription} or {@code inputTranscription}. */
    private static String words(FaceClient client, String whose) {
        return client.seen().stream()
                .map(frame -> frame.json().path("serverContent").path(whose).path("text"))
                .map(text -> text.stringValue(""))
                .collect(Collectors.joining());
    }

    private static boolean saw(FaceClient client, String what) {
        return client.seen().stream()
                .anyMatch(frame -> frame.json().path("serverContent").path(what).asBoolean(false));
    }

    @Test
    void a_typed_turn_is_answered_in_sound_and_words() {
        try (FaceClient client = connect(",'outputAudioTranscription':{}")) {
            client.send(typed("Good morning"));
            JsonNode last = turnComplete(client);
            assertTrue(last.at("/usageMetadata/totalTokenCount").intValue() > 0);
            assertEquals("Good morning", words(client, "outputTranscription"));
            assertTrue(saw(client, "generationComplete"));
            JsonNode part =
                    client.seen().stream()
                            .map(frame -> frame.json().at("/serverContent/modelTurn/parts/0"))
                            .filter(JsonNode::isObject)
                            .findFirst()
                            .orElseThrow();
            assertEquals("audio/pcm;rate=24000", part.at("/inlineData/mimeType").stringValue());
            assertTrue(client.seen().stream().allMatch(FaceClient.Frame::binary));
        }
    }

    @Test
    void text_is_written_when_it_is_asked_for() {
        try (FaceClient client = connect(",'generation_config':{'response_modalities':['TEXT']}")) {
            client.send(content("Good morning"));
            turnComplete(client);
            String text =
                    client.seen().stream()
                            .map(f -> f.json().at("/serverContent/modelTurn/parts/0/text"))
                            .map(node -> node.stringValue(""))
                            .collect(Collectors.joining());
            assertEquals("Good morning", text);
        }
    }

    @Test
    void a_spoken_turn_is_heard_and_answered() {
        speech.hears("What time is it?");
        try (FaceClient client =
                connect(",'inputAudioTranscription':{},'outputAudioTranscription':{}")) {
            client.send(sound(1_000, true)).send(sound(1_500, false));
            turnComplete(client);
            assertEquals("What time is it?", words(client, "inputTranscription"));
            assertEquals("What time is it?", words(client, "outputTranscription"));
        }
    }

    @Test
    void transcriptions_come_only_when_they_are_asked_for() {
        speech.hears("What time is it?");
        try (FaceClient client = connect("")) {
            client.send(sound(1_000, true));
            client.send("{'realtimeInput':{'audioStreamEnd':true}}");
            turnComplete(client);
            assertEquals("", words(client, "inputTranscription"));
            assertEquals("", words(client, "outputTranscription"));
        }
    }

    @Test
    void the_client_marks_activity_when_detection_is_off() {
        speech.hears("What time is it?");
        try (FaceClient client =
                connect(
                        ",'outputAudioTranscription':{},'realtimeInputConfig':"
                                + "{'automaticActivityDetection':{'disabled':true}}")) {
            client.send(sound(1_000, true)).send(sound(1_500, false));
            client.send("{'realtimeInput':{'activityStart':{}}}");
            client.send(sound(1_000, true));
            client.send("{'realtimeInput':{'activityEnd':{}}}");
            turnComplete(client);
            assertEquals("What time is it?", words(client, "outputTranscription"));
        }
    }

    @Test
    void activity_is_not_marked_when_it_is_detected() {
        try (FaceClient client = connect("")) {
            client.send("{'realtimeInput':{'activityStart':{}}}");
            FaceClient.Closed closed = client.closed();
            assertEquals(1007, closed.code());
            assertTrue(closed.reason().startsWith("Explicit activity control"));
        }
    }

    @Test
    void speaking_up_interrupts() throws IOException {
        start(EmulatorOptions.defaults().withPace(1));
        try (FaceClient client = connect("")) {
            client.send(typed(LONG));
            client.await(message -> message.at("/serverContent/modelTurn").isObject());
            client.send(sound(400, true));
            client.await(message -> message.at("/serverContent/interrupted").asBoolean(false));
            turnComplete(client);
            assertFalse(saw(client, "generationComplete"));
        }
    }

    @Test
    void speaking_up_interrupts_what_is_still_being_played() throws IOException {
        start(EmulatorOptions.defaults().withPace(1_000));
        try (FaceClient client = connect("")) {
            client.send(typed(LONG));
            client.await(message -> message.at("/serverContent/generationComplete").isBoolean());
            client.send(sound(400, true));
            client.await(message -> message.at("/serverContent/interrupted").asBoolean(false));
            turnComplete(client);
        }
    }

    @Test
    void nobody_interrupts_when_that_is_not_wanted() throws IOException {
        start(EmulatorOptions.defaults().withPace(4));
        try (FaceClient client =
                connect(",'realtimeInputConfig':{'activityHandling':'NO_INTERRUPTION'}")) {
            client.send(typed(LONG));
            client.await(message -> message.at("/serverContent/modelTurn").isObject());
            client.send(sound(400, true));
            turnComplete(client);
            assertFalse(saw(client, "interrupted"));
            assertTrue(saw(client, "generationComplete"));
        }
    }

    @Test
    void client_content_interrupts() throws IOException {
        start(EmulatorOptions.defaults().withPace(1));
        try (FaceClient client = connect(",'generationConfig':{'responseModalities':['AUDIO']}")) {
            client.send(content(LONG));
            client.await(message -> message.at("/serverContent/modelTurn").isObject());
            client.send(content("stop"));
            client.await(message -> message.at("/serverContent/interrupted").asBoolean(false));
            turnComplete(client);
            client.await(message -> message.at("/serverContent/generationComplete").isBoolean());
        }
    }

    @Test
    void a_tool_call_waits_for_its_answer() {
        try (FaceClient client =
                connect(",'outputAudioTranscription':{}," + WEATHER.formatted("UNSPECIFIED"))) {
            client.send(typed("get_weather {\\\"city\\\":\\\"Oslo\\\"}"));
            JsonNode call = toolCall(client);
            assertEquals("get_weather", call.path("name").stringValue());
            assertEquals("Oslo", call.at("/args/city").stringValue());
            client.send(
                    "{'toolResponse':{'functionResponses':[{'id':'"
                            + call.path("id").stringValue()
                            + "','name':'get_weather','response':{'output':'Sunny'}}]}}");
            turnComplete(client);
            assertEquals("Sunny", words(client, "outputTranscription"));
            assertEquals(
                    1,
                    client.seen().stream()
                            .filter(f -> f.json().at("/serverContent/turnComplete").isBoolean())
                            .count());
        }
    }

    @Test
    void an_interruption_takes_a_tool_call_back() {
        try (FaceClient client = connect("," + WEATHER.formatted("BLOCKING"))) {
            client.send(typed("get_weather {}"));
            String id = toolCall(client).path("id").stringValue();
            client.send(sound(400, true));
            JsonNode taken = client.await(message -> message.has("toolCallCancellation"));
            assertEquals(id, taken.at("/toolCallCancellation/ids/0").stringValue());
            turnComplete(client);
            client.send(
                    "{'toolResponse':{'functionResponses':[{'id':'"
                            + id
                            + "','name':'get_weather','response':{'output':'Sunny'}}]}}");
            client.send(sound(1_500, false));
            turnComplete(client);
        }
    }

    @ParameterizedTest
    @CsvSource({"WHEN_IDLE,true", "INTERRUPT,true", "SILENT,false"})
    void the_model_goes_on_during_a_tool_that_does_not_block(String scheduling, boolean told) {
        try (FaceClient client =
                connect(",'outputAudioTranscription':{}," + WEATHER.formatted("NON_BLOCKING"))) {
            client.send(typed("get_weather {}"));
            String id = toolCall(client).path("id").stringValue();
            turnComplete(client);
            client.send(typed("Hello"));
            turnComplete(client);
            assertEquals("Hello", words(client, "outputTranscription"));
            client.send(
                    "{'toolResponse':{'functionResponses':[{'id':'"
                            + id
                            + "','name':'get_weather','scheduling':'"
                            + scheduling
                            + "','response':{'result':'Sunny'}}]}}");
            if (told) {
                turnComplete(client);
                assertEquals("HelloSunny", words(client, "outputTranscription"));
            } else {
                client.send(typed("Bye"));
                turnComplete(client);
                assertEquals("HelloBye", words(client, "outputTranscription"));
            }
        }
    }

    @Test
    void history_is_told_first_and_not_answered() throws Exception {
        try (FaceClient client =
                connect(",'historyConfig':{'initialHistoryInClientContent':true}")) {
            client.send(
                    "{'clientContent':{'turns':[{'role':'user','parts':[{'text':'One'}]},"
                            + "{'role':'model','parts':[{'text':'Two'}]}],'turnComplete':true}}");
            client.send(typed("Three"));
            turnComplete(client);
            String id = emulator.sessionIds().get(0);
            List<String> items =
                    emulator.conversation(id).toCompletableFuture().get().stream()
                            .map(item -> Json.parse(item).at("/content/0"))
                            .map(
                                    part ->
                                            part.path("text")
                                                    .stringValue(
                                                            part.path("transcript")
                                                                    .stringValue("")))
                            .toList();
            assertEquals(List.of("One", "Two", "Three", "Three"), items);
        }
    }

    @Test
    void a_session_goes_on_over_another_socket() throws Exception {
        String handle;
        try (FaceClient first = connect(",'sessionResumption':{'transparent':true}")) {
            String before = handle(first);
            first.send(typed("Remember me"));
            turnComplete(first);
            JsonNode update =
                    first.await(m -> m.at("/sessionResumptionUpdate/newHandle").isString())
                            .path("sessionResumptionUpdate");
            handle = update.path("newHandle").stringValue();
            assertNotEquals(before, handle);
            assertTrue(update.path("resumable").booleanValue());
            assertEquals("1", update.path("lastConsumedClientMessageIndex").stringValue());
            try (FaceClient tooEarly = connect()) {
                tooEarly.send(resume(handle));
                assertEquals(1011, tooEarly.closed().code());
            }
            first.leave();
        }
        try (FaceClient second = connect(",'sessionResumption':{'handle':'" + handle + "'}")) {
            handle(second);
            String id = emulator.sessionIds().get(0);
            assertEquals(2, emulator.conversation(id).toCompletableFuture().get().size());
        }
        try (FaceClient unknown = connect()) {
            unknown.send(resume("nobody-knows"));
            assertEquals(1008, unknown.closed().code());
        }
    }

    private static String resume(String handle) {
        return "{'setup':{'model':'models/gemini-live','sessionResumption':{'handle':'"
                + handle
                + "'}}}";
    }

    @Test
    void it_tells_that_it_goes_away() {
        try (FaceClient client = connect("")) {
            emulator.inject(new Fault.GoAway(Duration.ofMillis(1_500)));
            JsonNode away = client.await(message -> message.has("goAway"));
            assertEquals("2s", away.at("/goAway/timeLeft").stringValue());
            FaceClient.Closed closed = client.closed();
            assertEquals(1011, closed.code());
            assertTrue(closed.reason().startsWith("Deadline expired"));
        }
    }

    @Test
    void a_short_session_ends_with_a_warning() throws IOException {
        start(EmulatorOptions.defaults().withMaxSession(Duration.ofSeconds(2)));
        try (FaceClient client = connect("")) {
            JsonNode away = client.await(message -> message.has("goAway"));
            assertEquals("1s", away.at("/goAway/timeLeft").stringValue());
            assertEquals(1011, client.closed().code());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'realtimeInput':{'text':'Hello'}}; 1007; " + INVALID,
                "{'setup':{'model':'gpt-realtime'}}; 1008; gpt-realtime is not found",
                "{'setup':{}}; 1007; Invalid value at 'setup.model'",
                "{'setup':{'model':'models/a','voice':'b'}}; 1007;"
                        + " Invalid JSON payload received. Unknown name \"voice\" at 'setup'",
                "{'hello':{}}; 1007; Invalid JSON payload received. Unknown name \"hello\"",
                "no JSON; 1007; Invalid JSON payload received."
            })
    void what_the_service_cannot_take_ends_the_connection(String message, int code, String reason) {
        try (FaceClient client = connect()) {
            client.send(message);
            FaceClient.Closed closed = client.closed();
            assertEquals(code, closed.code());
            assertTrue(closed.reason().startsWith(reason), closed.reason());
        }
    }

    @Test
    void a_second_setup_ends_the_connection() {
        try (FaceClient client = connect("")) {
            client.send("{'setup':{'model':'models/gemini-live'}}");
            assertEquals(new FaceClient.Closed(1007, INVALID), client.closed());
        }
    }

    @Test
    void gemini_3_1_takes_content_as_history_only_and_3_8_at_any_time() {
        try (FaceClient client = connect()) {
            client.send("{'setup':{'model':'models/gemini-3.1-flash-live-preview'}}");
            client.await(message -> message.has("setupComplete"));
            client.send(content("Hello"));
            assertEquals(new FaceClient.Closed(1007, INVALID), client.closed());
        }
        try (FaceClient client = connect()) {
            client.send("{'setup':{'model':'models/gemini-3.8-live'}}");
            client.await(message -> message.has("setupComplete"));
            client.send(typed("Hello"));
            turnComplete(client);
        }
    }

    @Test
    void a_bad_key_is_let_in_and_sent_away() throws IOException {
        start(EmulatorOptions.defaults().withKeys(Set.of("good")));
        try (FaceClient client = connect()) {
            client.send("{'setup':{'model':'models/gemini-live'}}");
            assertEquals(
                    new FaceClient.Closed(1007, "API key not valid. Please pass a valid API key."),
                    client.closed());
            assertEquals(1, emulator.metrics().refused());
        }
        try (FaceClient client =
                FaceClient.connect(emulator, PATH, b -> b.header("x-goog-api-key", "good"))) {
            client.send("{'setup':{'model':'models/gemini-live'}}");
            client.await(message -> message.has("setupComplete"));
        }
    }

    @Test
    void a_script_answers_here_too() throws IOException {
        emulator.close();
        emulator =
                TestEngines.emulator()
                        .script(turn -> Optional.of(new Script.Reply.Say("As the script says")))
                        .start();
        try (FaceClient client = connect(",'outputAudioTranscription':{}")) {
            client.send(typed("Hello"));
            turnComplete(client);
            assertEquals("As the script says", words(client, "outputTranscription"));
        }
    }

    @Test
    void a_failed_response_ends_the_connection() {
        emulator.injectNext(new Fault.FailResponse("server_error", "Internal error occurred."));
        try (FaceClient client = connect("")) {
            client.send(typed("Hello"));
            assertEquals(new FaceClient.Closed(1011, "Internal error occurred."), client.closed());
        }
    }
}
