package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The effective settings of a session: what {@code session.created} and {@code updated} show. */
public final class SessionConfig {
    private ObjectNode session;
    private final boolean transcriptionOnly;

    private SessionConfig(ObjectNode session, boolean transcriptionOnly) {
        this.session = session;
        this.transcriptionOnly = transcriptionOnly;
    }

    /**
     * The settings of a new conversation.
     *
     * @param expiresAt when it ends, in unix seconds
     */
    public static SessionConfig conversation(String model, long expiresAt) {
        ObjectNode session = base("realtime", "realtime.session", expiresAt);
        session.put("model", model);
        session.putArray("output_modalities").add("audio");
        session.put("instructions", "You are a friendly voice agent. Answer briefly.");
        session.putArray("tools");
        session.put("tool_choice", "auto")
                .put("max_output_tokens", "inf")
                .put("truncation", "auto")
                .putNull("tracing")
                .putNull("prompt")
                .putNull("include");
        ObjectNode audio = session.putObject("audio");
        input(audio);
        ObjectNode output = audio.putObject("output");
        output.set("format", pcm());
        output.put("voice", "marin").put("speed", 1.0);
        return new SessionConfig(session, false);
    }

    /** The settings of a new transcription session. */
    public static SessionConfig transcription(long expiresAt) {
        ObjectNode session = base("transcription", "realtime.transcription_session", expiresAt);
        session.putNull("include");
        ObjectNode audio = session.putObject("audio");
        input(audio);
        // without a transcription such a session would have nothing to do
        audio.withObject("input").putObject("transcription").put("model", "gpt-4o-transcribe");
        return new SessionConfig(session, true);
    }

    private static ObjectNode base(String type, String object, long expiresAt) {
        return Json.object()
                .put("type", type)
                .put("object", object)
                .put("id", Ids.next("sess_"))
                .put("expires_at", expiresAt);
    }

    private static void input(ObjectNode audio) {
        ObjectNode input = audio.putObject("input");
        input.set("format", pcm());
        input.putNull("transcription").putNull("noise_reduction");
        input.set(
                "turn_detection",
                ConfigUpdate.turnDetection(Json.object().put("type", "server_vad")));
    }

    static ObjectNode pcm() {
        return Json.object().put("type", "audio/pcm").put("rate", 24_000);
    }

    /**
     * Applies a validated partial update, all of it or nothing.
     *
     * @throws io.patchbay.emulator.protocol.internal.ProtocolException for what may not change
     */
    void update(JsonNode changes, ConfigUpdate.State state) {
        session = ConfigUpdate.apply(session, changes, state);
    }

    /** Applies the settings of a client secret, before anything happened. */
    public void start(JsonNode settings) {
        ObjectNode changes = settings.deepCopy() instanceof ObjectNode o ? o : Json.object();
        changes.remove("model"); // the connection's counts
        update(changes, new ConfigUpdate.State(false, false));
    }

    /** A copy for an event: without the credentials of mcp servers. */
    public ObjectNode copy() {
        ObjectNode copy = session.deepCopy();
        for (JsonNode tool : copy.path("tools")) {
            if (tool instanceof ObjectNode object) {
                object.remove("authorization");
                object.remove("headers");
            }
        }
        return copy;
    }

    /** Whether this session only transcribes. */
    boolean transcriptionOnly() {
        return transcriptionOnly;
    }

    String id() {
        return session.path("id").stringValue("");
    }

    String instructions() {
        return session.path("instructions").stringValue("");
    }

    JsonNode tools() {
        return session.path("tools");
    }

    /** Any field of the session. */
    JsonNode field(String name) {
        return session.path(name);
    }

    AudioFormat inputFormat() {
        return Formats.of(input().path("format"));
    }

    /** The transcription settings; null if the user is not transcribed. */
    @Nullable JsonNode transcription() {
        JsonNode transcription = input().path("transcription");
        return transcription.isObject() ? transcription : null;
    }

    @Nullable TurnDetection turnDetection() {
        return TurnDetection.of(input().path("turn_detection"));
    }

    boolean includesLogprobs() {
        return Json.strings(session.path("include"))
                .contains("item.input_audio_transcription.logprobs");
    }

    JsonNode output() {
        return session.path("audio").path("output");
    }

    private JsonNode input() {
        return session.path("audio").path("input");
    }
}
