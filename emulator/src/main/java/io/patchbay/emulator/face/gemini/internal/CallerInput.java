package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.face.internal.Conversion;
import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the client sends after the setup. */
final class CallerInput {
    private static final int SILENCE_BEYOND_MILLIS = 300;

    private final FaceLine line;
    private final Setup setup;
    private final Turns turns;
    private final Calls calls;
    private final boolean vertex;
    private final Runnable changed;
    private @Nullable Conversion conversion;
    private AudioFormat format = AudioFormat.PCM16_16K;
    private boolean seeding;
    private boolean active;

    /**
     * Nothing yet.
     *
     * @param vertex whether tools' answers cannot be scheduled
     * @param changed runs when the conversation has changed without the model's doing
     */
    CallerInput(
            FaceLine line,
            Setup setup,
            Turns turns,
            Calls calls,
            boolean vertex,
            Runnable changed) {
        this.line = line;
        this.setup = setup;
        this.turns = turns;
        this.calls = calls;
        this.vertex = vertex;
        this.changed = changed;
        this.seeding = setup.history();
    }

    /** A message of a stream; video is taken and not looked at. */
    void realtime(JsonNode input) {
        if (input.has("activityStart")) {
            startActivity();
        }
        if (input.path("audio").isObject()) {
            sound(input.path("audio"));
        }
        for (JsonNode chunk : input.path("mediaChunks")) {
            if (Json.string(chunk, "mimeType", "").startsWith("audio/")) {
                sound(chunk);
            }
        }
        if (input.path("text").isString()) {
            typed(input.path("text").stringValue());
        }
        if (input.path("audioStreamEnd").asBoolean(false)) {
            endStream();
        }
        if (input.has("activityEnd")) {
            endActivity();
        }
    }

    private void sound(JsonNode blob) {
        AudioFormat given = GeminiTalk.format(Json.string(blob, "mimeType", ""));
        if (conversion == null || !given.equals(format)) {
            format = given;
            conversion = Conversion.between(given, AudioFormat.PCM16_24K);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(Json.string(blob, "data", ""));
            line.append(conversion.convert(bytes));
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.INVALID, "Invalid value at 'realtime_input.audio.data'");
        }
    }

    private void typed(String text) {
        if (!setup.byHand() && setup.interrupts()) {
            turns.interrupt();
        }
        create(Contents.typed(text));
        if (!setup.byHand()) {
            turns.speak();
        }
    }

    /** No more sound for now: what was said is a turn. */
    private void endStream() {
        if (!setup.byHand()) {
            int millis = setup.silenceMillis() + SILENCE_BEYOND_MILLIS;
            line.append(new byte[AudioFormat.PCM16_24K.bytes(millis)]);
        }
    }

    private void startActivity() {
        byHand();
        active = true;
        if (setup.interrupts()) {
            turns.interrupt();
        }
        line.send(Json.object().put("type", "input_audio_buffer.clear"));
    }

    private void endActivity() {
        byHand();
        if (active) {
            active = false;
            line.send(Json.object().put("type", "input_audio_buffer.commit"));
            turns.speak();
        }
    }

    private void byHand() {
        if (!setup.byHand()) {
            throw new Refusal(
                    Refusal.INVALID,
                    "Explicit activity control is not supported when automatic activity detection"
                            + " is enabled.");
        }
    }

    /** Turns of a conversation, in order. */
    void content(JsonNode content) {
        if (setup.contentIsHistoryOnly() && !seeding) {
            throw Refusal.invalidArgument();
        }
        if (!seeding) {
            turns.interrupt();
        }
        for (JsonNode turn : content.path("turns")) {
            Contents.items(turn).forEach(this::create);
        }
        boolean complete = content.path("turnComplete").asBoolean(false);
        if (!complete) {
            changed.run();
        } else if (seeding) {
            seeding = false;
            changed.run();
        } else {
            turns.speak();
        }
    }

    /** Answers to calls; one for a call that is not open has no effect. */
    void toolResponse(JsonNode answer) {
        boolean waited = calls.blocking();
        boolean interrupts = false;
        boolean speaks = false;
        for (JsonNode response : answer.path("functionResponses")) {
            Calls.Call call =
                    calls.answer(
                            Json.string(response, "id", ""),
                            response.path("willContinue").asBoolean(false));
            if (call == null) {
                line.countError();
                continue;
            }
            create(Contents.output(call.id(), Contents.outcome(response.path("response"))));
            String scheduling =
                    call.blocking() || vertex ? "" : Json.string(response, "scheduling", "");
            interrupts |= "INTERRUPT".equals(scheduling);
            speaks |= !call.blocking() && !"SILENT".equals(scheduling);
        }
        if (interrupts) {
            turns.interrupt();
        }
        if (speaks || waited && !calls.blocking()) {
            turns.speak();
        }
    }

    private void create(ObjectNode item) {
        ObjectNode event = Json.object().put("type", "conversation.item.create");
        event.set("item", item);
        line.send(event);
    }
}
