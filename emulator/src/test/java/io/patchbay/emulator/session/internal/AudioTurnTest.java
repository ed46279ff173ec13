package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.ToneSpeaker;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AudioTurnTest {

    static byte[] sound(Call call) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        for (JsonNode delta : call.all("response.output_audio.delta")) {
            sound.writeBytes(Base64.getDecoder().decode(delta.path("delta").stringValue()));
        }
        return sound.toByteArray();
    }

    @Test
    void a_spoken_response_comes_in_the_documented_order() {
        Call call = Call.open().say("good morning").forget().respond();
        List<String> opened = call.types().subList(0, 5);
        assertEquals(
                List.of(
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.added",
                        "response.content_part.added"),
                opened);
        List<String> flow = call.types().subList(5, call.types().size() - 6);
        assertEquals("response.output_audio_transcript.delta", flow.get(0));
        assertTrue(
                flow.stream()
                        .allMatch(
                                type ->
                                        type.equals("response.output_audio_transcript.delta")
                                                || type.equals("response.output_audio.delta")));
        assertEquals(
                List.of(
                        "response.output_audio.done",
                        "response.output_audio_transcript.done",
                        "response.content_part.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done"),
                call.types().subList(call.types().size() - 6, call.types().size()));
        assertEquals("good morning", call.answer());
    }

    @Test
    void the_sound_is_as_long_as_the_words_take() {
        Call call = Call.open().say("one two three").respond();
        // resampling may add a millisecond or two
        assertEquals(3 * ToneSpeaker.WORD_MILLIS, sound(call).length / 48, 3);
        assertTrue(call.done().at("/usage/output_token_details/audio_tokens").intValue() >= 12);
    }

    @Test
    void transcript_deltas_put_together_are_the_transcript() {
        Call call =
                Call.open().say("First sentence here. Then a second one! And a third?").respond();
        String text =
                String.join(
                        "",
                        call.all("response.output_audio_transcript.delta").stream()
                                .map(e -> e.path("delta").stringValue())
                                .toList());
        assertEquals("First sentence here. Then a second one! And a third?", text);
        assertEquals(
                text,
                call.only("response.output_audio_transcript.done")
                        .path("transcript")
                        .stringValue());
    }

    @Test
    void deltas_have_the_length_that_was_set() {
        Call call =
                Call.open(
                        EmulatorOptions.defaults()
                                .withPace(0)
                                .withAudioDelta(Duration.ofMillis(100)));
        call.say("one two three").respond();
        JsonNode first = call.all("response.output_audio.delta").get(0);
        assertEquals(4_800, Base64.getDecoder().decode(first.path("delta").stringValue()).length);
    }

    @Test
    void speech_is_paced_at_a_multiple_of_real_time() {
        Call call = Call.open(EmulatorOptions.defaults().withPace(10));
        call.say("one two three four five six seven eight nine ten").respond();
        call.passes(Duration.ofMillis(99));
        int half = call.all("response.output_audio.delta").size();
        assertEquals(5, half);
        assertFalse(call.types().contains("response.done"));
        call.passes(Duration.ofMillis(110));
        assertTrue(call.types().contains("response.done"));
    }

    @Test
    void a_client_that_does_not_keep_up_holds_the_sound_back() {
        Call call = Call.open(EmulatorOptions.defaults().withPace(0));
        call.writable = false;
        call.say("one two three").respond().passes(Duration.ofSeconds(5));
        assertFalse(call.types().contains("response.output_audio.delta"));
        call.writable = true;
        call.passes(Duration.ofSeconds(1));
        assertEquals("completed", call.done().path("status").stringValue());
    }

    @Test
    void sound_goes_out_as_mu_law_if_asked() {
        Call call = Call.open().update("'audio':{'output':{'format':{'type':'audio/pcmu'}}}");
        call.say("one two").respond();
        assertEquals(2 * ToneSpeaker.WORD_MILLIS, sound(call).length / 8, 3);
        assertEquals("audio/pcmu", call.done().at("/audio/output/format/type").stringValue());
    }

    @Test
    void a_response_may_have_its_own_voice_and_format() {
        Call call = Call.open().say("one");
        call.respond("'audio':{'output':{'voice':'cedar','format':{'type':'audio/pcma'}}}");
        assertEquals("cedar", call.speaker.lastVoice());
        assertEquals("cedar", call.done().at("/audio/output/voice").stringValue());
        assertEquals(ToneSpeaker.WORD_MILLIS, sound(call).length / 8, 3);
        assertEquals(
                "marin",
                call.update("'tools':[]")
                        .last("session.updated")
                        .at("/session/audio/output/voice")
                        .stringValue());
    }

    @Test
    void what_was_said_can_be_retrieved_with_its_sound() {
        Call call = Call.open().say("one two").respond();
        String id = call.done().at("/output/0/id").stringValue();
        call.send("{'type':'conversation.item.retrieve','item_id':'" + id + "'}");
        JsonNode part = call.only("conversation.item.retrieved").at("/item/content/0");
        assertEquals("one two", part.path("transcript").stringValue());
        assertArrayEquals(
                sound(call), Base64.getDecoder().decode(part.path("audio").stringValue()));
        assertFalse(call.done().at("/output/0/content/0").has("audio"));
    }

    @Test
    void old_sound_is_let_go_when_there_is_too_much() {
        Call call =
                Call.open(EmulatorOptions.defaults().withPace(0).withRetainedAudioBytes(30_000));
        call.say("one two").respond();
        String first = call.done().at("/output/0/id").stringValue();
        call.respond();
        String second = call.done().at("/output/0/id").stringValue();
        call.send("{'type':'conversation.item.retrieve','item_id':'" + first + "'}");
        call.send("{'type':'conversation.item.retrieve','item_id':'" + second + "'}");
        List<JsonNode> retrieved = call.all("conversation.item.retrieved");
        assertFalse(retrieved.get(0).at("/item/content/0").has("audio"));
        assertTrue(retrieved.get(1).at("/item/content/0").has("audio"));
    }

    @Test
    void a_speech_that_is_too_long_to_be_kept_can_still_be_truncated() {
        Call call =
                Call.open(EmulatorOptions.defaults().withPace(0).withRetainedAudioBytes(10_000));
        call.say("one two three").respond();
        String id = call.done().at("/output/0/id").stringValue();
        call.send("{'type':'conversation.item.retrieve','item_id':'" + id + "'}");
        assertFalse(call.only("conversation.item.retrieved").at("/item/content/0").has("audio"));
        call.send(
                "{'type':'conversation.item.truncate','item_id':'"
                        + id
                        + "','content_index':0,'audio_end_ms':500}");
        assertTrue(call.types().contains("conversation.item.truncated"));
    }

    @Test
    void more_words_than_a_model_can_say_are_cut() {
        Call call = Call.open().say("word ".repeat(5_000)).respond("'output_modalities':['text']");
        assertEquals("incomplete", call.done().path("status").stringValue());
        assertEquals(4_096, call.all("response.output_text.delta").size());
    }

    @Test
    void a_text_response_in_an_audio_session_is_silent() {
        Call call = Call.open().say("one").respond("'output_modalities':['text']");
        assertFalse(call.types().contains("response.output_audio.delta"));
        assertEquals("output_text", call.done().at("/output/0/content/0/type").stringValue());
    }

    @Test
    void a_token_limit_cuts_speech_too() {
        Call call = Call.open().say("one two three four").respond("'max_output_tokens':2");
        assertEquals("incomplete", call.done().path("status").stringValue());
        assertEquals(2 * ToneSpeaker.WORD_MILLIS, sound(call).length / 48, 3);
    }
}
