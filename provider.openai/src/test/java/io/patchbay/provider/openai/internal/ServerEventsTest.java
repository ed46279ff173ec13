package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.core.JsonValue;
import com.openai.models.realtime.*;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportEvent.Progress;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the provider sends, all 46 kinds of it. Source of the frames: the typed models of {@code
 * com.openai:openai-java-core} 4.100.0, built and written by that library.
 */
@org.jspecify.annotations.NullUnmarked
class ServerEventsTest {

    private static final RealtimeConversationItemUserMessage USER =
            RealtimeConversationItemUserMessage.builder()
                    .id("i")
                    .status(RealtimeConversationItemUserMessage.Status.COMPLETED)
                    .addContent(
                            RealtimeConversationItemUserMessage.Content.builder()
                                    .type(
                                            RealtimeConversationItemUserMessage.Content.Type
                                                    .INPUT_TEXT)
                                    .text("hi")
                                    .build())
                    .build();
    private static final Item MESSAGE =
            new Item.Message(
                    "i", Role.USER, List.of(new ContentPart.InputText("hi")), ItemStatus.COMPLETED);
    private static final RealtimeConversationItemFunctionCall TYPED_CALL =
            RealtimeConversationItemFunctionCall.builder()
                    .id("i")
                    .callId("c")
                    .name("add")
                    .arguments("{}")
                    .status(RealtimeConversationItemFunctionCall.Status.COMPLETED)
                    .build();
    private static final Item CALL =
            new Item.FunctionCall("i", "c", "add", "{}", ItemStatus.COMPLETED);
    private static final byte[] SOUND = {1, 2, 3, 4};

    private static final Map<String, RealtimeServerEvent> FRAMES = new LinkedHashMap<>();
    private static final Map<String, List<TransportEvent>> EXPECTED = new LinkedHashMap<>();

    private static void row(RealtimeServerEvent frame, TransportEvent... expected) {
        String name = kindOf(frame);
        FRAMES.put(name, frame);
        EXPECTED.put(name, List.of(expected));
    }

    /** Every kind of the union, by the name of the method that asks for it. */
    private static Stream<Method> kinds() {
        return Arrays.stream(RealtimeServerEvent.class.getMethods())
                .filter(m -> m.getName().startsWith("is") && !m.getName().equals("isValid"))
                .filter(m -> m.getParameterCount() == 0);
    }

    private static String kindOf(RealtimeServerEvent frame) {
        return kinds().filter(
                        method -> {
                            try {
                                return (boolean) method.invoke(frame);
                            } catch (ReflectiveOperationException e) {
                                throw new AssertionError(e);
                            }
                        })
                .findFirst()
                .orElseThrow()
                .getName();
    }

    private static final RealtimeSessionCreateRequest SESSION =
            RealtimeSessionCreateRequest.builder()
                    .instructions("Be brief.")
                    .addOutputModality(RealtimeSessionCreateRequest.OutputModality.AUDIO)
                    .maxOutputTokensInf()
                    .audio(
                            RealtimeAudioConfig.builder()
                                    .input(
                                            RealtimeAudioConfigInput.builder()
                                                    .turnDetection(
                                                            RealtimeAudioInputTurnDetection
                                                                    .ServerVad.builder()
                                                                    .threshold(0.5)
                                                                    .prefixPaddingMs(300)
                                                                    .silenceDurationMs(200)
                                                                    .createResponse(true)
                                                                    .interruptResponse(true)
                                                                    .build())
                                                    .build())
                                    .build())
                    .build();
    private static final SessionConfig EFFECTIVE =
            SessionConfig.builder()
                    .instructions("Be brief.")
                    .outputModality(Modality.AUDIO)
                    .turnDetection(new TurnDetection.ServerVad(0.5, 300, 200, null, true, true))
                    .clear(io.patchbay.api.session.ConfigField.MAX_OUTPUT_TOKENS)
                    .build();

