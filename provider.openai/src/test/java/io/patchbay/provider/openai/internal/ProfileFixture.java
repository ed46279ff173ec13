package io.patchbay.provider.openai.internal;

import io.patchbay.api.plug.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes to a service and comes from it, from {@code resources/profiles/NAME.json}, whose first
 * member says where that is known from. Of the client there are the session object of the opening,
 * of a change of the voice, a part of what the model said, a response with settings of its own, and
 * given words ({@code null} where there is no such thing); of the service the events, each with the
 * name of what it means.
 */
record ProfileFixture(Profile profile, ObjectNode json) {

    /** An event of the service, and the name of the event that it becomes. */
    record Told(String meaning, String event) {}

    static ProfileFixture of(Profile profile) {
        String name = "/profiles/" + profile.name() + ".json";
        try (InputStream file = ProfileFixture.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new AssertionError("a profile has a fixture: write test/resources" + name);
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new ProfileFixture(profile, Json.object(name, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of the profiles with today's names. */
    static List<ProfileFixture> all() {
        return GaProfiles.ALL.stream().map(ProfileFixture::of).toList();
    }

    /** Settings with which the profile works. */
    Settings settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        json.get("settings")
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().stringValue()));
        return Settings.of(settings);
    }

    /** What the client sends, by its name here. */
    JsonNode client(String name) {
        return json.get(name);
    }

    List<Told> server() {
        List<Told> all = new ArrayList<>();
        json.get("server")
                .forEach(
                        pair ->
                                all.add(
                                        new Told(
                                                pair.get(0).stringValue(),
                                                Json.text(pair.get(1)))));
        return all;
    }

    @Override
    public String toString() {
        return profile.name();
    }
}
