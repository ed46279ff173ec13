package io.patchbay.transport.sip.internal.attach;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider's message, as far as calls are concerned.
 *
 * @param kind what it is about
 * @param callId the provider's name of the call; empty when it is about none that is taken here
 * @param metadata what is known of the caller: what strangers say, bounded
 */
record Announcement(Kind kind, String callId, Map<String, String> metadata) {

    /** What a message is about. */
    enum Kind {
        /** A call that the Realtime contract can serve. */
        REALTIME_CALL,
        /**
         * A call that the newer Live contract can serve. The same call is announced to both; a
         * session here is one of the Realtime contract.
         */
        LIVE_CALL,
        /** Something else, possibly of the future. */
        OTHER
    }

    private static final int MOST_HEADERS = 32;
    private static final int LONGEST = 512;
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9._~-]{1,256}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!%*_+`'~.-]{1,64}");
    private static final Pattern ADDRESS =
            Pattern.compile("\\s*(?:\"?([^\"<]*?)\"?\\s*)?<([^>;?]+)[^>]*>.*");

    private static final ObjectReader READER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .build())
                                    .build())
                    .build()
                    .reader();

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException saying what is wrong, without repeating any of it
     */
    static Announcement read(byte[] body) {
        JsonNode event;
        try {
            event = READER.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the message is not JSON, or too deep");
        }
        String type = event.path("type").asString("");
        if (type.isEmpty()) {
            throw new IllegalArgumentException("the message names no 'type'");
        }
        return switch (type) {
            case "realtime.call.incoming" -> call(event.path("data"));
            case "live.call.incoming", "live.transport.incoming" ->
                    new Announcement(Kind.LIVE_CALL, "", Map.of());
            default -> new Announcement(Kind.OTHER, "", Map.of());
        };
    }

    private static Announcement call(JsonNode data) {
        String id = data.path("call_id").asString("");
        if (!CALL_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("the message names no usable 'data.call_id'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        int headers = 0;
        for (JsonNode header : data.path("sip_headers")) {
            String name = header.path("name").asString("");
            String value = bounded(header.path("value").asString(""));
            if (!HEADER.matcher(name).matches() || headers++ >= MOST_HEADERS) {
                continue;
            }
            String lower = name.toLowerCase(Locale.ROOT);
            metadata.merge("header." + lower, value, (one, more) -> bounded(one + ", " + more));
            if (lower.equals("from") || lower.equals("f")) {
                address(value, "from", "name", metadata);
            } else if (lower.equals("to") || lower.equals("t")) {
                address(value, "to", "", metadata);
            }
        }
        return new Announcement(Kind.REALTIME_CALL, id, Map.copyOf(metadata));
    }

    /** The address of a header field without its parameters, as the leg {@code sip} tells it. */
    private static void address(
            String value, String name, String display, Map<String, String> metadata) {
        Matcher matcher = ADDRESS.matcher(value);
        if (!matcher.matches()) {
            metadata.putIfAbsent(name, value.replaceFirst("[;?].*", "").strip());
            return;
        }
        metadata.putIfAbsent(name, matcher.group(2).strip());
        String who = matcher.group(1);
        if (!display.isEmpty() && who != null && !who.isBlank()) {
            metadata.putIfAbsent(display, who.strip());
        }
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** Nothing of what strangers say. */
    @Override
    public String toString() {
        return "Announcement[" + kind + ", " + callId + "]";
    }
}
