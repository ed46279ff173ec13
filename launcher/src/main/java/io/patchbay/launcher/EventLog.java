package io.patchbay.launcher;

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
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * Writes what happens as JSON lines: {@code {"t": seconds since start, "kind": "session"|"wire",
 * "dir": "in"|"out", "event": {…}}}, {@code dir} on wire events only. Secrets never get here; sound
 * is named by its length.
 */
final class EventLog implements SessionListener, AutoCloseable {

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

    private final BufferedWriter file;
    private final long start = System.nanoTime();

    /**
     * Begins a log.
     *
     * @throws IOException when the file cannot be written; the message names it
     */
    EventLog(Path path) throws IOException {
        try {
            file = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new IOException("cannot write events to " + path + ": " + Failures.line(e), e);
        }
    }

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS, Interest.TRANSPORT, Interest.RAW);
    }

    @Override
    public void onEvent(SessionEvent event) {
        ObjectNode content = json.valueToTree(event);
        content.remove("stamp");
        ObjectNode typed = json.createObjectNode().put("type", name(event));
        typed.setAll(content);
        write("session", null, typed);
    }

    @Override
    public void onTransportEvent(TransportEvent event) {
        if (event instanceof TransportEvent.Raw raw) {
            write("wire", "in", tree(raw.json()));
        } else if (event instanceof TransportEvent.RawSent sent) {
            write("wire", "out", tree(sent.json()));
        }
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            return json.createObjectNode().put("unreadable", text.length());
        }
    }

    private synchronized void write(
            String kind, @org.jspecify.annotations.Nullable String direction, JsonNode event) {
        ObjectNode line = json.createObjectNode();
        line.put("t", (System.nanoTime() - start) / 1_000_000 / 1_000.0);
        line.put("kind", kind);
        if (direction != null) {
            line.put("dir", direction);
        }
        line.set("event", event);
        try {
            file.write(json.writeValueAsString(line));
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code AudioStarted} becomes {@code audio_started}. */
    private static String name(SessionEvent event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
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
