package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One item of a conversation. Its JSON never holds sound; that is kept beside it. */
final class Item {
    private final ObjectNode json;
    private final Map<Integer, AudioClip> audio = new TreeMap<>();
    private final Map<Integer, Long> generatedMillis = new TreeMap<>();
    private final Map<Integer, Long> truncatedMillis = new TreeMap<>();
    private final Map<Integer, Hearing> hearings = new TreeMap<>();

    Item(ObjectNode json) {
        this.json = json;
    }

    String id() {
        return json.path("id").stringValue("");
    }

    String type() {
        return json.path("type").stringValue("");
    }

    String role() {
        return json.path("role").stringValue("");
    }

    boolean isMessage(String role) {
        return "message".equals(type()) && role.equals(role());
    }

    /** The live JSON; whoever hands it out copies it. */
    ObjectNode json() {
        return json;
    }

    /** A copy for an event, without sound. */
    ObjectNode copy() {
        return json.deepCopy();
    }

    /** A copy with the sound that is still kept. */
    ObjectNode copyWithAudio() {
        ObjectNode copy = json.deepCopy();
        audio.forEach(
                (index, clip) -> {
                    if (copy.path("content").path(index) instanceof ObjectNode part) {
                        part.put("audio", clip.base64());
                    }
                });
        return copy;
    }

    void status(String status) {
        json.put("status", status);
    }

    /** The content part, or null if there is none of that index. */
    @Nullable ObjectNode part(int index) {
        JsonNode part = json.path("content").path(index);
        return part instanceof ObjectNode object ? object : null;
    }

    int parts() {
        return json.path("content").size();
    }

    void addPart(ObjectNode part) {
        if (json.get("content") instanceof ArrayNode content) {
            content.add(part);
        } else {
            json.set("content", Json.array().add(part));
        }
    }

    void audio(int index, AudioClip clip) {
        Long mark = truncatedMillis.get(index);
        AudioClip kept = mark == null ? clip : clip.upTo(mark);
        audio.put(index, kept);
        generatedMillis.put(index, kept.millis());
        hearings.computeIfAbsent(index, i -> new Hearing());
    }

    @Nullable AudioClip audio(int index) {
        return audio.get(index);
    }

    /** Milliseconds of sound that there were, kept or not; -1 if there was never any. */
    long generatedMillis(int index) {
        return generatedMillis.getOrDefault(index, -1L);
    }

    /** Tells how much sound there is so far, while it is being made. */
    void generated(int index, long millis) {
        if (!truncated(index)) {
            generatedMillis.put(index, millis);
        }
    }

    /** Whether some of the sound was truncated. */
    boolean truncated(int index) {
        return truncatedMillis.containsKey(index);
    }

    /** Keeps the sound up to a mark and forgets the transcript. */
    void truncate(int index, long millis) {
        AudioClip clip = audio.get(index);
        if (clip != null) {
            audio.put(index, clip.upTo(millis));
        }
        generatedMillis.put(index, millis);
        truncatedMillis.put(index, millis);
        ObjectNode part = part(index);
        if (part != null) {
            part.putNull("transcript");
        }
    }

    /** What is understood of the sound in a part; null for a part without sound. */
    @Nullable Hearing hearing(int index) {
        return hearings.get(index);
    }

    int audioBytes() {
        return audio.values().stream().mapToInt(clip -> clip.bytes().length).sum();
    }

    long audioMillis() {
        return generatedMillis.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Frees the sound; returns how many bytes that were. */
    int dropAudio() {
        int bytes = audioBytes();
        audio.clear();
        return bytes;
    }
}
