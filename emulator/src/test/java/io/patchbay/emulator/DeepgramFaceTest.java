package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Script.FunctionCall;
import io.patchbay.emulator.Script.Reply;
import io.patchbay.emulator.speech.ScriptedSpeech;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The face of Deepgram's Voice Agent. */
class DeepgramFaceTest {
    private static final String PATH = "/v1/agent/converse";
    private static final String FORMATS =
            "'audio':{'input':{'encoding':'linear16','sample_rate':16000},"
                    + "'output':{'encoding':'linear16','sample_rate':24000,'container':'none'}}";
    private static final String LISTEN =
            "'listen':{'provider':{'type':'deepgram','version':'v1','model':'nova-3'}}";
    private static final String SPEAK =
            "'speak':{'provider':{'type':'deepgram','model':'aura-2-thalia-en'}}";
    private static final String CLOCK =
            "{'name':'clock','description':'Tells the time','parameters':{'type':'object'}}";

    private final ScriptedSpeech speech = new ScriptedSpeech();
    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator = TestEngines.emulator().engines(speech.engines()).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static String settings(String think, String more) {
        return "{'type':'Settings',"
                + FORMATS
                + ",'agent':{"
                + LISTEN
                + ","
                + SPEAK
                + ",'think':{'provider':{'type':'open_ai','model':'gpt-4o-mini'}"
                + think
                + "}"
                + more
                + "}}";
    }

    private FaceClient applied(String think, String more) {
        FaceClient client = FaceClient.connect(emulator, PATH);
        assertEquals(36, client.await("Welcome").path("request_id").stringValue().length());
        client.send(settings(think, more));
        client.await("SettingsApplied");
        return client;
    }

    private void restart(Script script) throws IOException {
        emulator.close();
        emulator = TestEngines.emulator().engines(speech.engines()).script(script).start();
    }

    private static String words(JsonNode text) {
        return text.path("role").stringValue() + ": " + text.path("content").stringValue();
    }

    @Test
    void what_is_typed_is_answered_in_words_then_sound_then_the_end_of_it() {
        try (FaceClient client = applied("", "")) {
            client.send("{'type':'InjectUserMessage','content':'Good morning. How are you?'}");
            client.await("LatencyReport");
            assertEquals(
                    List.of(
                            "user: Good morning. How are you?",
                            "assistant: Good morning.",
                            "assistant: How are you?"),
                    client.seen().stream()
                            .map(FaceClient.Frame::json)
                            .filter(j -> "ConversationText".equals(j.path("type").stringValue("")))
                            .map(DeepgramFaceTest::words)
                            .toList());
            List<String> types = client.types();
            int firstSound = types.indexOf("");
            assertTrue(client.seen().get(firstSound).binary());
            assertTrue(firstSound > types.indexOf("ConversationText"), types.toString());
            assertTrue(types.lastIndexOf("") < types.indexOf("AgentAudioDone"), types.toString());
            assertEquals(3, types.stream().filter("History"::equals).count());
            assertFalse(types.contains("AgentStartedSpeaking"));
        }
    }

    @Test
    void a_spoken_turn_is_told_before_it_is_answered() {
        speech.hears("What time is it?");
        try (FaceClient client = applied("", "")) {
            client.sendBinary(Sounds.pcm(ScriptedSpeech.spoken(16_000, 1_000)));
            client.sendBinary(Sounds.pcm(new short[32_000]));
            client.await("UserStartedSpeaking");
            assertEquals("user: What time is it?", words(client.await("ConversationText")));
            assertEquals("assistant: What time is it?", words(client.await("ConversationText")));
            client.await("AgentAudioDone");
        }
    }

