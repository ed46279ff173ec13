package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What services were recorded to say is understood, and what was said to them is what is said here.
 * Where each recording comes from stands in its first line.
 */
@NullUnmarked
class RecordingsTest {

    /** One message of a recording. */
    private record Said(boolean byService, ObjectNode event) {}

    private static List<Said> recording(String name) {
        try (var file = RecordingsTest.class.getResourceAsStream("/recordings/" + name)) {
            List<Said> all = new ArrayList<>();
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                ObjectNode entry = Json.object(name, line);
                if (entry.get("event") instanceof ObjectNode event) {
                    all.add(new Said(entry.path("dir").stringValue().equals("received"), event));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Profile profile(String recording) {
        return Profiles.of(recording.substring(0, recording.indexOf('.')));
    }

    private static ProfileLine heard(String name) {
        ProfileLine line = new ProfileLine(profile(name));
        line.opened();
        for (Said said : recording(name)) {
            if (said.byService) {
                line.receive(Json.text(said.event));
            }
        }
        return line;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure.spoken-turn.jsonl",
                "azure.tool-call.jsonl",
                "azure-voice-live.spoken-turn.jsonl",
                "azure-voice-live.tool-call.jsonl",
                "xai.spoken-turn.jsonl",
                "xai.tool-call.jsonl",
                "xai.resumption.jsonl"
            })
    void everything_that_a_service_said_is_understood(String name) {
        ProfileLine line = heard(name);

        assertEquals(List.of(), line.events(TransportEvent.Rejected.class));
        assertEquals(List.of(), line.events(TransportEvent.Extension.class));
        assertEquals(List.of(), line.failures);
        assertEquals(1, line.ready);
        List<TransportEvent.ResponseDone> done = line.events(TransportEvent.ResponseDone.class);
        assertFalse(done.isEmpty());
        assertEquals(done.size(), line.events(TransportEvent.ResponseStarted.class).size());
        assertTrue(
                done.stream().allMatch(each -> each.response().usage() != null),
                "each answer says what it cost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure.spoken-turn.jsonl",
                "azure-voice-live.spoken-turn.jsonl",
                "xai.spoken-turn.jsonl"
            })
    void a_spoken_turn_has_its_sound_and_its_words_on_both_sides(String name) {
        ProfileLine line = heard(name);

        assertEquals(1, line.events(TransportEvent.SpeechStarted.class).size());
        assertEquals(1, line.events(TransportEvent.SpeechStopped.class).size());
        assertEquals(1, line.events(TransportEvent.InputCommitted.class).size());
        var asked = line.events(TransportEvent.InputTranscriptDone.class);
        assertEquals(1, asked.size(), "what is not final is no end");
        assertTrue(asked.get(0).transcript().contains("Marcelo"), asked.toString());
        String spoken =
                line.events(TransportEvent.TranscriptDelta.class).stream()
                        .map(TransportEvent.TranscriptDelta::delta)
                        .collect(Collectors.joining());
        assertEquals(spoken, line.events(TransportEvent.TranscriptDone.class).get(0).transcript());
        assertEquals(2, line.speech.size());
        String user = asked.get(0).itemId();
        assertEquals(
                1,
                line.events(TransportEvent.ItemAdded.class).stream()
                        .filter(added -> added.item().id().equals(user))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure.tool-call.jsonl",
                "azure-voice-live.tool-call.jsonl",
                "xai.tool-call.jsonl"
            })
    void a_call_comes_with_its_name_and_arguments_when_it_is_whole(String name) {
        List<Item.FunctionCall> calls =
                heard(name).events(TransportEvent.OutputItemDone.class).stream()
                        .filter(done -> done.item() instanceof Item.FunctionCall)
                        .map(done -> (Item.FunctionCall) done.item())
                        .toList();

        assertEquals(1, calls.size());
        assertEquals("get_weather", calls.get(0).name());
        assertEquals(
                "London",
                Json.parse("arguments", calls.get(0).arguments()).path("city").stringValue());
        assertFalse(calls.get(0).callId().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure.spoken-turn.jsonl",
                "azure.tool-call.jsonl",
                "azure-voice-live.spoken-turn.jsonl",
                "azure-voice-live.tool-call.jsonl",
                "xai.spoken-turn.jsonl",
                "xai.tool-call.jsonl",
                "xai.resumption.jsonl"
            })
    void what_a_service_was_told_is_told_here_in_the_same_words(String name) {
        Profile profile = profile(name);
        ProfileLine line = new ProfileLine(profile);
        line.opened();
        line.sent.clear();
        List<JsonNode> told = new ArrayList<>();
        for (Said said : recording(name)) {
            if (!said.byService) {
                told.add(said.event);
                line.codec.encode(command(profile, said.event));
            }
        }

        assertEquals(told, line.messages());
    }

    /** The command that means a message. */
    private static Command command(Profile profile, ObjectNode message) {
        List<String> problems = new ArrayList<>();
        Fields fields = Fields.of(message, problems);
        Command command =
                switch (message.path("type").stringValue()) {
                    case "session.update" -> {
                        SessionConfig config =
                                SessionReader.read(profile, fields.object("session"));
                        JsonNode resumption = message.at("/session/resumption");
                        yield Command.UpdateSession.of(
                                resumption.isMissingNode()
                                        ? config
                                        : config.toBuilder()
                                                .providerData(
                                                        "{\"resumption\":"
                                                                + Json.text(resumption)
                                                                + "}")
                                                .build());
                    }
                    case "conversation.item.create" ->
                            Command.CreateItem.append(
                                    ItemReader.read(
                                            fields.object("item"),
                                            ItemStatus.COMPLETED,
                                            profile.sound().inputFormats().get(0),
                                            profile.sound().outputFormats().get(0)));
                    case "response.create" -> Command.CreateResponse.of(ResponseOptions.DEFAULT);
                    default -> throw new AssertionError("no command for " + message);
                };
        assertEquals(List.of(), problems);
        return command;
    }
}
