package io.patchbay.console.internal.talk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Recorded questions, for who has no microphone: WAV files, 16 kHz mono PCM16, and their words. */
@Component(service = Samples.class)
public final class Samples {

    private static final String FOLDER = "/samples/";

    /** The words by the name of the file without its ending, in the order of the list. */
    private final Map<String, String> words = new LinkedHashMap<>();

    /** For the container. */
    @Activate
    public Samples() {
        try (InputStream in = open("samples.json")) {
            for (JsonNode sample : JsonMapper.shared().readTree(in)) {
                words.put(sample.path("id").asString(), sample.path("words").asString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = Samples.class.getResourceAsStream(FOLDER + file);
        if (in == null) {
            throw new IOException(FOLDER + file + " is missing in this bundle");
        }
        return in;
    }

    /** Adds all of them. */
    void list(ArrayNode json) {
        words.forEach(
                (id, said) ->
                        json.addObject()
                                .put("id", id)
                                .put("words", said)
                                .put("url", "v1/talk/samples/" + id + ".wav"));
    }

    /** The sound of one; empty where there is none of that name. */
    Optional<byte[]> sound(String id) throws IOException {
        if (!words.containsKey(id)) {
            return Optional.empty();
        }
        try (InputStream in = open(id + ".wav")) {
            return Optional.of(in.readAllBytes());
        }
    }
}