    static {
        session();
        items();
        input();
        transcription();
        responses();
        deltas();
        rest();
    }

    private static void session() {
        row(
                RealtimeServerEvent.ofSessionCreated(
                        SessionCreatedEvent.builder().eventId("e").session(SESSION).build()),
                new TransportEvent.SessionCreated("", null, EFFECTIVE));
        row(
                RealtimeServerEvent.ofSessionUpdated(
                        SessionUpdatedEvent.builder().eventId("e").session(SESSION).build()),
                new TransportEvent.SessionUpdated(EFFECTIVE));
        row(
                RealtimeServerEvent.ofConversationCreated(
                        ConversationCreatedEvent.builder()
                                .eventId("e")
                                .conversation(
                                        ConversationCreatedEvent.Conversation.builder()
                                                .id("conv_1")
                                                .build())
                                .build()),
                new TransportEvent.ConversationCreated("conv_1"));
        row(
                RealtimeServerEvent.ofError(
                        RealtimeErrorEvent.builder()
                                .eventId("e")
                                .error(
                                        RealtimeError.builder()
                                                .type("invalid_request_error")
                                                .code("invalid_value")
                                                .message("wrong")
                                                .param("session.voice")
                                                .eventId("pb_1")
                                                .build())
                                .build()),
                new TransportEvent.Error(
                        new ProviderError(
                                "invalid_request_error",
                                "invalid_value",
                                "wrong",
                                "session.voice",
                                "pb_1",
                                ProviderError.Severity.RECOVERABLE)));
    }

    private static void items() {
        row(
                RealtimeServerEvent.ofConversationItemAdded(
                        ConversationItemAdded.builder()
                                .eventId("e")
                                .item(USER)
                                .previousItemId("p")
                                .build()),
                new TransportEvent.ItemAdded(MESSAGE, Placement.after("p")));
        row(
                RealtimeServerEvent.ofConversationItemDone(
                        ConversationItemDone.builder()
                                .eventId("e")
                                .item(USER)
                                .previousItemId(java.util.Optional.empty())
                                .build()),
                new TransportEvent.ItemDone(MESSAGE, Placement.FIRST));
        row(
                RealtimeServerEvent.ofConversationItemCreated(
                        ConversationItemCreatedEvent.builder().eventId("e").item(USER).build()),
                new TransportEvent.ItemAdded(MESSAGE, Placement.END),
                new TransportEvent.ItemDone(MESSAGE, Placement.END));
        row(
                RealtimeServerEvent.ofConversationItemRetrieved(
                        RealtimeServerEvent.ConversationItemRetrieved.builder()
                                .eventId("e")
                                .item(TYPED_CALL)
                                .build()),
                new TransportEvent.ItemRetrieved(CALL));
        row(
                RealtimeServerEvent.ofConversationItemTruncated(
                        ConversationItemTruncatedEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .contentIndex(1)
                                .audioEndMs(1500)
                                .build()),
                new TransportEvent.ItemTruncated("i", 1, 1500));
        row(
                RealtimeServerEvent.ofConversationItemDeleted(
                        ConversationItemDeletedEvent.builder().eventId("e").itemId("i").build()),
                new TransportEvent.ItemDeleted("i"));
    }

