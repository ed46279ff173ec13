package org.example.acme;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.dialect.Answers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialect, its server's half. Sound is that of the answer that runs.
 *
 * <pre>
 * {"type":"configured"}                             what was sent is in force
 * {"type":"caller","speaking":true}                 the caller began, or ended, to speak
 * {"type":"heard","text":"…"}                       what the caller said
 * {"type":"begin"}                                  an answer begins
 * {"type":"words","text":"…"}                       more of its words
 * {"type":"call","call":"…","name":"…","arguments":"…"}   it wants a tool called
 * {"type":"done"}                                   it is whole
 * {"type":"stopped","by":"caller"}                  it was cut off, by the caller or the client
 * {"type":"error","code":"…","message":"…"}
 * {"type":"closing","seconds":30}                   the line will end soon
 * </pre>
 */
final class AcmeEvents {

    private final String prefix = "acme-" + UUID.randomUUID();
    private final CodecContext context;
    private final Supplier<SessionConfig> config;
    private final Answers answers;
    private boolean ready;
    private int turns;

    /**
     * A reader for one connection.
     *
     * @param config what is in force
     */
    AcmeEvents(CodecContext context, Supplier<SessionConfig> config) {
        this.context = context;
        this.config = config;
        answers = new Answers(context.listener(), AudioFormat.PCM16_24K, prefix);
    }

    /** Whether the model has spoken on this line. */
    boolean spoken() {
        return answers.heard();
    }

    /** Takes a message; what is wrong with it is told, never thrown. */
    void message(String json) {
        String type = "";
        try {
            ObjectNode message = AcmeJson.parse(json);
            type = AcmeJson.text(message, "type");
            if (!read(type, message)) {
                tell(new TransportEvent.Extension(type, json));
            }
        } catch (IllegalArgumentException e) {
            tell(new TransportEvent.Rejected(type, String.valueOf(e.getMessage())));
        }
        if (context.listener().wantsRaw()) {
            tell(new TransportEvent.Raw(type, json));
        }
    }

    private boolean read(String type, ObjectNode message) {
        switch (type) {
            case "configured" -> configured();
            case "caller" -> caller(message.path("speaking").asBoolean(false));
            case "heard" -> heard(AcmeJson.text(message, "text"));
            case "begin" -> answers.begin();
            case "words" -> answers.words(AcmeJson.text(message, "text"));
            case "call" ->
                    answers.call(
                            AcmeJson.text(message, "call"),
                            AcmeJson.text(message, "name"),
                            AcmeJson.text(message, "arguments"));
            case "done" -> answers.complete(null);
            case "stopped" -> {
                boolean caller = AcmeJson.text(message, "by").equals("caller");
                answers.cancelled(caller ? "turn_detected" : "client_cancelled", null);
            }
            case "error" -> error(AcmeJson.text(message, "code"), message);
            case "closing" ->
                    tell(
                            new TransportEvent.GoAway(
                                    Duration.ofSeconds(message.path("seconds").asInt(0))));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void configured() {
        tell(new TransportEvent.SessionUpdated(config.get()));
        if (!ready) {
            ready = true;
            context.ready();
        }
    }

    private void caller(boolean speaking) {
        tell(
                speaking
                        ? new TransportEvent.SpeechStarted(null, 0)
                        : new TransportEvent.SpeechStopped(null, 0));
    }

    /** A turn of the caller, of which the service tells the words alone. */
    private void heard(String text) {
        String id = prefix + "-heard-" + ++turns;
        Item item =
                new Item.Message(
                        id,
                        Role.USER,
                        List.of(new ContentPart.InputAudio(text, null)),
                        ItemStatus.COMPLETED);
        tell(new TransportEvent.InputCommitted(id, Placement.END));
        tell(new TransportEvent.ItemAdded(item, Placement.END));
        tell(new TransportEvent.ItemDone(item, Placement.END));
        tell(new TransportEvent.InputTranscriptDone(id, 0, text, null));
    }

    /** Takes the model's sound, valid during the call; what comes after the end is too late. */
    void sound(ByteBuffer bytes) {
        if (answers.running()) {
            answers.sound(bytes);
        } else {
            tell(new TransportEvent.Rejected(null, "sound without an answer that runs"));
        }
    }

    private void error(String code, ObjectNode message) {
        Severity severity =
                switch (code) {
                    case "session_over" -> Severity.LINE_LOST;
                    case "bad_key", "no_credit" -> Severity.FATAL;
                    default -> Severity.RECOVERABLE;
                };
        ProviderError error =
                new ProviderError(
                        "error", code, AcmeJson.text(message, "message"), null, null, severity);
        if (severity == Severity.RECOVERABLE) {
            tell(new TransportEvent.Error(error));
        } else {
            context.failed(error);
        }
    }

    private void tell(TransportEvent event) {
        context.listener().onEvent(event);
    }
}