    @Test
    void functions_are_asked_for_and_their_results_answered() throws IOException {
        restart(
                turn ->
                        Optional.of(
                                turn.input().equals("noon")
                                        ? new Reply.Say("It is noon.")
                                        : new Reply.Calls(
                                                "One moment.",
                                                List.of(
                                                        new FunctionCall("clock", "{}"),
                                                        new FunctionCall("hosted", "{\"a\":1}")))));
        try (FaceClient client =
                applied(
                        ",'functions':["
                                + CLOCK
                                + ",{'name':'hosted','endpoint':{'url':'https://example.invalid'}}]",
                        "")) {
            client.send("{'type':'InjectUserMessage','content':'What time is it?'}");
            client.await("AgentAudioDone");
            JsonNode functions = client.await("FunctionCallRequest").path("functions");
            assertEquals("clock", functions.path(0).path("name").stringValue());
            assertTrue(functions.path(0).path("client_side").booleanValue());
            assertFalse(functions.path(1).path("client_side").booleanValue());
            assertEquals(
                    "{\"a\":1}",
                    client.await("FunctionCallResponse").path("content").stringValue());
            answerOf(client, functions.path(0).path("id").stringValue());
        }
    }

    private static void answerOf(FaceClient client, String id) {
        client.send("{'type':'FunctionCallResponse','id':'other','name':'x','content':'lost'}");
        client.send(
                "{'type':'FunctionCallResponse','id':'"
                        + id
                        + "','name':'clock','content':'noon'}");
        client.await("ConversationText");
        client.await("AgentAudioDone");
    }

    @Test
    void a_call_is_taken_back_when_the_caller_speaks() throws IOException {
        restart(turn -> Optional.of(new Reply.Calls("", List.of(new FunctionCall("clock", "{}")))));
        try (FaceClient client = applied(",'functions':[" + CLOCK + "]", "")) {
            client.send("{'type':'InjectUserMessage','content':'What time is it?'}");
            String id = client.await("FunctionCallRequest").at("/functions/0/id").stringValue();
            client.sendBinary(Sounds.pcm(ScriptedSpeech.spoken(16_000, 1_000)));
            assertEquals(
                    id, client.await("FunctionCallCancelled").at("/functions/0/id").stringValue());
        }
    }

    @Test
    void speech_stops_what_is_being_said() throws IOException {
        emulator.close();
        emulator =
                TestEngines.emulator()
                        .options(EmulatorOptions.defaults().withPace(1))
                        .engines(speech.engines())
                        .start();
        speech.hears("Stop.");
        try (FaceClient client = applied("", "")) {
            client.send(
                    "{'type':'InjectUserMessage','content':'One two three four five six seven"
                            + " eight nine ten eleven twelve thirteen fourteen fifteen.'}");
            client.await("UserStartedSpeaking");
            while (!client.next().binary()) {
                // until it speaks
            }
            client.send("{'type':'InjectAgentMessage','message':'Hello?'}");
            client.await("InjectionRefused");
            client.sendBinary(Sounds.pcm(ScriptedSpeech.spoken(16_000, 1_000)));
            client.await("UserStartedSpeaking");
            client.sendBinary(Sounds.pcm(new short[32_000]));
            FaceClient.Frame next = client.next();
            assertFalse(next.binary(), "no old sound");
            assertFalse(client.types().contains("AgentAudioDone"));
            client.await("AgentAudioDone");
        }
    }

    @Test
    void given_words_are_said_as_they_are() throws IOException {
        restart(turn -> Optional.of(new Reply.Say("Something else.")));
        try (FaceClient client = applied("", ",'greeting':'Welcome to the bank.'")) {
            assertEquals(
                    "assistant: Welcome to the bank.", words(client.await("ConversationText")));
            client.send(
                    "{'type':'InjectAgentMessage','behavior':'queue','message':'Anything else?'}");
            assertEquals("assistant: Anything else?", words(client.await("ConversationText")));
            client.await("AgentAudioDone");
        }
    }

