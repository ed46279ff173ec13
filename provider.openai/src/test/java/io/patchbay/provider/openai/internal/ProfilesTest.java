package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every profile in the words of its service, in both directions. */
@NullUnmarked
class ProfilesTest {

    static List<ProfileFixture> all() {
        return ProfileFixture.all();
    }

    private static ProfileLine open(Profile profile) {
        ProfileLine line = new ProfileLine(profile);
        line.opened();
        line.receive("{\"type\":\"session.created\",\"session\":{\"tracing\":\"auto\"}}");
        return line;
    }

    private static ProfileLine established(Profile profile) {
        ProfileLine line = open(profile);
        line.receive("{\"type\":\"session.updated\",\"session\":{}}");
        line.sent.clear();
        line.events.clear();
        return line;
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_opening_says_what_the_service_wants_to_hear(ProfileFixture fixture) {
        ProfileLine line = open(fixture.profile());

        JsonNode session = Json.parse("sent", line.sent.get(0)).get("session");
        JsonNode wanted = fixture.client("opening");
        if (fixture.profile().address().model() == Address.ModelPlace.SESSION
                && fixture.profile().model() != null) {
            assertEquals(fixture.profile().model(), session.path("model").asString());
        }
        assertEquals(wanted, session);
        assertEquals(1, line.sent.size());
        assertEquals(0, line.ready);
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_voice_stands_where_the_service_looks_for_it(ProfileFixture fixture) {
        ProfileLine line = established(fixture.profile());
        line.codec.encode(Command.UpdateSession.of(SessionConfig.builder().voice("cedar").build()));

        assertEquals(fixture.client("voice"), line.messages().get(0).get("session"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_the_model_said_is_told_in_the_names_of_the_service(ProfileFixture fixture) {
        ProfileLine line = established(fixture.profile());
        line.codec.encode(
                Command.CreateItem.append(
                        new Item.Message(
                                "item_1",
                                Role.ASSISTANT,
                                List.of(new ContentPart.OutputText("Good day.")),
                                ItemStatus.COMPLETED)));

        assertEquals(fixture.client("assistant"), line.messages().get(0).at("/item/content/0"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void one_answer_has_settings_of_its_own_or_is_refused(ProfileFixture fixture) {
        ProfileLine line = established(fixture.profile());
        Command.CreateResponse create =
                Command.CreateResponse.of(
                        ResponseOptions.builder()
                                .overrides(
                                        SessionConfig.builder()
                                                .instructions("Be brief.")
                                                .maxOutputTokens(100)
                                                .build())
                                .build());
        if (fixture.client("answer").isNull()) {
            refused(line, fixture.profile(), create);
        } else {
            line.codec.encode(create);
            assertEquals(fixture.client("answer"), line.messages().get(0).get("response"));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void given_words_are_said_natively_or_refused(ProfileFixture fixture) {
        ProfileLine line = established(fixture.profile());
        Command.Say say = new Command.Say("say_1", "Please hold.");
        assertEquals(
                !fixture.client("say").isNull(), fixture.profile().has(Feature.SAY), "the claim");
        if (fixture.client("say").isNull()) {
            assertThrows(UnsupportedOperationException.class, () -> line.codec.encode(say));
        } else {
            line.codec.encode(say);
            assertEquals(fixture.client("say"), line.messages().get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_the_service_says_is_understood(ProfileFixture fixture) {
        for (ProfileFixture.Told told : fixture.server()) {
            ProfileLine line = new ProfileLine(fixture.profile());
            line.opened();
            line.events.clear();
            line.receive(told.event());
            assertEquals(
                    List.of(told.meaning()),
                    line.events.stream()
                            .map(event -> event.getClass().getSimpleName())
                            .filter(name -> !name.equals("ConversationCreated"))
                            .toList(),
                    told.event());
        }
    }

    /** Names of one generation mean nothing else in the other, so that both are read by all. */
    @ParameterizedTest
    @MethodSource("all")
    void names_of_both_generations_are_read(ProfileFixture fixture) {
        ProfileLine line = established(fixture.profile());
        String ids = ",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"content_index\":0,";
        for (String name : List.of("response.audio.delta", "response.output_audio.delta")) {
            line.receive("{\"type\":\"" + name + "\"" + ids + "\"delta\":\"AAAA\"}");
        }
        for (String name :
                List.of(
                        "response.audio_transcript.delta",
                        "response.output_audio_transcript.delta")) {
            line.receive("{\"type\":\"" + name + "\"" + ids + "\"delta\":\"a\"}");
        }
        line.receive(
                "{\"type\":\"conversation.item.created\",\"item\":{\"id\":\"i\",\"type\":"
                        + "\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":"
                        + "[{\"type\":\"text\",\"text\":\"a\"}]}}");
        line.receive(
                "{\"type\":\"conversation.item.done\",\"item\":{\"id\":\"i\",\"type\":"
                        + "\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":"
                        + "[{\"type\":\"output_text\",\"text\":\"a\"}]}}");

        assertEquals(2, line.speech.size());
        assertEquals(2, line.events(TransportEvent.TranscriptDelta.class).size());
        assertEquals(1, line.events(TransportEvent.ItemDone.class).size(), "told once");
        assertEquals(List.of(), line.events(TransportEvent.Rejected.class));
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_profile_does_not_claim_is_refused_in_its_name(ProfileFixture fixture) {
        Profile profile = fixture.profile();
        ProfileLine line = established(profile);
        if (!profile.has(Feature.TRUNCATE)) {
            refused(line, profile, Command.TruncateItem.of("item_1", 0, 100));
        }
        if (!profile.has(Feature.CANCEL)) {
            refused(line, profile, Command.CancelResponse.current());
        }
        if (!profile.has(Feature.MANUAL_TURNS)) {
            refused(line, profile, Command.CommitAudio.now());
        }
        if (!profile.has(Feature.HISTORY_EDITS)) {
            refused(line, profile, Command.DeleteItem.of("item_1"));
        }
        if (!profile.has(Side.OFFERS)) {
            refused(line, profile, Command.ClearOutputAudio.now());
        }
        if (!profile.has(Feature.OUT_OF_BAND_RESPONSES)) {
            refused(
                    line,
                    profile,
                    Command.CreateResponse.of(ResponseOptions.builder().outOfBand(true).build()));
        }
        assertEquals(List.of(), line.sent);
    }

    private static void refused(ProfileLine line, Profile profile, Command command) {
        Exception refusal =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> line.codec.encode(command),
                        command.toString());
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(profile.name()),
                refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_field_that_a_profile_does_not_have_is_rejected_in_its_name(ProfileFixture fixture) {
        Profile profile = fixture.profile();
        SessionConfig wanted =
                SessionConfig.builder()
                        .set(ConfigField.TRACING, new Tracing.Auto())
                        .outputModality(Modality.TEXT)
                        .turnDetection(
                                new TurnDetection.Extension("{\"type\":\"magic\"}", null, null))
                        .inputFormat(new AudioFormat(AudioFormat.Encoding.OPUS, 48_000, 1))
                        .build();
        ConfigPlan plan = new ProfileLine(profile).codec.plan(SessionConfig.EMPTY, wanted);

        assertTrue(
                plan.rejected()
                        .keySet()
                        .containsAll(Set.of(ConfigField.TURN_DETECTION, ConfigField.INPUT_FORMAT)));
        assertTrue(plan.rejected().get(ConfigField.TURN_DETECTION).contains(profile.name()));
        assertEquals(!profile.has(Side.TRACING), plan.rejected().containsKey(ConfigField.TRACING));
        if (!profile.has(Feature.TEXT_OUTPUT)) {
            assertTrue(plan.rejected().get(ConfigField.OUTPUT_MODALITY).contains(profile.name()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_profile_opens_with_is_within_what_it_has(ProfileFixture fixture) {
        Profile profile = fixture.profile();
        ConfigPlan plan =
                new ProfileLine(profile).codec.plan(SessionConfig.EMPTY, profile.opening());

        assertEquals(java.util.Map.of(), plan.rejected());
        assertTrue(profile.capabilities().inputFormats().size() > 0);
        assertFalse(profile.credentials().variable().isBlank());
    }

    @Test
    void the_name_of_a_profile_is_its_own() {
        assertEquals(
                Profiles.ALL.size(), Profiles.ALL.stream().map(Profile::name).distinct().count());
        assertEquals("openai", Profiles.ALL.get(0).name());
    }
}
