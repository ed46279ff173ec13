package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What single services want done differently. */
@NullUnmarked
class ProfileQuirksTest {

    private static final String CREATED = "{\"type\":\"session.created\",\"session\":{}}";
    private static final String UPDATED = "{\"type\":\"session.updated\",\"session\":{}}";

    private final ProfileLine voiceLive = new ProfileLine(Profiles.of("azure-voice-live"));
    private final ProfileLine xai = new ProfileLine(Profiles.of("xai"));
    private final ProfileLine localai = new ProfileLine(Profiles.of("localai"));

    private static ProfileLine established(ProfileLine line) {
        line.opened();
        line.receive(CREATED);
        line.receive(UPDATED);
        line.sent.clear();
        line.events.clear();
        return line;
    }

    private static JsonNode update(ProfileLine line, SessionConfig change) {
        line.sent.clear();
        line.codec.encode(Command.UpdateSession.of(change));
        return line.messages().get(0).get("session");
    }

    // ---- Inworld

    @Test
    void inworld_is_configured_when_its_session_exists() {
        ProfileLine line = new ProfileLine(Profiles.of("inworld"));
        line.model = "openai/gpt-4.1-nano";
        line.opened();
        assertEquals(List.of(), line.sent);

        line.receive(CREATED);

        assertEquals(
                "openai/gpt-4.1-nano", line.messages().get(0).at("/session/model").stringValue());
    }

    @Test
    void a_ping_says_nothing_to_anybody() {
        established(xai);
        assertEquals(List.of(), xai.eventsOf("{\"type\":\"ping\",\"timestamp\":7}"));
        assertEquals(List.of(), xai.sent);
    }

    // ---- Azure Voice Live

    @Test
    void the_rate_of_callers_sound_stands_beside_its_format() {
        established(voiceLive);
        assertEquals(
                Json.parse(
                        "expected",
                        "{\"input_audio_format\":\"pcm16\",\"input_audio_sampling_rate\":16000,"
                                + "\"output_audio_format\":\"pcm16_16000hz\"}"),
                update(
                        voiceLive,
                        SessionConfig.builder()
                                .inputFormat(AudioFormat.PCM16_16K)
                                .outputFormat(AudioFormat.PCM16_16K)
                                .build()));
        assertEquals(AudioFormat.PCM16_16K, voiceLive.codec.inputFormat());

        voiceLive.receive(
                "{\"type\":\"session.updated\",\"session\":{\"input_audio_format\":\"pcm16\","
                        + "\"input_audio_sampling_rate\":16000,\"output_audio_format\":"
                        + "\"pcm16_16000hz\"}}");
        voiceLive.receive("{\"type\":\"response.audio.delta\",\"delta\":\"AAAA\"}");

        assertEquals(AudioFormat.PCM16_16K, voiceLive.codec.inputFormat());
        assertEquals(AudioFormat.PCM16_16K, voiceLive.speech.get(0).clip().format());
    }

    @Test
    void voices_of_openai_are_names_and_those_of_azure_objects() {
        established(voiceLive);
        assertEquals(
                "marin",
                update(voiceLive, SessionConfig.builder().voice("marin").build())
                        .get("voice")
                        .stringValue());
        assertEquals(
                Json.parse(
                        "expected",
                        "{\"type\":\"azure-standard\",\"name\":\"en-US-Ava:DragonHDLatestNeural\"}"),
                update(
                                voiceLive,
                                SessionConfig.builder()
                                        .voice("en-US-Ava:DragonHDLatestNeural")
                                        .build())
                        .get("voice"));
        String rejected =
                voiceLive
                        .codec
                        .plan(
                                SessionConfig.EMPTY,
                                SessionConfig.builder()
                                        .set(ConfigField.VOICE, new Voice("ours", true))
                                        .build())
                        .rejected()
                        .get(ConfigField.VOICE);
        assertTrue(rejected.contains("providerData"), rejected);
    }

    @Test
    void a_turn_detection_of_azures_own_may_have_its_own_members_and_no_others() {
        assertEquals(
                Map.of(),
                voiceLive
                        .codec
                        .plan(SessionConfig.EMPTY, detection("remove_filler_words"))
                        .rejected());
        assertTrue(
                voiceLive
                        .codec
                        .plan(SessionConfig.EMPTY, detection("eagerness"))
                        .rejected()
                        .get(ConfigField.TURN_DETECTION)
                        .contains("remove_filler_words"));
    }

    private static SessionConfig detection(String member) {
        return SessionConfig.builder()
                .turnDetection(
                        new TurnDetection.Extension(
                                "{\"type\":\"azure_semantic_vad\",\"" + member + "\":true}",
                                null,
                                null))
                .build();
    }

    // ---- xAI

    @Test
    void the_answer_that_says_given_words_is_known_by_their_name() {
        established(xai);
        xai.codec.encode(new Command.Say("say_1", "One moment."));
        xai.codec.encode(new Command.Say("say_2", "Still here."));
        for (String id : List.of("resp_1", "resp_2", "resp_3")) {
            xai.receive(response("response.created", id));
            xai.receive(response("response.done", id));
        }

        assertEquals(
                List.of(
                        Map.of(Command.Say.METADATA, "say_1"),
                        Map.of(Command.Say.METADATA, "say_2"),
                        Map.of()),
                xai.events(TransportEvent.ResponseStarted.class).stream()
                        .map(started -> started.response().metadata())
                        .toList());
        assertEquals(
                Map.of(Command.Say.METADATA, "say_1"),
                xai.events(TransportEvent.ResponseDone.class).get(0).response().metadata());
    }

