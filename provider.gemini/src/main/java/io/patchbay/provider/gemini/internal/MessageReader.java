package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what the service sends: JSON, in text or in binary messages ({@code
 * BidiGenerateContentServerMessage}; in {@code google-genai} 1.70.0 {@code LiveServerMessage}).
 * Sound takes the short way, all else becomes a tree.
 */
final class MessageReader {

    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,9}))?s");
    private static final Pattern PCM = Pattern.compile("audio/pcm(?:;\\s*rate=([0-9]{4,6}))?");

    private final TransportListener listener;
    private final Dialogue dialogue;
    private final CallerTurns caller;
    private final SoundReader sound;
    private final UsageReader usage;
    private final PendingCalls calls;
    private final Consumer<String> onSetup;

    MessageReader(
            TransportListener listener,
            Dialogue dialogue,
            CallerTurns caller,
            SoundReader sound,
            UsageReader usage,
            PendingCalls calls,
            Consumer<String> onSetup) {
        this.listener = listener;
        this.dialogue = dialogue;
        this.caller = caller;
        this.sound = sound;
        this.usage = usage;
        this.calls = calls;
        this.onSetup = onSetup;
    }

    void read(ByteBuffer message) {
        byte[] bytes;
        int offset;
        int length = message.remaining();
        if (message.hasArray()) {
            bytes = message.array();
            offset = message.arrayOffset() + message.position();
        } else {
            bytes = new byte[length];
            offset = 0;
            message.get(message.position(), bytes);
        }
        if (length > Json.MAX_LENGTH) {
            reject(null, "a message of " + length + " bytes; the bound is " + Json.MAX_LENGTH);
            return;
        }
        if (listener.wantsRaw() || !sound.read(bytes, offset, length)) {
            tree(bytes, offset, length);
        }
    }

    private void tree(byte[] bytes, int offset, int length) {
        JsonNode node;
        try {
            node = Json.parse(bytes, offset, length);
        } catch (JacksonException e) {
            raw("", bytes, offset, length);
            reject(null, "the message is no JSON within the bounds" + Json.place(e));
            return;
        }
        String type =
                node.isObject() && !node.isEmpty() ? node.propertyNames().iterator().next() : "";
        raw(type, bytes, offset, length);
        if (!(node instanceof ObjectNode message)) {
            reject(null, "the message is no JSON object");
            return;
        }
        if (message.isEmpty()) {
            // newer models send many of them, and they mean nothing
            listener.onEvent(new TransportEvent.Extension("", "{}"));
            return;
        }
        List<String> unknown = new ArrayList<>(0);
        if (message.get("usageMetadata") instanceof ObjectNode used) {
            dialogue.used(usage.read(used));
        }
        message.properties()
                .forEach(
                        member -> {
                            if (!(member.getValue() instanceof ObjectNode value)) {
                                reject(member.getKey(), "'" + member.getKey() + "' is no object");
                            } else if (!member(member.getKey(), value)) {
                                unknown.add(member.getKey());
                            }
                        });
        dialogue.read();
        for (String name : unknown) {
            listener.onEvent(new TransportEvent.Extension(name, Json.text(bytes, offset, length)));
        }
    }

    private void raw(String type, byte[] bytes, int offset, int length) {
        if (listener.wantsRaw()) {
            listener.onEvent(new TransportEvent.Raw(type, Json.text(bytes, offset, length)));
        }
    }

    private void reject(@Nullable String type, String why) {
        listener.onEvent(new TransportEvent.Rejected(type, why));
    }

    private boolean member(String name, ObjectNode value) {
        switch (name) {
            case "setupComplete" -> {
                String session = Json.text(value, "sessionId");
                onSetup.accept(session == null ? "" : session);
            }
            case "serverContent" -> content(value);
            case "toolCall" -> toolCall(value);
            case "toolCallCancellation" -> cancelled(value);
            case "usageMetadata" -> {
                // was read first: the end of an answer carries it
            }
            case "goAway" -> goAway(value);
            case "sessionResumptionUpdate" -> resumption(value);
            case "voiceActivity" -> activity(value);
            case "voiceActivityDetectionSignal" ->
                    speech(
                            Json.text(value, "vadSignalType"),
                            "VAD_SIGNAL_TYPE_SOS",
                            "VAD_SIGNAL_TYPE_EOS",
                            null);
            default -> {
                return false;
            }
        }
        return true;
    }

    // ---- serverContent

    private void content(ObjectNode content) {
        JsonNode parts = content.path("modelTurn").path("parts");
        if (parts.isArray()) {
            parts.forEach(this::part);
        }
        String said = Json.text(content.path("outputTranscription"), "text");
        if (said != null && !said.isEmpty()) {
            dialogue.words(said);
        }
        if (Json.flag(content, "interrupted")) {
            dialogue.interrupted();
        }
        heard(content);
        if (Json.flag(content, "generationComplete")) {
            dialogue.generated();
        }
        if (Json.flag(content, "turnComplete")) {
            dialogue.turnComplete(Json.text(content, "turnCompleteReason"));
        }
        for (String name : List.of("waitingForInput", "groundingMetadata", "urlContextMetadata")) {
            JsonNode value = content.get(name);
            if (value != null) {
                listener.onEvent(new TransportEvent.Extension(name, Json.text(value)));
            }
        }
    }

    private void part(JsonNode part) {
        if (Json.flag(part, "thought")) {
            return; // how it thinks is nothing that it says
        }
        String text = Json.text(part, "text");
        if (text != null) {
            if (!text.isEmpty()) {
                dialogue.written(text);
            }
        } else if (part.get("inlineData") instanceof ObjectNode data) {
            inline(data);
        } else {
            listener.onEvent(new TransportEvent.Extension("modelTurn.part", Json.text(part)));
        }
    }

    private void inline(ObjectNode data) {
        String type = Json.text(data, "mimeType");
        Matcher pcm = PCM.matcher(type == null ? "" : type);
        if (!pcm.matches()) {
            listener.onEvent(new TransportEvent.Extension("modelTurn.part", Json.text(data)));
            return;
        }
        String base64 = Json.text(data, "data");
        AudioFormat format = Profile.SPOKEN;
        if (pcm.group(1) != null && !pcm.group(1).equals("24000")) {
            try {
                format = AudioFormat.pcm16(Integer.parseInt(pcm.group(1)));
            } catch (IllegalArgumentException e) {
                reject("serverContent", "modelTurn.parts: sound at " + pcm.group(1) + " Hz");
                return;
            }
        }
        byte[] text = base64 == null ? new byte[1] : base64.getBytes(StandardCharsets.ISO_8859_1);
        if (!sound.decode(text, 0, text.length, format)) {
            reject("serverContent", "modelTurn.parts: 'data' is missing, or no base64");
        }
    }

    private void heard(ObjectNode content) {
        if (content.get("interimInputTranscription") instanceof ObjectNode) {
            caller.started(); // words that may change; that somebody speaks will not
        }
        if (content.get("inputTranscription") instanceof ObjectNode words) {
            String text = Json.text(words, "text");
            if (text != null && !text.isEmpty()) {
                caller.words(text, dialogue.running());
            }
            if (Json.flag(words, "finished")) {
                caller.finished();
            }
        }
    }

    // ---- tools

    private void toolCall(ObjectNode message) {
        JsonNode all = message.path("functionCalls");
        int told = 0;
        if (all.isArray()) {
            for (JsonNode call : all) {
                String name = Json.text(call, "name");
                if (name == null) {
                    reject("toolCall", "a call names no function");
                    continue;
                }
                String id = calls.called(Json.text(call, "id"), name);
                JsonNode arguments = call.get("args");
                dialogue.call(
                        id, name, arguments instanceof ObjectNode given ? Json.text(given) : "{}");
                told++;
            }
        }
        if (told > 0) {
            dialogue.callsOver();
        } else {
            reject("toolCall", "'functionCalls' is missing, or empty");
        }
    }

    private void cancelled(ObjectNode message) {
        JsonNode ids = message.path("ids");
        if (!ids.isArray()) {
            reject("toolCallCancellation", "'ids' is missing");
            return;
        }
        for (JsonNode id : ids) {
            if (id.isString()) {
                calls.forget(id.stringValue());
                listener.onEvent(new TransportEvent.ToolCallCancelled(id.stringValue()));
            }
        }
    }

    // ---- the line

    private void goAway(ObjectNode message) {
        Duration left = duration(Json.text(message, "timeLeft"));
        listener.onEvent(new TransportEvent.GoAway(left == null ? Duration.ZERO : left));
    }

    private void resumption(ObjectNode update) {
        String handle = Json.text(update, "newHandle");
        if (Json.flag(update, "resumable") && handle != null && !handle.isBlank()) {
            try {
                listener.onEvent(
                        new TransportEvent.Resumption(
                                new ResumptionHandle("gemini", Secret.of(handle), null)));
            } catch (IllegalArgumentException e) {
                reject("sessionResumptionUpdate", "'newHandle' cannot be sent back");
            }
        }
    }

    private void activity(ObjectNode message) {
        String type = Json.text(message, "voiceActivityType");
        speech(
                type == null ? Json.text(message, "type") : type,
                "ACTIVITY_START",
                "ACTIVITY_END",
                duration(Json.text(message, "audioOffset")));
    }

    private void speech(
            @Nullable String type, String start, String end, @Nullable Duration offset) {
        if (start.equals(type)) {
            if (offset == null) {
                caller.started();
            } else {
                caller.started(offset.toMillis());
            }
        } else if (end.equals(type)) {
            caller.stopped(offset);
        }
    }

    /** A duration as protobuf writes it in JSON, {@code 9.5s}; null when it is none. */
    static @Nullable Duration duration(@Nullable String text) {
        Matcher seconds = SECONDS.matcher(text == null ? "" : text);
        if (!seconds.matches()) {
            return null;
        }
        String fraction = seconds.group(2) == null ? "" : seconds.group(2);
        return Duration.ofSeconds(
                Long.parseLong(seconds.group(1)),
                Long.parseLong((fraction + "000000000").substring(0, 9)));
    }
}
