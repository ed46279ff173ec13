package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.protocol.internal.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The model's turns: responses of the session as contents of the server. */
final class Turns {
    private final FaceLine line;
    private final Server server;
    private final Setup setup;
    private final Calls calls;
    private final Runnable settled;

    /** Calls of the running response. */
    private final List<Calls.Call> wanted = new ArrayList<>();

    private boolean running;
    private boolean asked;

    /** Whether another response is to follow. */
    private boolean owed;

    /** Runs until the client has played everything; the turn ends then. */
    private SerialLoop.@Nullable Timer playing;

    private JsonNode usage = MissingNode.getInstance();
    private long playedUntilNanos;
    private String heardItem = "";

    /**
     * None yet.
     *
     * @param settled runs when a turn is complete
     */
    Turns(FaceLine line, Server server, Setup setup, Calls calls, Runnable settled) {
        this.line = line;
        this.server = server;
        this.setup = setup;
        this.calls = calls;
        this.settled = settled;
    }

    /** Lets the model speak, after what it is saying. */
    void speak() {
        if (running || asked || playing != null) {
            owed = true;
        } else {
            asked = true;
            line.send(Json.object().put("type", "response.create"));
        }
    }

    /** Stops the model, and what it waits for. */
    void interrupt() {
        List<String> ids = calls.takeBack();
        if (!ids.isEmpty()) {
            server.toolCallCancellation(ids);
        }
        if (running) {
            line.send(Json.object().put("type", "response.cancel"));
        } else if (playing != null) {
            playing.cancel();
            server.interrupted();
            complete(null);
        } else if (!ids.isEmpty()) {
            server.interrupted();
            complete(null);
        }
    }

    /** Whether nothing of the model is under way. */
    boolean idle() {
        return !running && !asked && playing == null && !calls.blocking();
    }

    void event(String type, ObjectNode event) {
        switch (type) {
            case "response.created" -> {
                asked = false;
                running = true;
                if (setup.resumable()) {
                    server.notResumable();
                }
            }
            case "response.output_audio.delta" -> sound(Json.string(event, "delta", ""));
            case "response.output_text.delta" -> server.text(Json.string(event, "delta", ""));
            case "response.output_audio_transcript.delta" -> {
                if (setup.reads()) {
                    String words = Json.string(event, "delta", "");
                    server.transcription("outputTranscription", words, false);
                }
            }
            case "response.output_audio_transcript.done" -> {
                if (setup.reads()) {
                    server.transcription("outputTranscription", null, true);
                }
            }
            case "response.output_item.done" -> {
                if ("function_call".equals(Json.string(event.path("item"), "type", ""))) {
                    wanted.add(calls.of(event.path("item")));
                }
            }
            case "response.done" -> done(event.path("response"));
            case "conversation.item.input_audio_transcription.delta" -> {
                heardItem = Json.string(event, "item_id", "");
                heard(Json.string(event, "delta", ""), false);
            }
            case "conversation.item.input_audio_transcription.completed" -> {
                boolean told = heardItem.equals(Json.string(event, "item_id", ""));
                heard(told ? null : Json.string(event, "transcript", ""), true);
            }
            case "input_audio_buffer.speech_started" -> {
                if (setup.interrupts() && !running) {
                    interrupt(); // a running response is stopped by the session
                } else if (setup.interrupts()) {
                    owed = false; // the caller's turn is answered by itself
                }
            }
            default -> {
                // the service does not tell
            }
        }
    }

    private void heard(@Nullable String words, boolean finished) {
        if (setup.hears()) {
            server.transcription("inputTranscription", words, finished);
        }
    }

    private void sound(String base64) {
        long now = line.loop().nanoTime();
        long millis = AudioFormat.PCM16_24K.millis(base64.length() / 4 * 3L);
        playedUntilNanos = Math.max(now, playedUntilNanos) + TimeUnit.MILLISECONDS.toNanos(millis);
        server.sound(base64);
    }

    private void done(JsonNode response) {
        running = false;
        usage = response.path("usage");
        List<Calls.Call> asked = List.copyOf(wanted);
        wanted.clear();
        JsonNode details = response.path("status_details");
        switch (Json.string(response, "status", "")) {
            case "completed" -> completed(asked);
            case "cancelled" -> {
                playedUntilNanos = 0;
                server.interrupted();
                complete(null);
            }
            case "incomplete" -> {
                server.generationComplete();
                complete(
                        "content_filter".equals(Json.string(details, "reason", ""))
                                ? "RESPONSE_REJECTED"
                                : null);
            }
            default ->
                    throw new Refusal(
                            Refusal.FAILED,
                            Json.string(
                                    details.path("error"), "message", "Internal error occurred."));
        }
    }

    private void completed(List<Calls.Call> wantedCalls) {
        if (!wantedCalls.isEmpty()) {
            calls.open(wantedCalls);
            server.toolCall(wantedCalls, usage);
            usage = MissingNode.getInstance();
        }
        if (calls.blocking()) {
            return; // the turn goes on with the answers
        }
        server.generationComplete();
        long left = playedUntilNanos - line.loop().nanoTime();
        if (left > 0 && line.services().options().pace() > 0) {
            // the service waits until what it sent ahead has been played
            playing = line.loop().schedule(() -> complete(null), Duration.ofNanos(left));
        } else {
            complete(null);
        }
    }

    private void complete(@Nullable String reason) {
        playing = null;
        server.turnComplete(reason, usage);
        usage = MissingNode.getInstance();
        settled.run();
        if (owed) {
            owed = false;
            speak();
        }
    }

    /** The session would not answer, since it is answering already. */
    void busy() {
        asked = false;
        owed = true;
    }

    /** The connection is gone. */
    void closed() {
        if (playing != null) {
            playing.cancel();
        }
    }
}