    private static void input() {
        row(
                RealtimeServerEvent.ofInputAudioBufferSpeechStarted(
                        InputAudioBufferSpeechStartedEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .audioStartMs(100)
                                .build()),
                new TransportEvent.SpeechStarted("i", 100));
        row(
                RealtimeServerEvent.ofInputAudioBufferSpeechStopped(
                        InputAudioBufferSpeechStoppedEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .audioEndMs(900)
                                .build()),
                new TransportEvent.SpeechStopped("i", 900));
        row(
                RealtimeServerEvent.ofInputAudioBufferCommitted(
                        InputAudioBufferCommittedEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .previousItemId("p")
                                .build()),
                new TransportEvent.InputCommitted("i", Placement.after("p")));
        row(
                RealtimeServerEvent.ofInputAudioBufferCleared(
                        InputAudioBufferClearedEvent.builder().eventId("e").build()),
                new TransportEvent.InputCleared());
        row(
                RealtimeServerEvent.ofInputAudioBufferTimeoutTriggered(
                        InputAudioBufferTimeoutTriggered.builder()
                                .eventId("e")
                                .itemId("i")
                                .audioStartMs(1)
                                .audioEndMs(2)
                                .build()),
                new TransportEvent.InputTimeout("i", 1, 2));
        row(
                RealtimeServerEvent.ofInputAudioBufferDtmfEventReceived(
                        InputAudioBufferDtmfEventReceivedEvent.builder()
                                .event("#")
                                .receivedAt(1_770_000_000)
                                .build()),
                new TransportEvent.DtmfReceived("#"));
    }

    private static void transcription() {
        row(
                RealtimeServerEvent.ofConversationItemInputAudioTranscriptionDelta(
                        ConversationItemInputAudioTranscriptionDeltaEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .contentIndex(0)
                                .delta("hel")
                                .build()),
                new TransportEvent.InputTranscriptDelta("i", 0, "hel"));
        row(
                RealtimeServerEvent.ofConversationItemInputAudioTranscriptionSegment(
                        ConversationItemInputAudioTranscriptionSegment.builder()
                                .eventId("e")
                                .itemId("i")
                                .contentIndex(0)
                                .id("seg")
                                .text("hello")
                                .speaker("A")
                                .start(0.5)
                                .end(1.5)
                                .build()),
                new TransportEvent.InputTranscriptSegment("i", 0, "seg", "hello", "A", 0.5, 1.5));
        row(
                RealtimeServerEvent.ofConversationItemInputAudioTranscriptionCompleted(
                        ConversationItemInputAudioTranscriptionCompletedEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .contentIndex(0)
                                .transcript("hello")
                                .usage(
                                        ConversationItemInputAudioTranscriptionCompletedEvent.Usage
                                                .TranscriptTextUsageTokens.builder()
                                                .inputTokens(7)
                                                .outputTokens(3)
                                                .totalTokens(10)
                                                .build())
                                .build()),
                new TransportEvent.InputTranscriptDone(
                        "i",
                        0,
                        "hello",
                        new Usage(
                                0,
                                Usage.Tokens.NONE,
                                Usage.Tokens.NONE,
                                new Usage.Tokens(10, 0, 0, 0, 0, 0, 0, 0),
                                0)));
        row(
                RealtimeServerEvent.ofConversationItemInputAudioTranscriptionFailed(
                        ConversationItemInputAudioTranscriptionFailedEvent.builder()
                                .eventId("e")
                                .itemId("i")
                                .contentIndex(0)
                                .error(
                                        ConversationItemInputAudioTranscriptionFailedEvent.Error
                                                .builder()
                                                .type("server_error")
                                                .code("c")
                                                .message("m")
                                                .build())
                                .build()),
                new TransportEvent.InputTranscriptFailed(
                        "i",
                        0,
                        new ProviderError(
                                "server_error",
                                "c",
                                "m",
                                null,
                                null,
                                ProviderError.Severity.RECOVERABLE)));
    }

