package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ClientOptions;
import com.openai.core.ObjectMappers;
import com.openai.core.http.WebSocketWriteNotAttempted;
import com.openai.errors.NotFoundException;
import com.openai.helpers.RealtimeConnection;
import com.openai.helpers.RealtimeWebSocketOptions;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeServerEvent;
import com.openai.models.realtime.clientsecrets.ClientSecretCreateParams;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official Java client, unchanged, against the emulator. */
@SuppressWarnings("MustBeClosedChecker") // the connection is a field, closed after each test
class OfficialJavaClientTest {
    private Emulator emulator;
    private RealtimeConnection connection;

    @BeforeEach
    void connect() throws IOException {
        emulator =
                Emulator.builder()
                        .options(EmulatorOptions.defaults().withPace(20))
                        .engines(TestEngines.quick())
                        .start();
        connection = connect(RealtimeWebSocketOptions.builder().model("gpt-realtime").build());
    }

    @AfterEach
    void close() {
        connection.close();
        emulator.close();
    }

    private RealtimeConnection connect(RealtimeWebSocketOptions options) {
        ClientOptions client =
                ClientOptions.builder()
                        .httpClient(com.openai.client.okhttp.OkHttpClient.builder().build())
                        .apiKey("test-key")
                        .baseUrl(emulator.restUri().toString())
                        .build();
        return RealtimeConnection.connect(client, options);
    }

    /** Sends an event through the typed models, as soon as the client has written the last one. */
    private void send(String json) throws JsonProcessingException {
        RealtimeClientEvent event =
                ObjectMappers.jsonMapper()
                        .readValue(json.replace('\'', '"'), RealtimeClientEvent.class)
                        .validate();
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                connection.send(event);
                return;
            } catch (WebSocketWriteNotAttempted.Busy e) {
                if (System.nanoTime() > patience) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private <T> T await(Function<RealtimeServerEvent, Optional<T>> wanted) throws Exception {
        for (int i = 0; i < 500; i++) {
            RealtimeServerEvent event = connection.receiveAsync().get(60, TimeUnit.SECONDS);
            event.validate();
            Optional<T> found = wanted.apply(event);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AssertionError("never came");
    }

    @Test
    void a_text_turn() throws Exception {
        await(RealtimeServerEvent::sessionCreated);
        send(
                "{'type':'session.update','session':{'type':'realtime','output_modalities':['text']}}");
        await(RealtimeServerEvent::sessionUpdated);
        send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':"
                        + "[{'type':'input_text','text':'good morning'}]}}");
        send("{'type':'response.create'}");
        assertEquals("good morning", await(RealtimeServerEvent::responseOutputTextDone).text());
        assertEquals(
                "completed",
                await(RealtimeServerEvent::responseDone)
                        .response()
                        .status()
                        .orElseThrow()
                        .asString());
    }

    @Test
    void an_audio_turn() throws Exception {
        send(
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'transcription':"
                        + "{'model':'gpt-4o-transcribe','prompt':'Are you open on Sunday?'}}}}}");
        send("{'type':'input_audio_buffer.append','audio':'" + Sounds.hissMillis(600) + "'}");
        send("{'type':'input_audio_buffer.append','audio':'" + Sounds.toneMillis(800) + "'}");
        send("{'type':'input_audio_buffer.append','audio':'" + Sounds.hissMillis(600) + "'}");
        assertEquals(
                "Are you open on Sunday?",
                await(RealtimeServerEvent::conversationItemInputAudioTranscriptionCompleted)
                        .transcript());
        assertFalse(await(RealtimeServerEvent::responseOutputAudioDelta).delta().isEmpty());
        assertEquals(
                "Are you open on Sunday?",
                await(RealtimeServerEvent::responseOutputAudioTranscriptDone).transcript());
    }

    @Test
    void a_tool_call_and_its_output() throws Exception {
        send(
                "{'type':'session.update','session':{'type':'realtime','output_modalities':['text'],'tools':"
                        + "[{'type':'function','name':'lookup','description':'d','parameters':{'type':'object'}}]}}");
        send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':"
                        + "[{'type':'input_text','text':'lookup {\\'id\\':7}'}]}}"
                                .replace("\\'", "\\\""));
        send("{'type':'response.create'}");
        var call = await(RealtimeServerEvent::responseFunctionCallArgumentsDone);
        assertEquals("{\"id\":7}", call.arguments());
        await(RealtimeServerEvent::responseDone);
        send(
                "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'"
                        + call.callId()
                        + "','output':'seven'}}");
        send("{'type':'response.create'}");
        assertEquals("seven", await(RealtimeServerEvent::responseOutputTextDone).text());
    }

    @Test
    void a_barge_in_with_truncation() throws Exception {
        send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':"
                        + "[{'type':'input_text','text':'"
                        + "many words to say ".repeat(30)
                        + "'}]}}");
        send("{'type':'response.create'}");
        String item = await(RealtimeServerEvent::responseOutputAudioDelta).itemId();
        send("{'type':'response.cancel'}");
        assertEquals(
                "cancelled",
                await(RealtimeServerEvent::responseDone)
                        .response()
                        .status()
                        .orElseThrow()
                        .asString());
        send(
                "{'type':'conversation.item.truncate','item_id':'"
                        + item
                        + "','content_index':0,'audio_end_ms':50}");
        assertEquals(50, await(RealtimeServerEvent::conversationItemTruncated).audioEndMs());
    }

    @Test
    void history_edits() throws Exception {
        send(
                "{'type':'conversation.item.create','item':{'id':'mine','type':'message','role':'user','content':"
                        + "[{'type':'input_text','text':'x'}]}}");
        await(RealtimeServerEvent::conversationItemDone);
        send("{'type':'conversation.item.retrieve','item_id':'mine'}");
        await(RealtimeServerEvent::conversationItemRetrieved);
        send("{'type':'conversation.item.delete','item_id':'mine'}");
        assertEquals("mine", await(RealtimeServerEvent::conversationItemDeleted).itemId());
    }

    @Test
    void an_error_leaves_the_connection_open() throws Exception {
        send("{'type':'response.cancel','event_id':'c1'}");
        var error = await(RealtimeServerEvent::error).error();
        assertEquals("response_cancel_not_active", error.code().orElseThrow());
        assertEquals("c1", error.eventId().orElseThrow());
        send("{'type':'input_audio_buffer.clear'}");
        await(RealtimeServerEvent::inputAudioBufferCleared);
    }

    @Test
    void a_transcription_session() throws Exception {
        connection.close();
        connection = connect(RealtimeWebSocketOptions.builder().transcription().build());
        assertTrue(
                await(RealtimeServerEvent::sessionCreated)
                        .session()
                        .isRealtimeTranscriptionSessionCreateRequest());
    }

    @Test
    void client_secrets_and_calls_over_rest() {
        var client =
                OpenAIOkHttpClient.builder()
                        .apiKey("test-key")
                        .baseUrl(emulator.restUri().toString())
                        .responseValidation(true)
                        .maxRetries(0)
                        .build();
        var secret = client.realtime().clientSecrets().create(ClientSecretCreateParams.none());
        assertTrue(secret.validate().value().startsWith("ek_"));
        assertThrows(
                NotFoundException.class, () -> client.realtime().calls().hangup("rtc_unknown"));
        client.close();
    }
}
