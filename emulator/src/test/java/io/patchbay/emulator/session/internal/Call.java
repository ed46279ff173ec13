package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.ScriptedEar;
import io.patchbay.emulator.Sounds;
import io.patchbay.emulator.ToneSpeaker;
import io.patchbay.emulator.TypedModels;
import io.patchbay.emulator.VirtualLoop;
import io.patchbay.emulator.protocol.internal.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A session under test: the client's side of it, with a clock to move. Every event is validated.
 */
final class Call {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    final VirtualLoop loop = new VirtualLoop();
    final ScriptedEar ear = new ScriptedEar();
    final ToneSpeaker speaker = new ToneSpeaker();
    final Counters counters = new Counters();
    final List<JsonNode> events = new ArrayList<>();
    final VirtualPackets packets = new VirtualPackets(loop);
    final EmulatedSession session;
    final @Nullable CallMedia media;
    boolean writable = true;
    boolean aborted;
    int closeCode;
    String closeReason = "";

    private Call(
            EmulatorOptions options,
            SessionConfig config,
            @Nullable Script script,
            boolean byPackets) {
        Services services =
                new Services(
                        options,
                        new SpeechOut(speaker, Runnable::run),
                        ear,
                        Runnable::run,
                        Optional.ofNullable(script),
                        counters,
                        Clock.fixed(NOW, ZoneOffset.UTC));
        if (byPackets) {
            session =
                    EmulatedSession.onCall(
                            services, loop, new TestWire(), Recording.NONE, config, packets);
            media = session.media(AudioFormat.pcm16(48_000));
            packets.whenRoom(media::sent);
        } else {
            session = new EmulatedSession(services, loop, new TestWire(), Recording.NONE, config);
            media = null;
        }
        session.open();
    }

    /** A conversation that answers at once. */
    static Call open() {
        return open(EmulatorOptions.defaults().withPace(0));
    }

    static Call open(EmulatorOptions options) {
        return new Call(options, SessionConfig.conversation("gpt-realtime", 0), null, false);
    }

    /** A WebRTC call, on which packets flow already. */
    static Call byPackets(EmulatorOptions options) {
        Call call = new Call(options, SessionConfig.conversation("gpt-realtime", 0), null, true);
        call.media().up();
        return call;
    }

    CallMedia media() {
        return Objects.requireNonNull(media, "not on packets");
    }

    /** The caller's microphone delivers this, 10 ms each 10 ms, at 48 kHz. */
    Call hears(short[] samples) {
        byte[] pcm = Sounds.pcm(samples);
        for (int at = 0; at + 960 <= pcm.length; at += 960) {
            media().hear(ByteBuffer.wrap(pcm, at, 960));
            loop.advance(Duration.ofMillis(10));
        }
        return this;
    }

    static Call open(Script script) {
        return new Call(
                EmulatorOptions.defaults().withPace(0),
                SessionConfig.conversation("gpt-realtime", 0),
                script,
                false);
    }

    static Call openTranscription() {
        return new Call(
                EmulatorOptions.defaults().withPace(0),
                SessionConfig.transcription(0),
                null,
                false);
    }

    /** Sends a frame, with ' for ". */
    Call send(String json) {
        return sendRaw(json.replace('\'', '"'));
    }

    Call sendRaw(String frame) {
        session.receive(ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8)));
        loop.run();
        return this;
    }

    /** Changes the session. */
    Call update(String fields) {
        return send("{'type':'session.update','session':{'type':'realtime'," + fields + "}}");
    }

    /** The user types. */
    Call say(String text) {
        return sendRaw(
                "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                        + "\"content\":[{\"type\":\"input_text\",\"text\":"
                        + Json.text(Json.array().add(text).get(0))
                        + "}]}}");
    }

    Call respond() {
        return send("{'type':'response.create'}");
    }

    Call respond(String fields) {
        return send("{'type':'response.create','response':{" + fields + "}}");
    }

    Call append(String base64) {
        return send("{'type':'input_audio_buffer.append','audio':'" + base64 + "'}");
    }

    /** Someone talks for a second and falls silent. */
    Call speak() {
        append(Sounds.hissMillis(600));
        append(Sounds.toneMillis(1_000));
        return append(Sounds.hissMillis(1_500));
    }

    Call passes(Duration time) {
        loop.advance(time);
        return this;
    }

    /** Types of the events so far. */
    List<String> types() {
        return events.stream().map(e -> e.path("type").stringValue("")).toList();
    }

    /** Forgets the events so far. */
    Call forget() {
        events.clear();
        return this;
    }

    List<JsonNode> all(String type) {
        return events.stream().filter(e -> type.equals(e.path("type").stringValue(""))).toList();
    }

    /** The only event of a type. */
    JsonNode only(String type) {
        List<JsonNode> found = all(type);
        assertEquals(1, found.size(), () -> type + " in " + types());
        return found.get(0);
    }

    /** The last event of a type. */
    JsonNode last(String type) {
        List<JsonNode> found = all(type);
        assertFalse(found.isEmpty(), () -> type + " in " + types());
        return found.get(found.size() - 1);
    }

    /** The last response that is done. */
    JsonNode done() {
        return last("response.done").path("response");
    }

    /** What the last response said or wrote. */
    String answer() {
        JsonNode part = done().path("output").path(0).path("content").path(0);
        return part.path("transcript").stringValue(part.path("text").stringValue(""));
    }

    /** The only error so far. */
    JsonNode error() {
        return only("error").path("error");
    }

    /** Fails unless there was exactly this error. */
    void refused(String code, @Nullable String param) {
        assertEquals(code, error().path("code").stringValue(""), () -> error().toString());
        assertEquals(param, error().path("param").stringValue(null), () -> error().toString());
    }

    private final class TestWire implements Wire {
        @Override
        public void send(byte[] utf8) {
            String frame = new String(utf8, StandardCharsets.UTF_8);
            if (frame.startsWith("{")) {
                events.add(Json.parse(frame));
                TypedModels.validate(frame);
            } else {
                events.add(Json.object().put("type", "raw").put("frame", frame));
            }
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void close(int code, String reason) {
            closeCode = code;
            closeReason = reason;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }
}