    private static void responses() {
        row(
                RealtimeServerEvent.ofResponseCreated(
                        ResponseCreatedEvent.builder()
                                .eventId("e")
                                .response(
                                        RealtimeResponse.builder()
                                                .id("r")
                                                .conversationId("conv_1")
                                                .status(RealtimeResponse.Status.IN_PROGRESS)
                                                .output(List.of())
                                                .build())
                                .build()),
                new TransportEvent.ResponseStarted(
                        new Response(
                                "r",
                                Response.Status.IN_PROGRESS,
                                null,
                                null,
                                List.of(),
                                false,
                                Map.of(),
                                null)));
        row(
                RealtimeServerEvent.ofResponseDone(
                        ResponseDoneEvent.builder()
                                .eventId("e")
                                .response(
                                        RealtimeResponse.builder()
                                                .id("r")
                                                .status(RealtimeResponse.Status.FAILED)
                                                .statusDetails(
                                                        RealtimeResponseStatus.builder()
                                                                .type(
                                                                        RealtimeResponseStatus.Type
                                                                                .FAILED)
                                                                .error(
                                                                        RealtimeResponseStatus.Error
                                                                                .builder()
                                                                                .type("quota")
                                                                                .code(
                                                                                        "insufficient_quota")
                                                                                .message("no money")
                                                                                .build())
                                                                .build())
                                                .addOutput(TYPED_CALL)
                                                .metadata(
                                                        RealtimeResponse.Metadata.builder()
                                                                .putAdditionalProperty(
                                                                        "topic",
                                                                        JsonValue.from("x"))
                                                                .build())
                                                .usage(usage())
                                                .build())
                                .build()),
                new TransportEvent.ResponseDone(
                        new Response(
                                "r",
                                Response.Status.FAILED,
                                null,
                                new ProviderError(
                                        "quota",
                                        "insufficient_quota",
                                        "no money",
                                        null,
                                        null,
                                        ProviderError.Severity.FATAL),
                                List.of(CALL),
                                false,
                                Map.of("topic", "x"),
                                new Usage(
                                        1,
                                        new Usage.Tokens(30, 10, 15, 5, 8, 4, 3, 1),
                                        new Usage.Tokens(20, 5, 15, 0, 0, 0, 0, 0),
                                        Usage.Tokens.NONE,
                                        0))));
        row(
                RealtimeServerEvent.ofResponseOutputItemAdded(
                        ResponseOutputItemAddedEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .outputIndex(1)
                                .item(TYPED_CALL)
                                .build()),
                new TransportEvent.OutputItemAdded("r", 1, CALL));
        row(
                RealtimeServerEvent.ofResponseOutputItemDone(
                        ResponseOutputItemDoneEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .outputIndex(1)
                                .item(TYPED_CALL)
                                .build()),
                new TransportEvent.OutputItemDone("r", 1, CALL));
        parts();
    }

    private static RealtimeResponseUsage usage() {
        return RealtimeResponseUsage.builder()
                .totalTokens(50)
                .inputTokens(30)
                .outputTokens(20)
                .inputTokenDetails(
                        RealtimeResponseUsageInputTokenDetails.builder()
                                .textTokens(10)
                                .audioTokens(15)
                                .imageTokens(5)
                                .cachedTokens(8)
                                .cachedTokensDetails(
                                        RealtimeResponseUsageInputTokenDetails.CachedTokensDetails
                                                .builder()
                                                .textTokens(4)
                                                .audioTokens(3)
                                                .imageTokens(1)
                                                .build())
                                .build())
                .outputTokenDetails(
                        RealtimeResponseUsageOutputTokenDetails.builder()
                                .textTokens(5)
                                .audioTokens(15)
                                .build())
                .build();
    }

    private static void parts() {
        RealtimeServerEvent added =
                RealtimeServerEvent.ofResponseContentPartAdded(
                        ResponseContentPartAddedEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(0)
                                .part(
                                        ResponseContentPartAddedEvent.Part.builder()
                                                .type(ResponseContentPartAddedEvent.Part.Type.AUDIO)
                                                .transcript("")
                                                .build())
                                .build());
        row(
                added,
                new TransportEvent.ContentPartAdded(
                        "r", "i", 0, new ContentPart.OutputAudio("", null, null)));
        RealtimeServerEvent done =
                RealtimeServerEvent.ofResponseContentPartDone(
                        ResponseContentPartDoneEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(0)
                                .part(
                                        ResponseContentPartDoneEvent.Part.builder()
                                                .type(ResponseContentPartDoneEvent.Part.Type.AUDIO)
                                                .transcript("hi")
                                                .build())
                                .build());
        row(
                done,
                new TransportEvent.ContentPartDone(
                        "r", "i", 0, new ContentPart.OutputAudio("hi", null, null)));
    }

