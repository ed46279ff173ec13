package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.genai.types.Blob;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.LiveServerContent;
import com.google.genai.types.LiveServerGoAway;
import com.google.genai.types.LiveServerMessage;
import com.google.genai.types.LiveServerSessionResumptionUpdate;
import com.google.genai.types.LiveServerSetupComplete;
import com.google.genai.types.LiveServerToolCall;
import com.google.genai.types.LiveServerToolCallCancellation;
import com.google.genai.types.MediaModality;
import com.google.genai.types.ModalityTokenCount;
import com.google.genai.types.Part;
import com.google.genai.types.Transcription;
import com.google.genai.types.TurnCompleteReason;
import com.google.genai.types.UsageMetadata;
import com.google.genai.types.VoiceActivity;
import com.google.genai.types.VoiceActivityType;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What comes in, built by the service's own types, becomes what it means. */
class ServerMessagesTest {

    private final TestLine line = new TestLine().established();

    private List<String> told(LiveServerMessage.Builder message) {
        return line.told(TypedModels.json(message));
    }

    private static LiveServerMessage.Builder content(LiveServerContent.Builder content) {
        return LiveServerMessage.builder().serverContent(content);
    }

    private static LiveServerMessage.Builder sound(int bytes) {
        return content(
                LiveServerContent.builder()
                        .modelTurn(
                                Content.builder()
                                        .role("model")
                                        .parts(
                                                Part.builder()
                                                        .inlineData(
                                                                Blob.builder()
                                                                        .mimeType(
                                                                                "audio/pcm;rate=24000")
                                                                        .data(new byte[bytes])))));
    }

    private static LiveServerMessage.Builder words(String words) {
        return content(
                LiveServerContent.builder()
                        .outputTranscription(Transcription.builder().text(words)));
    }

    private static LiveServerMessage.Builder heard(String words) {
        return content(
                LiveServerContent.builder()
                        .inputTranscription(Transcription.builder().text(words)));
    }

    private static LiveServerMessage.Builder complete() {
        return content(LiveServerContent.builder().turnComplete(true));
    }

    private static LiveServerMessage.Builder generated() {
        return content(LiveServerContent.builder().generationComplete(true));
    }

    @Test
    void a_line_is_ready_with_what_is_in_force() {
        TestLine fresh = new TestLine();
        fresh.codec.open(fresh);
        String accepted =
                TypedModels.json(
                        LiveServerMessage.builder()
                                .setupComplete(LiveServerSetupComplete.builder().sessionId("s1")));
        assertEquals(List.of("SessionCreated", "SessionUpdated"), fresh.told(accepted));
        assertEquals("s1", fresh.last(TransportEvent.SessionCreated.class).sessionId());
        fresh.receive(accepted);
        assertEquals(1, fresh.ready);
    }

