package io.patchbay.tck;

import io.patchbay.api.session.SessionEvent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of a journal.
 *
 * @param nanos since the recording began
 * @param kind {@code call}, {@code audio}, {@code wire}, {@code line}, {@code session} or {@code
 *     recorder}
 * @param in whether a message came in
 * @param event what it is about
 */
record JournalLine(long nanos, String kind, boolean in, JsonNode event) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern SOUND = Pattern.compile("\"\\[audio (\\d+) bytes]\"");

    /** Names that a session gives to its items: another one in each run. */
    private static final Pattern OUR_ITEMS = Pattern.compile("\"pb[0-9a-z]+_([0-9a-z]+)\"");

    /** Fields whose values are times, or say where the line was. */
    private static final List<String> TIMES =
            List.of("took", "timeToFirstAudio", "delay", "value", "line");

    static List<JournalLine> read(List<String> lines) {
        List<JournalLine> all = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                JsonNode line = JSON.readTree(lines.get(i));
                all.add(
                        new JournalLine(
                                Math.round(line.path("t").asDouble(0) * 1e9),
                                line.path("kind").asString(""),
                                line.path("dir").asString("").equals("in"),
                                line.path("event")));
            } catch (JacksonException e) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " of the journal is no JSON; was it cut off?", e);
            }
        }
        return all;
    }

    String type() {
        return event.path("type").asString("");
    }

    boolean is(String wanted) {
        return kind.equals(wanted);
    }

    String text(String field) {
        return event.path(field).asString("");
    }

    /** The message with silence for the sound that was left out of it, and other names. */
    String message(Map<String, String> names) {
        String text = JSON.writeValueAsString(event);
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace('"' + name.getKey() + '"', '"' + name.getValue() + '"');
        }
        Matcher sound = SOUND.matcher(text);
        return sound.replaceAll(
                found ->
                        '"'
                                + Base64.getEncoder()
                                        .encodeToString(new byte[Integer.parseInt(found.group(1))])
                                + '"');
    }

    static JsonNode parse(String message) {
        return JSON.readTree(message);
    }

    /** What must be the same in every run: everything of an event but times and chance names. */
    String comparable() {
        if (!(event.deepCopy() instanceof ObjectNode object)) {
            return event.toString();
        }
        TIMES.forEach(object::remove);
        return OUR_ITEMS.matcher(object.toString()).replaceAll("\"pb_$1\"");
    }

    /** The names that one message gives and another one gave in its place. */
    static Map<String, String> renamed(JsonNode recorded, JsonNode sent) {
        Map<String, String> names = new HashMap<>();
        for (String pointer : List.of("/item/id", "/event_id", "/item_id")) {
            String old = recorded.at(pointer).asString("");
            String now = sent.at(pointer).asString("");
            if (!old.isEmpty() && !now.isEmpty() && !old.equals(now)) {
                names.put(old, now);
            }
        }
        return names;
    }

    /** The kind of session event as journals write it. */
    static String name(Class<? extends SessionEvent> type) {
        return type.getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
