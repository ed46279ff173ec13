package io.patchbay.emulator.face.deepgram.internal;

import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayDeque;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the agent says, in the service's order: the caller's words first, then each sentence before
 * its sound, then the end of the sound. The session tells words and sound as they come, and what it
 * heard when it is ready with it: so the agent waits for the caller's words.
 */
final class AgentVoice {
    private final FaceLine line;
    private final AgentState state;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private @Nullable String awaited;
    private boolean active;
    private boolean dropped;
    private boolean sounded;
    private long asked;
    private double latency;

    AgentVoice(FaceLine line, AgentState state) {
        this.line = line;
        this.state = state;
    }

    /** Whether a response is being made. */
    boolean active() {
        return active;
    }

    /** The caller's turn is over; his words will come. */
    void awaitWords(String itemId) {
        awaited = itemId;
        asked = line.loop().nanoTime();
    }

    /** The caller's words are here, or will not come. */
    void wordsOf(String itemId) {
        if (itemId.equals(awaited)) {
            awaited = null;
            while (awaited == null && !held.isEmpty()) {
                held.remove().run();
            }
        }
    }

    /** The model is about to answer something that was not spoken. */
    void asked() {
        asked = line.loop().nanoTime();
    }

    void begin() {
        active = true;
        dropped = false;
        sounded = false;
    }

    /** The caller speaks, or something else is said instead: what is left is not sent. */
    void interrupted() {
        dropped = active;
        held.clear();
        awaited = null;
    }

    /** A sentence, before its sound. */
    void words(String sentence) {
        String words = sentence.strip();
        if (!words.isEmpty()) {
            send(() -> text(line, state, "assistant", words));
        }
    }

    void sound(String base64) {
        byte[] sound = state.spoken().convert(Base64.getDecoder().decode(base64));
        if (sound.length > 0) {
            boolean first = !sounded;
            sounded = true;
            send(
                    () -> {
                        if (first) {
                            began();
                        }
                        line.binary(sound);
                    });
        }
    }

    private void began() {
        latency = (line.loop().nanoTime() - asked) / 1e9;
        if (state.experimental()) {
            line.text(
                    message("AgentStartedSpeaking")
                            .put("total_latency", latency)
                            .put("tts_latency", latency / 2)
                            .put("ttt_latency", latency / 2));
        }
    }

    /** The response is over, whole; {@code then} follows in its turn. */
    void done(Runnable then) {
        if (sounded) {
            send(
                    () -> {
                        line.text(message("AgentAudioDone"));
                        line.text(
                                message("LatencyReport")
                                        .put("ttt_text_latency", latency / 2)
                                        .put("tts_latency", latency / 2)
                                        .put("total_latency", latency));
                    });
        }
        send(then);
        active = false;
    }

    /** The response is over, and not whole. */
    void stopped() {
        active = false;
    }

    private void send(Runnable message) {
        if (dropped) {
            return;
        }
        if (awaited == null) {
            message.run();
        } else {
            held.add(message);
        }
    }

    static void text(FaceLine line, AgentState state, String role, String words) {
        line.text(message("ConversationText").put("role", role).put("content", words));
        if (state.tellsHistory()) {
            line.text(message("History").put("role", role).put("content", words));
        }
    }

    static ObjectNode message(String type) {
        return Json.object().put("type", type);
    }
}