    private static void deltas() {
        row(
                RealtimeServerEvent.ofResponseOutputTextDelta(
                        ResponseTextDeltaEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(2)
                                .delta("d\u00e9")
                                .build()),
                new TransportEvent.TextDelta("r", "i", 2, "d\u00e9"));
        row(
                RealtimeServerEvent.ofResponseOutputTextDone(
                        ResponseTextDoneEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(2)
                                .text("t")
                                .build()),
                new TransportEvent.TextDone("r", "i", 2, "t"));
        row(
                RealtimeServerEvent.ofResponseOutputAudioTranscriptDelta(
                        ResponseAudioTranscriptDeltaEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(2)
                                .delta("a \"q\"")
                                .build()),
                new TransportEvent.TranscriptDelta("r", "i", 2, "a \"q\""));
        row(
                RealtimeServerEvent.ofResponseOutputAudioTranscriptDone(
                        ResponseAudioTranscriptDoneEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(2)
                                .transcript("t")
                                .build()),
                new TransportEvent.TranscriptDone("r", "i", 2, "t"));
        row(
                RealtimeServerEvent.ofResponseOutputAudioDone(
                        ResponseAudioDoneEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(2)
                                .build()),
                new TransportEvent.AudioDone("r", "i", 2));
        row(
                RealtimeServerEvent.ofResponseOutputAudioDelta(
                        ResponseAudioDeltaEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .contentIndex(2)
                                .delta(Base64.getEncoder().encodeToString(SOUND))
                                .build()));
        row(
                RealtimeServerEvent.ofResponseFunctionCallArgumentsDelta(
                        ResponseFunctionCallArgumentsDeltaEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .callId("c")
                                .delta("{")
                                .build()),
                new TransportEvent.ArgumentsDelta("r", "i", "c", "{"));
        row(
                RealtimeServerEvent.ofResponseFunctionCallArgumentsDone(
                        ResponseFunctionCallArgumentsDoneEvent.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .callId("c")
                                .name("add")
                                .arguments("{}")
                                .build()),
                new TransportEvent.ArgumentsDone("r", "i", "c", "add", "{}"));
        row(
                RealtimeServerEvent.ofResponseMcpCallArgumentsDelta(
                        ResponseMcpCallArgumentsDelta.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .delta("{")
                                .obfuscation("xy")
                                .build()),
                new TransportEvent.ArgumentsDelta("r", "i", null, "{"));
        row(
                RealtimeServerEvent.ofResponseMcpCallArgumentsDone(
                        ResponseMcpCallArgumentsDone.builder()
                                .eventId("e")
                                .responseId("r")
                                .itemId("i")
                                .outputIndex(0)
                                .arguments("{}")
                                .build()),
                new TransportEvent.ArgumentsDone("r", "i", null, null, "{}"));
    }