    @Test
    void an_answer_to_the_caller_is_told_with_the_turn_that_it_answers() {
        assertEquals(List.of("SpeechStarted", "InputTranscriptDelta"), told(heard(" What")));
        assertEquals(List.of("InputTranscriptDelta"), told(heard(" time?")));
        assertEquals(
                List.of(
                        "SpeechStopped",
                        "InputCommitted",
                        "ItemAdded",
                        "ItemDone",
                        "ResponseStarted",
                        "OutputItemAdded",
                        "ItemAdded"),
                told(sound(960)));
        assertEquals(List.of("TranscriptDelta"), told(words("It is noon.")));
        assertEquals(1, line.sound.size());
        assertEquals(
                List.of(
                        "AudioDone",
                        "TranscriptDone",
                        "ItemDone",
                        "OutputItemDone",
                        "ResponseDone"),
                told(generated()));
        assertEquals(List.of("InputTranscriptDone"), told(complete()));
        assertEquals(
                "What time?", line.last(TransportEvent.InputTranscriptDone.class).transcript());
        Response answer = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.COMPLETED, answer.status());
        assertEquals("It is noon.", ((Item.Message) answer.output().get(0)).text());
    }

    @Test
    void thoughts_are_never_told_and_written_words_only_when_nothing_is_spoken() {
        told(
                content(
                        LiveServerContent.builder()
                                .modelTurn(
                                        Content.builder()
                                                .parts(
                                                        Part.builder().text("Hm.").thought(true),
                                                        Part.builder().text("Noon.")))));
        assertTrue(line.all(TransportEvent.TextDelta.class).isEmpty());
        told(complete());
        assertEquals("Noon.", line.last(TransportEvent.TextDone.class).text());
        told(sound(96));
        told(
                content(
                        LiveServerContent.builder()
                                .modelTurn(Content.builder().parts(Part.builder().text("Noon.")))));
        told(complete());
        assertEquals(1, line.all(TransportEvent.TextDone.class).size());
    }

    @Test
    void usage_goes_with_the_answer_or_is_told_beside_it() {
        UsageMetadata.Builder used =
                UsageMetadata.builder()
                        .promptTokenCount(100)
                        .toolUsePromptTokenCount(7)
                        .cachedContentTokenCount(40)
                        .responseTokenCount(20)
                        .thoughtsTokenCount(5)
                        .totalTokenCount(132)
                        .promptTokensDetails(
                                count(MediaModality.Known.TEXT, 60),
                                count(MediaModality.Known.AUDIO, 40))
                        .cacheTokensDetails(count(MediaModality.Known.TEXT, 40))
                        .responseTokensDetails(count(MediaModality.Known.AUDIO, 20));
        told(words("Noon."));
        told(complete().usageMetadata(used));
        Usage usage =
                Objects.requireNonNull(
                        line.last(TransportEvent.ResponseDone.class).response().usage());
        assertEquals(new Usage.Tokens(107, 60, 40, 0, 40, 40, 0, 0), usage.input());
        assertEquals(new Usage.Tokens(25, 5, 20, 0, 0, 0, 0, 0), usage.output());
        assertEquals(
                List.of("UsageReported"), told(LiveServerMessage.builder().usageMetadata(used)));
    }

    private static ModalityTokenCount count(MediaModality.Known modality, int tokens) {
        return ModalityTokenCount.builder().modality(modality).tokenCount(tokens).build();
    }

    @Test
    void several_calls_end_one_answer_whole() {
        told(
                LiveServerMessage.builder()
                        .toolCall(
                                LiveServerToolCall.builder()
                                        .functionCalls(
                                                FunctionCall.builder()
                                                        .id("c1")
                                                        .name("time")
                                                        .args(Map.of("zone", "CET")),
                                                FunctionCall.builder().name("date"))));
        Response answer = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.COMPLETED, answer.status());
        Item.FunctionCall first = (Item.FunctionCall) answer.output().get(0);
        assertEquals("c1", first.callId());
        assertEquals("{\"zone\":\"CET\"}", first.arguments());
        assertEquals("{}", ((Item.FunctionCall) answer.output().get(1)).arguments());
        assertEquals(
                List.of("ToolCallCancelled"),
                told(
                        LiveServerMessage.builder()
                                .toolCallCancellation(
                                        LiveServerToolCallCancellation.builder().ids("c1"))));
    }

    @Test
    void the_reply_to_a_tool_is_no_turn_of_the_caller() {
        told(
                LiveServerMessage.builder()
                        .toolCall(
                                LiveServerToolCall.builder()
                                        .functionCalls(
                                                FunctionCall.builder().id("c1").name("time"))));
        int turns = line.all(TransportEvent.InputCommitted.class).size();
        told(words("Noon."));
        told(generated());
        told(complete());
        assertEquals(turns, line.all(TransportEvent.InputCommitted.class).size());
        assertEquals(2, line.all(TransportEvent.ResponseDone.class).size());
    }

    @Test
    void a_turn_that_is_over_before_its_answer_is_told_once() {
        told(
                content(
                        LiveServerContent.builder()
                                .inputTranscription(
                                        Transcription.builder().text("Yes.").finished(true))));
        told(sound(96));
        told(generated());
        told(complete());
        TestLine manual =
                new TestLine()
                        .with(SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build())
                        .established();
        manual.codec.encode(Command.SpeechActivity.of(true));
        manual.codec.encode(Command.SpeechActivity.of(false));
        manual.told(
                TypedModels.json(sound(96)),
                TypedModels.json(generated()),
                TypedModels.json(complete()),
                TypedModels.json(heard(" Late")));
        for (TestLine each : List.of(line, manual)) {
            assertEquals(1, each.all(TransportEvent.InputCommitted.class).size());
            assertEquals(1, each.all(TransportEvent.ResponseDone.class).size());
        }
        assertTrue(manual.all(TransportEvent.SpeechStarted.class).isEmpty());
        assertEquals("Late", manual.last(TransportEvent.InputTranscriptDelta.class).delta());
    }

    @Test
    void an_end_says_why_when_it_is_no_good_one() {
        told(words("I"));
        told(
                content(
                        LiveServerContent.builder()
                                .turnComplete(true)
                                .turnCompleteReason(
                                        TurnCompleteReason.Known.GENERATED_CONTENT_SAFETY)));
        Response cut = line.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.INCOMPLETE, cut.status());
        assertEquals("content_filter", cut.reason());
        told(
                content(
                        LiveServerContent.builder()
                                .turnComplete(true)
                                .turnCompleteReason(
                                        TurnCompleteReason.Known.MALFORMED_FUNCTION_CALL)));
        assertEquals(
                Response.Status.FAILED,
                line.last(TransportEvent.ResponseDone.class).response().status());
        told(words("More?"));
        told(
                content(
                        LiveServerContent.builder()
                                .turnComplete(true)
                                .turnCompleteReason(TurnCompleteReason.Known.NEED_MORE_INPUT)
                                .waitingForInput(true)));
        assertEquals(
                Response.Status.COMPLETED,
                line.last(TransportEvent.ResponseDone.class).response().status());
        assertEquals("waitingForInput", line.last(TransportEvent.Extension.class).type());
    }

    @Test
    void who_speaks_is_told_when_the_service_notices() {
        told(
                LiveServerMessage.builder()
                        .voiceActivity(
                                VoiceActivity.builder()
                                        .voiceActivityType(VoiceActivityType.Known.ACTIVITY_START)
                                        .audioOffset(Duration.ofSeconds(2))));
        assertEquals(2_000, line.last(TransportEvent.SpeechStarted.class).audioStartMillis());
        told(
                LiveServerMessage.builder()
                        .voiceActivity(
                                VoiceActivity.builder()
                                        .voiceActivityType(VoiceActivityType.Known.ACTIVITY_END)
                                        .audioOffset(Duration.ofSeconds(3))));
        assertEquals(3_000, line.last(TransportEvent.SpeechStopped.class).audioEndMillis());
    }

    @Test
    void the_end_of_the_line_and_the_way_back_are_told() {
        told(
                LiveServerMessage.builder()
                        .goAway(LiveServerGoAway.builder().timeLeft(Duration.ofSeconds(50))));
        assertEquals(Duration.ofSeconds(50), line.last(TransportEvent.GoAway.class).timeLeft());
        assertEquals(
                List.of("Resumption"),
                told(
                        LiveServerMessage.builder()
                                .sessionResumptionUpdate(
                                        LiveServerSessionResumptionUpdate.builder()
                                                .newHandle("h-2")
                                                .resumable(true))));
        assertEquals("h-2", line.last(TransportEvent.Resumption.class).handle().value().reveal());
        assertEquals(
                List.of(),
                told(
                        LiveServerMessage.builder()
                                .sessionResumptionUpdate(
                                        LiveServerSessionResumptionUpdate.builder()
                                                .resumable(false))));
    }

    @Test
    void what_is_unknown_is_passed_on_beside_what_is_known() {
        assertEquals(
                List.of("GoAway", "Extension"),
                line.told("{\"goAway\":{\"timeLeft\":\"9.5s\"},\"newThing\":{\"a\":1}}"));
        assertEquals(Duration.ofMillis(9_500), line.last(TransportEvent.GoAway.class).timeLeft());
        assertEquals("newThing", line.last(TransportEvent.Extension.class).type());
    }

    @Test
    void raw_listeners_get_the_message_before_its_meaning() {
        line.wantsRaw = true;
        String json = TypedModels.json(sound(96));
        assertEquals("Raw", line.told(json).get(0));
        assertEquals(json, line.last(TransportEvent.Raw.class).json());
        assertEquals(1, line.sound.size());
    }
}