    @Test
    void changes_are_confirmed_each_by_its_kind() {
        try (FaceClient client = applied(",'prompt':'Be brief.'", "")) {
            client.send("{'type':'UpdatePrompt','prompt':'Be kind.'}");
            client.await("PromptUpdated");
            client.send(
                    "{'type':'UpdateThink','think':{'provider':{'type':'anthropic',"
                            + "'model':'claude'},'prompt':'Be long.','functions':["
                            + CLOCK
                            + "]}}");
            client.await("ThinkUpdated");
            client.send("{'type':'UpdateSpeak'," + SPEAK + "}");
            client.await("SpeakUpdated");
            client.send("{'type':'UpdateListen'," + LISTEN + "}");
            client.await("ListenUpdated");
            client.send("{'type':'ForceEndTurn'}");
            assertEquals(
                    "FORCE_END_TURN_UNSUPPORTED",
                    client.await("Warning").path("code").stringValue());
            client.send("{'type':'KeepAlive'}");
            client.send("{'type':'InjectUserMessage','content':'clock'}");
            client.await("FunctionCallRequest");
        }
    }

    @Test
    void what_was_said_before_is_known() throws IOException {
        restart(
                turn -> {
                    assertTrue(turn.instructions().equals("Be brief."));
                    return Optional.empty();
                });
        try (FaceClient client =
                applied(
                        ",'prompt':'Be brief.'",
                        ",'context':{'messages':[{'type':'History','role':'user','content':'Hi'},"
                                + "{'type':'History','function_calls':[{'id':'f','name':'clock',"
                                + "'client_side':true,'arguments':'{}','response':'noon'}]},"
                                + "{'type':'History','role':'assistant','content':'Noon.'}]}")) {
            client.send("{'type':'InjectUserMessage','content':'Thanks'}");
            client.await("AgentAudioDone");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNPARSABLE_CLIENT_MESSAGE|no JSON",
                "UNPARSABLE_CLIENT_MESSAGE|{'type':'Configure'}",
                "UNPARSABLE_CLIENT_MESSAGE|{'type':'Settings','agent':{}}",
                "UNPARSABLE_CLIENT_MESSAGE|{'type':'Settings','audio':{},'agent':{'think_live':{}}}",
                "INVALID_SETTINGS|{'type':'Settings','audio':{'output':{'encoding':'mp3'}},'agent':{}}",
                "NON_SETTINGS_MESSAGE_BEFORE_SETTINGS|{'type':'KeepAlive'}"
            })
    void what_is_wrong_ends_the_connection_with_its_code(String code, String message) {
        try (FaceClient client = FaceClient.connect(emulator, PATH)) {
            client.send(message.replace("''", "'"));
            assertEquals(code, client.await("Error").path("code").stringValue());
            assertEquals(1011, client.closed().code());
        }
    }

    @Test
    void sound_before_settings_and_settings_twice_are_errors() {
        try (FaceClient client = FaceClient.connect(emulator, PATH)) {
            client.sendBinary(new byte[320]);
            assertEquals(
                    "NON_SETTINGS_MESSAGE_BEFORE_SETTINGS",
                    client.await("Error").path("code").stringValue());
        }
        try (FaceClient client = applied("", "")) {
            client.send(settings("", ""));
            assertEquals(
                    "SETTINGS_ALREADY_APPLIED", client.await("Error").path("code").stringValue());
        }
    }

    @Test
    void a_key_is_a_token() throws IOException {
        emulator.close();
        emulator =
                TestEngines.emulator()
                        .options(EmulatorOptions.defaults().withPace(0).withKeys(Set.of("good")))
                        .start();
        FaceClient.connect(emulator, PATH, b -> b.header("Authorization", "Token good")).close();
        FaceClient.connect(
                        emulator,
                        "/as/deepgram" + PATH,
                        b -> b.header("Authorization", "Bearer good"))
                .close();
        FaceClient.connect(emulator, PATH, b -> b.subprotocols("token", "good")).close();
        assertThrows(
                CompletionException.class,
                () ->
                        FaceClient.connect(
                                emulator, PATH, b -> b.header("Authorization", "Token bad")));
    }
}