    private static void rest() {
        row(
                RealtimeServerEvent.ofResponseMcpCallInProgress(
                        ResponseMcpCallInProgress.builder()
                                .eventId("e")
                                .itemId("i")
                                .outputIndex(0)
                                .build()),
                new TransportEvent.McpCallProgress("i", Progress.IN_PROGRESS));
        row(
                RealtimeServerEvent.ofMcpListToolsInProgress(
                        McpListToolsInProgress.builder().eventId("e").itemId("i").build()),
                new TransportEvent.McpListProgress("i", Progress.IN_PROGRESS));
        row(
                RealtimeServerEvent.ofResponseMcpCallCompleted(
                        ResponseMcpCallCompleted.builder()
                                .eventId("e")
                                .itemId("i")
                                .outputIndex(0)
                                .build()),
                new TransportEvent.McpCallProgress("i", Progress.COMPLETED));
        row(
                RealtimeServerEvent.ofMcpListToolsCompleted(
                        McpListToolsCompleted.builder().eventId("e").itemId("i").build()),
                new TransportEvent.McpListProgress("i", Progress.COMPLETED));
        row(
                RealtimeServerEvent.ofResponseMcpCallFailed(
                        ResponseMcpCallFailed.builder()
                                .eventId("e")
                                .itemId("i")
                                .outputIndex(0)
                                .build()),
                new TransportEvent.McpCallProgress("i", Progress.FAILED));
        row(
                RealtimeServerEvent.ofMcpListToolsFailed(
                        McpListToolsFailed.builder().eventId("e").itemId("i").build()),
                new TransportEvent.McpListProgress("i", Progress.FAILED));
        row(
                RealtimeServerEvent.ofOutputAudioBufferStarted(
                        RealtimeServerEvent.OutputAudioBufferStarted.builder()
                                .eventId("e")
                                .responseId("r")
                                .build()),
                new TransportEvent.OutputBuffer(TransportEvent.OutputBuffer.State.STARTED, "r"));
        row(
                RealtimeServerEvent.ofOutputAudioBufferStopped(
                        RealtimeServerEvent.OutputAudioBufferStopped.builder()
                                .eventId("e")
                                .responseId("r")
                                .build()),
                new TransportEvent.OutputBuffer(TransportEvent.OutputBuffer.State.STOPPED, "r"));
        row(
                RealtimeServerEvent.ofOutputAudioBufferCleared(
                        RealtimeServerEvent.OutputAudioBufferCleared.builder()
                                .eventId("e")
                                .responseId("r")
                                .build()),
                new TransportEvent.OutputBuffer(TransportEvent.OutputBuffer.State.CLEARED, "r"));
        row(
                RealtimeServerEvent.ofRateLimitsUpdated(
                        RateLimitsUpdatedEvent.builder()
                                .eventId("e")
                                .addRateLimit(
                                        RateLimitsUpdatedEvent.RateLimit.builder()
                                                .name(RateLimitsUpdatedEvent.RateLimit.Name.TOKENS)
                                                .limit(100)
                                                .remaining(40)
                                                .resetSeconds(1.5)
                                                .build())
                                .build()),
                new TransportEvent.RateLimits(
                        List.of(new TransportEvent.RateLimit("tokens", 100, 40, 1.5))));
    }

    static Stream<String> rows() {
        return FRAMES.keySet().stream();
    }

    @Test
    void every_kind_of_the_union_is_covered() {
        Set<String> all =
                kinds().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, new TreeSet<>(FRAMES.keySet()));
        assertEquals(46, all.size());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_frame_means_what_it_says(String kind) {
        TestLine line = new TestLine().established();

        assertEquals(EXPECTED.get(kind), line.eventsOf(TypedModels.json(FRAMES.get(kind))));

        boolean sound = kind.equals("isResponseOutputAudioDelta");
        assertEquals(sound ? 1 : 0, line.speech.size());
        if (sound) {
            TestLine.Heard heard = line.speech.get(0);
            assertEquals("r", heard.responseId());
            assertEquals("i", heard.itemId());
            assertEquals(2, heard.index());
            assertEquals(AudioFormat.PCM16_24K, heard.clip().format());
            assertEquals(java.nio.ByteBuffer.wrap(SOUND), heard.clip().bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_frame_without_event_id_means_the_same(String kind) {
        String json = TypedModels.json(FRAMES.get(kind));
        if (EXPECTED.get(kind).stream().anyMatch(e -> e instanceof TransportEvent.Extension)) {
            return; // it holds the frame itself
        }
        TestLine line = new TestLine().established();
        String without = json.replace("\"event_id\":\"e\",", "");
        assertTrue(without.length() < json.length() || kind.contains("Dtmf"));
        assertEquals(EXPECTED.get(kind), line.eventsOf(without));
    }
}
