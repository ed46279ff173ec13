package io.patchbay.runtime.record;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * What happens in a session as lines of JSON: {@code {"t": seconds since start, "kind":
 * "session"|"wire", "dir": "in"|"out", "event": {…}}}, {@code dir} on wire events only. Keys are
 * taken out. For any thread.
 */
public final class EventLines {
    private final JsonMapper json =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(
                                            Secret.class, new ToStringSerializer(Secret.class))
                                    .addSerializer(
                                            AudioClip.class,
                                            new ToStringSerializer(AudioClip.class))
                                    .addSerializer(Duration.class, new Millis())
                                    .addSerializer(SessionConfig.class, new Config()))
                    .addMixIn(LineChoice.class, WithoutCredentials.class)
                    .changeDefaultPropertyInclusion(
                            all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private final Redaction redaction;
    private final long start;

    private EventLines(long start, Redaction redaction) {
        this.start = start;
        this.redaction = redaction;
    }

    /**
     * Lines with everything but keys, sound included where a wire carries it as text.
     *
     * @param start the beginning on the session's clock ({@link
     *     io.patchbay.api.session.RealtimeSession#nanoTime})
     */
    public static EventLines whole(long start) {
        return new EventLines(start, new Redaction(true, true));
    }

    /**
     * The lines of a recording's journal, in which sound is named by its length.
     *
     * @param start the beginning on the session's clock
     * @param content whether they have what people said, tools were given and tools answered; false
     *     leaves their length
     */
    public static EventLines journal(long start, boolean content) {
        return new EventLines(start, new Redaction(content, false));
    }

    /** A line about an event of the session. */
    public String session(SessionEvent event) {
        return session(event.stamp().nanos(), event);
    }

    /** A line about an event of the session, at the time at which it was noted. */
    public String session(long nanos, SessionEvent event) {
        return line(nanos, "session", null, typed(event));
    }

    /** A line about a message on the wire, or null for an event that is none. */
    public @Nullable String wire(long nanos, TransportEvent event) {
        if (event instanceof TransportEvent.Raw raw) {
            return line(nanos, "wire", "in", tree(raw.json()));
        }
        if (event instanceof TransportEvent.RawSent sent) {
            return line(nanos, "wire", "out", tree(sent.json()));
        }
        return null;
    }

    /** A text without what looks like a key, and without user and query of the addresses in it. */
    public static String withoutKeys(String text) {
        return Redaction.text(text);
    }

    /** A line of another kind about a record. */
    String other(long nanos, String kind, Record what) {
        return line(nanos, kind, null, typed(what));
    }

    private ObjectNode typed(Object event) {
        ObjectNode content = json.valueToTree(event);
        content.remove("stamp");
        ObjectNode typed = json.createObjectNode().put("type", name(event));
        content.properties()
                .forEach(
                        field ->
                                typed.set(
                                        typed.has(field.getKey())
                                                ? field.getKey() + "_"
                                                : field.getKey(),
                                        field.getValue()));
        return typed;
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            return json.createObjectNode().put("unreadable", text.length());
        }
    }

    private String line(long nanos, String kind, @Nullable String direction, JsonNode event) {
        ObjectNode line = json.createObjectNode();
        line.put("t", (nanos - start) / 1_000 / 1e6);
        line.put("kind", kind);
        if (direction != null) {
            line.put("dir", direction);
        }
        line.set("event", redaction.clean(event));
        return encodable(json.writeValueAsString(line));
    }

    /** Half a character, which UTF-8 cannot say and would end a file, is escaped. */
    private static String encodable(String line) {
        StringBuilder escaped = null;
        int done = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (i + 1 < line.length() && Character.isSurrogatePair(c, line.charAt(i + 1))) {
                i++;
                continue;
            }
            escaped = escaped == null ? new StringBuilder(line.length() + 16) : escaped;
            escaped.append(line, done, i).append("\\u").append(Integer.toHexString(c));
            done = i + 1;
        }
        return escaped == null ? line : escaped.append(line, done, line.length()).toString();
    }

    /** {@code AudioStarted} becomes {@code audio_started}. */
    private static String name(Object event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    @JsonAutoDetect
    private abstract static class WithoutCredentials {
        @JsonIgnore
        @JsonProperty
        abstract CredentialSupplier credentials();
    }

    private static final class Millis extends StdSerializer<Duration> {
        Millis() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
            out.writeNumber(value.toNanos() / 1_000_000.0);
        }
    }

    private static final class Config extends StdSerializer<SessionConfig> {
        Config() {
            super(SessionConfig.class);
        }

        @Override
        public void serialize(
                SessionConfig value, JsonGenerator out, SerializationContext context) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (ConfigField<?> field : value.fields()) {
                ConfigValue<?> said = value.get(field);
                fields.put(
                        field.toString().replace(' ', '_'),
                        said.asOptional().<Object>map(v -> v).orElse("cleared"));
            }
            context.writeValue(out, fields);
        }
    }
}
