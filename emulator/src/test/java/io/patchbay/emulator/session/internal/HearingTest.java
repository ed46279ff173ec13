package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Sounds;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.NotHeardException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HearingTest {
    private static final String STEERED =
            "'transcription':{'model':'gpt-4o-mini-transcribe','prompt':'Book a table'}";

    private final Call call = Call.open();

    private Call input(String fields) {
        return call.update("'output_modalities':['text'],'audio':{'input':{" + fields + "}}")
                .forget();
    }

    @Test
    void a_turn_of_speech_is_committed_and_answered() {
        call.ear.hears("hello there");
        input("'turn_detection':{'type':'server_vad'}").speak();
        List<String> types = call.types();
        assertEquals(
                List.of(
                        "input_audio_buffer.speech_started",
                        "input_audio_buffer.speech_stopped",
                        "input_audio_buffer.committed",
                        "conversation.item.added",
                        "conversation.item.done",
                        "response.created"),
                types.subList(0, 6));
        assertEquals("hello there", call.answer());
        String id = call.only("input_audio_buffer.speech_started").path("item_id").stringValue();
        for (String type : List.of("speech_stopped", "committed")) {
            assertEquals(id, call.only("input_audio_buffer." + type).path("item_id").stringValue());
        }
        assertEquals(id, call.all("conversation.item.done").get(0).at("/item/id").stringValue());
    }

    @Test
    void times_are_those_of_the_sound_with_padding_and_silence() {
        input(
                "'turn_detection':{'type':'server_vad','prefix_padding_ms':300,'silence_duration_ms':400}");
        call.speak();
        // the tone lasts from 600 to 1600 ms
        int start =
                call.only("input_audio_buffer.speech_started").path("audio_start_ms").intValue();
        int end = call.only("input_audio_buffer.speech_stopped").path("audio_end_ms").intValue();
        assertEquals(300, start, 60);
        assertEquals(2_000, end, 80);
    }

    @Test
    void a_second_turn_counts_on() {
        input("'turn_detection':{'type':'server_vad'}").speak();
        call.forget().speak();
        int start =
                call.only("input_audio_buffer.speech_started").path("audio_start_ms").intValue();
        assertEquals(3_100 + 300, start, 60);
    }

    @Test
    void the_committed_sound_is_the_turn_and_no_more() {
        input("'turn_detection':{'type':'server_vad','silence_duration_ms':400}").speak();
        int start =
                call.only("input_audio_buffer.speech_started").path("audio_start_ms").intValue();
        int end = call.only("input_audio_buffer.speech_stopped").path("audio_end_ms").intValue();
        String id = call.only("input_audio_buffer.committed").path("item_id").stringValue();
        call.send("{'type':'conversation.item.retrieve','item_id':'" + id + "'}");
        String audio =
                call.only("conversation.item.retrieved").at("/item/content/0/audio").stringValue();
        assertEquals(end - start, Base64.getDecoder().decode(audio).length / 48);
    }

    @Test
    void a_high_threshold_does_not_hear_a_faint_voice() {
        for (double threshold : new double[] {0.3, 0.98}) {
            Call faint = Call.open();
            faint.update(
                    "'audio':{'input':{'turn_detection':{'type':'server_vad','threshold':"
                            + threshold
                            + "}}}");
            faint.append(Sounds.hissMillis(600));
            faint.append(Sounds.faintMillis(1_000)).append(Sounds.hissMillis(600));
            assertEquals(
                    threshold < 0.5,
                    faint.types().contains("input_audio_buffer.speech_started"),
                    () -> "at " + threshold);
        }
    }

    @Test
    void pieces_may_end_in_the_middle_of_a_sample() {
        input("'turn_detection':{'type':'server_vad','silence_duration_ms':400}");
        for (String piece :
                List.of(
                        Sounds.hissMillis(600),
                        Sounds.toneMillis(1_000),
                        Sounds.hissMillis(1_500))) {
            byte[] bytes = Base64.getDecoder().decode(piece);
            for (int at = 0; at < bytes.length; at += 999) {
                byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 999));
                call.append(Base64.getEncoder().encodeToString(part));
            }
        }
        assertEquals(
                2_000,
                call.only("input_audio_buffer.speech_stopped").path("audio_end_ms").intValue(),
                80);
        assertEquals(1, call.all("input_audio_buffer.speech_started").size());
    }

    @Test
    void a_longer_silence_keeps_the_turn_open() {
        input("'turn_detection':{'type':'server_vad','silence_duration_ms':5000}").speak();
        assertTrue(call.types().contains("input_audio_buffer.speech_started"));
        assertFalse(call.types().contains("input_audio_buffer.speech_stopped"));
    }

    @Test
    void semantic_detection_sends_the_same_events() {
        input("'turn_detection':{'type':'semantic_vad','eagerness':'high'}").speak();
        assertTrue(call.types().contains("input_audio_buffer.committed"));
    }

    @Test
    void turns_without_responses_if_the_session_says_so() {
        input("'turn_detection':{'type':'server_vad','create_response':false}").speak();
        assertTrue(call.types().contains("input_audio_buffer.committed"));
        assertFalse(call.types().contains("response.created"));
    }

    @Test
    void without_detection_the_client_commits() {
        input("'turn_detection':null").speak();
        assertEquals(List.of(), call.types());
        call.send("{'type':'input_audio_buffer.commit'}");
        assertEquals(
                List.of(
                        "input_audio_buffer.committed",
                        "conversation.item.added",
                        "conversation.item.done"),
                call.types());
    }

    @Test
    void less_than_100_ms_cannot_be_committed() {
        input("'turn_detection':null").append(Sounds.toneMillis(99));
        call.send("{'type':'input_audio_buffer.commit','event_id':'c'}");
        call.refused("input_audio_buffer_commit_empty", null);
        assertEquals("c", call.error().path("event_id").stringValue());
        call.append(Sounds.toneMillis(1)).send("{'type':'input_audio_buffer.commit'}");
        assertTrue(call.types().contains("input_audio_buffer.committed"));
    }

    @Test
    void a_cleared_buffer_is_empty() {
        input("'turn_detection':null").append(Sounds.toneMillis(500));
        call.send("{'type':'input_audio_buffer.clear'}");
        assertTrue(call.types().contains("input_audio_buffer.cleared"));
        call.send("{'type':'input_audio_buffer.commit'}");
        call.refused("input_audio_buffer_commit_empty", null);
    }

    @Test
    void the_transcription_prompt_is_the_transcript() {
        input(STEERED + ",'turn_detection':{'type':'server_vad'}").speak();
        JsonNode completed = call.only("conversation.item.input_audio_transcription.completed");
        assertEquals("Book a table", completed.path("transcript").stringValue());
        assertEquals("tokens", completed.at("/usage/type").stringValue());
        assertTrue(completed.at("/usage/input_token_details/audio_tokens").intValue() > 0);
        assertEquals(3, call.all("conversation.item.input_audio_transcription.delta").size());
        assertEquals("Book a table", call.answer());
        assertTrue(call.ear.vocabularies().isEmpty());
    }

    @Test
    void without_steering_the_prompt_is_a_hint_for_the_ear() {
        Call plain = Call.open(EmulatorOptions.defaults().withPace(0).withSteering(false));
        plain.ear.hears("heard");
        plain.update("'audio':{'input':{" + STEERED + "}}").speak();
        assertEquals(
                "heard",
                plain.only("conversation.item.input_audio_transcription.completed")
                        .path("transcript")
                        .stringValue());
        assertTrue(plain.ear.vocabularies().get(0).phrases().contains("Book a table"));
    }

    @Test
    void whisper_is_billed_by_time() {
        input("'transcription':{'model':'whisper-1','prompt':'x'},'turn_detection':null");
        call.append(Sounds.toneMillis(1_500)).send("{'type':'input_audio_buffer.commit'}");
        JsonNode usage =
                call.only("conversation.item.input_audio_transcription.completed").path("usage");
        assertEquals("duration", usage.path("type").stringValue());
        assertEquals(1.5, usage.path("seconds").doubleValue());
    }

    @Test
    void the_diarizing_model_sends_segments() {
        input(
                "'transcription':{'model':'gpt-4o-transcribe-diarize','prompt':'x'},'turn_detection':null");
        call.append(Sounds.toneMillis(500)).send("{'type':'input_audio_buffer.commit'}");
        JsonNode segment = call.only("conversation.item.input_audio_transcription.segment");
        assertEquals("x", segment.path("text").stringValue());
        assertEquals(0.5, segment.path("end").doubleValue());
    }

    @Test
    void log_probabilities_come_when_asked_for() {
        call.update("'include':['item.input_audio_transcription.logprobs']");
        input(STEERED + ",'turn_detection':null");
        call.append(Sounds.toneMillis(500)).send("{'type':'input_audio_buffer.commit'}");
        JsonNode completed = call.only("conversation.item.input_audio_transcription.completed");
        assertEquals(3, completed.path("logprobs").size());
    }

    @Test
    void a_turn_that_nobody_could_listen_to_is_a_failed_transcription() {
        call.ear.hears(
                CompletableFuture.failedFuture(
                        new NotHeardException(NotHeardException.Reason.TOO_LATE, "too late")));
        input("'transcription':{'model':'whisper-1'},'turn_detection':{'type':'server_vad'}")
                .speak();
        JsonNode failed = call.only("conversation.item.input_audio_transcription.failed");
        assertEquals("transcription_too_late", failed.at("/error/code").stringValue());
        assertEquals("Sorry, I did not understand that.", call.answer());
    }

    @Test
    void the_response_waits_until_the_turn_is_understood() {
        CompletableFuture<Heard> later = new CompletableFuture<>();
        call.ear.hears(later);
        input("'turn_detection':{'type':'server_vad'}").speak();
        assertTrue(call.types().contains("response.created"));
        assertFalse(call.types().contains("response.output_item.added"));
        later.complete(new Heard.Words("at last", "at last", Map.of()));
        call.loop.run();
        assertEquals("at last", call.answer());
    }

    @Test
    void a_cancelled_response_stays_over_when_the_ear_is_done() {
        CompletableFuture<Heard> later = new CompletableFuture<>();
        call.ear.hears(later);
        input("'turn_detection':{'type':'server_vad'}").speak();
        call.send("{'type':'response.cancel'}").forget();
        later.complete(new Heard.Words("at last", "at last", Map.of()));
        call.loop.run();
        assertEquals(List.of(), call.types());
    }

    @Test
    void mu_law_is_heard_as_well() {
        input("'format':{'type':'audio/pcmu'},'turn_detection':{'type':'server_vad'}");
        AudioConverter converter =
                AudioConverter.between(AudioFormat.PCM16_24K, AudioFormat.PCMU_8K);
        for (String piece :
                List.of(
                        Sounds.hissMillis(600),
                        Sounds.toneMillis(1_000),
                        Sounds.hissMillis(1_500))) {
            ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(piece));
            ByteBuffer out = ByteBuffer.allocate(converter.maxOutput(in.remaining()));
            int length = converter.convert(in, out);
            call.append(Base64.getEncoder().encodeToString(Arrays.copyOf(out.array(), length)));
        }
        int end = call.only("input_audio_buffer.speech_stopped").path("audio_end_ms").intValue();
        assertEquals(1_800, end, 80);
        assertTrue(call.types().contains("response.done"));
    }

    @Test
    void a_silent_user_is_spoken_to_after_the_idle_timeout() {
        call.update(
                "'audio':{'input':{'turn_detection':{'type':'server_vad','idle_timeout_ms':6000}}}");
        call.say("one two three four five").respond();
        call.append(Sounds.hissMillis(800)).forget();
        // a second of speech has to be played first
        call.passes(Duration.ofMillis(6_900));
        assertEquals(List.of(), call.types());
        call.passes(Duration.ofMillis(200));
        assertEquals(
                List.of(
                        "input_audio_buffer.timeout_triggered",
                        "input_audio_buffer.committed",
                        "conversation.item.added",
                        "conversation.item.done",
                        "response.created"),
                call.types().subList(0, 5));
        assertEquals(
                800,
                call.only("input_audio_buffer.timeout_triggered").path("audio_end_ms").intValue());
        assertEquals("Are you still there?", call.answer());
    }

    @Test
    void speech_stops_the_idle_timer() {
        call.update(
                "'audio':{'input':{'turn_detection':{'type':'server_vad','idle_timeout_ms':5000,'create_response':false}}}");
        call.say("one").respond().speak().forget();
        call.passes(Duration.ofSeconds(20));
        assertFalse(call.types().contains("input_audio_buffer.timeout_triggered"));
    }

    @Test
    void a_transcription_session_only_transcribes() {
        Call only = Call.openTranscription();
        assertEquals(List.of("session.created"), only.types());
        only.ear.hears("dictated");
        only.speak();
        assertEquals(
                "dictated",
                only.only("conversation.item.input_audio_transcription.completed")
                        .path("transcript")
                        .stringValue());
        assertFalse(only.types().contains("response.created"));
        only.respond();
        only.refused("invalid_event", "type");
        only.forget()
                .send(
                        "{'type':'session.update','session':{'type':'transcription','audio':{'input':"
                                + "{'transcription':{'model':'gpt-realtime-whisper'}}}}}");
        only.refused("invalid_value", "session.audio.input.turn_detection");
    }
}