    @Test
    void given_words_that_were_refused_name_no_answer() {
        established(xai);
        xai.codec.encode(new Command.Say("say_1", "One moment."));
        xai.receive(
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
                        + "\"no\",\"event_id\":\"say_1\"}}");
        xai.receive(response("response.created", "resp_1"));

        assertEquals(
                Map.of(),
                xai.events(TransportEvent.ResponseStarted.class).get(0).response().metadata());
    }

    private static String response(String type, String id) {
        return "{\"type\":\""
                + type
                + "\",\"response\":{\"id\":\""
                + id
                + "\",\"status\":\"completed\"}}";
    }

    @Test
    void what_is_kept_of_a_conversation_is_handed_out_as_a_secret() {
        xai.opened();
        xai.receive("{\"type\":\"conversation.created\",\"conversation\":{\"id\":\"conv_1\"}}");
        ResumptionHandle handle = xai.events(TransportEvent.Resumption.class).get(0).handle();
        assertEquals("openai", handle.provider());
        assertEquals("conv_1", handle.value().reveal());
    }

    @Test
    void a_conversation_that_goes_on_is_not_told_again() {
        String item =
                "{\"type\":\"conversation.item.added\",\"item\":{\"id\":\"again\",\"type\":"
                        + "\"message\",\"role\":\"assistant\",\"content\":[]}}";
        xai.resumed().opened();
        xai.receive(item);
        assertEquals(List.of(), xai.events(TransportEvent.ItemAdded.class));

        xai.receive(UPDATED);
        xai.receive(item);

        assertEquals(1, xai.events(TransportEvent.ItemAdded.class).size());
    }

    @Test
    void texts_that_are_sent_whole_are_told_by_what_they_grew() {
        established(xai);
        for (String text : List.of("Hello", "Hello, my", "Hallo, my name", "Hallo, my name is")) {
            xai.receive(
                    "{\"type\":\"conversation.item.input_audio_transcription.updated\",\"item_id\":"
                            + "\"i\",\"transcript\":\""
                            + text
                            + "\"}");
        }
        xai.receive(
                "{\"type\":\"conversation.item.input_audio_transcription.completed\",\"item_id\":"
                        + "\"i\",\"transcript\":\"Hallo, my name is Ann\",\"status\":\"completed\"}");

        assertEquals(
                List.of("Hello", ", my"),
                xai.events(TransportEvent.InputTranscriptDelta.class).stream()
                        .map(TransportEvent.InputTranscriptDelta::delta)
                        .toList());
        assertEquals(
                "Hallo, my name is Ann",
                xai.events(TransportEvent.InputTranscriptDone.class).get(0).transcript());
    }

    @Test
    void hints_for_the_transcription_bear_the_names_of_the_service() {
        established(xai);
        assertEquals(
                Json.parse(
                        "expected",
                        "{\"model\":\"grok-transcribe\",\"language_hint\":\"ja\",\"keyterms\":"
                                + "[\"Patchbay\"]}"),
                update(
                                xai,
                                SessionConfig.builder()
                                        .transcription(
                                                new Transcription(
                                                        null,
                                                        "ja",
                                                        List.of(),
                                                        List.of("Patchbay"),
                                                        null,
                                                        null))
                                        .build())
                        .at("/audio/input/transcription"));
    }

    @Test
    void a_service_that_always_answers_and_cancels_by_itself_cannot_be_told_not_to() {
        for (TurnDetection detection :
                List.of(
                        TurnDetection.ServerVad.defaults().with(false, null),
                        TurnDetection.ServerVad.defaults().with(null, false))) {
            String rejected =
                    xai.codec
                            .plan(
                                    SessionConfig.EMPTY,
                                    SessionConfig.builder().turnDetection(detection).build())
                            .rejected()
                            .get(ConfigField.TURN_DETECTION);
            assertTrue(rejected.contains("xai"), rejected);
        }
        assertTrue(
                xai.codec
                        .plan(
                                SessionConfig.EMPTY,
                                SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build())
                        .rejected()
                        .containsKey(ConfigField.TURN_DETECTION));
    }

    // ---- LocalAI

    @Test
    void a_committed_turn_that_is_answered_anyway_is_asked_for_once() {
        established(localai);
        localai.codec.encode(Command.CommitAudio.now());
        localai.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        assertEquals(1, localai.sent.size());

        localai.codec.encode(Command.CreateResponse.of(ResponseOptions.DEFAULT));

        assertEquals("response.create", localai.messages().get(1).path("type").stringValue());
    }

    @Test
    void a_format_that_a_service_confirms_in_silence_is_in_force() {
        localai.config = SessionConfig.builder().outputFormat(AudioFormat.PCM16_16K).build();
        established(localai);
        localai.receive("{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA\"}");

        assertEquals(AudioFormat.PCM16_16K, localai.speech.get(0).clip().format());
    }

    @Test
    void a_field_that_a_service_does_not_have_is_not_sent_to_it() {
        established(localai);
        assertThrows(
                IllegalArgumentException.class,
                () -> update(localai, SessionConfig.builder().speed(1.2).build()));
    }
}
