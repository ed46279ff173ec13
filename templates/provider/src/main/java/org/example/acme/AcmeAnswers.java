package org.example.acme;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialect, its server's half. Sound is that of the answer that runs.
 *
 * <pre>
 * {"type":"configured"}                             what was sent is in force
 * {"type":"caller","speaking":true}                 the caller began, or ended, to speak
 * {"type":"heard","item":"…","text":"…"}            what the caller said
 * {"type":"begin","answer":"…"}                     an answer begins
 * {"type":"words","answer":"…","text":"…"}          more of its words
 * {"type":"call","answer":"…","call":"…","name":"…","arguments":"…"}   it wants a tool called
 * {"type":"end","answer":"…","stopped":false}       it is over
 * {"type":"error","message":"…","fatal":false}
 * </pre>
 */
final class AcmeAnswers {

    private final CodecContext context;
    private final Supplier<SessionConfig> config;
    private final AcmeChunk chunk = new AcmeChunk();
    private final StringBuilder words = new StringBuilder();
    private final List<Item> calls = new ArrayList<>();
    private @Nullable String running;
    private boolean spoke;
    private boolean ready;

    /**
     * A reader for one connection.
     *
     * @param config what is in force
     */
    AcmeAnswers(CodecContext context, Supplier<SessionConfig> config) {
        this.context = context;
        this.config = config;
    }

    /** Takes a message; what is wrong with it is told, never thrown. */
    void message(String json) {
        String type = null;
        try {
            ObjectNode message = AcmeJson.parse(json);
            type = AcmeJson.text(message, "type");
            if (listener().wantsRaw()) {
                tell(new TransportEvent.Raw(type, json));
            }
            if (!read(type, message)) {
                tell(new TransportEvent.Extension(type, json));
            }
        } catch (IllegalArgumentException e) {
            if (type == null && listener().wantsRaw()) {
                tell(new TransportEvent.Raw("", json));
            }
            tell(new TransportEvent.Rejected(type, String.valueOf(e.getMessage())));
        }
    }

    private boolean read(String type, ObjectNode message) {
        switch (type) {
            case "configured" -> configured();
            case "caller" -> caller(message.path("speaking").asBoolean(false));
            case "heard" -> heard(AcmeJson.text(message, "item"), AcmeJson.text(message, "text"));
            case "begin" -> begin(AcmeJson.text(message, "answer"));
            case "words" -> words(running(message), AcmeJson.text(message, "text"));
            case "call" -> call(running(message), message);
            case "end" -> end(running(message), message.path("stopped").asBoolean(false));
            case "error" ->
                    error(
                            AcmeJson.text(message, "message"),
                            message.path("fatal").asBoolean(false));
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

    private void heard(String id, String text) {
        Item item = AcmeCodec.message(id, Role.USER, new ContentPart.InputAudio(text, null));
        tell(new TransportEvent.InputCommitted(id, Placement.END));
        tell(new TransportEvent.ItemAdded(item, Placement.END));
        tell(new TransportEvent.ItemDone(item, Placement.END));
        tell(new TransportEvent.InputTranscriptDone(id, 0, text, null));
    }

    private void begin(String answer) {
        if (running != null) {
            throw new IllegalArgumentException("another answer runs");
        }
        running = answer;
        tell(new TransportEvent.ResponseStarted(response(answer, Response.Status.IN_PROGRESS)));
    }

    /** The id of the answer that a message is about, which must be the one that runs. */
    private String running(ObjectNode message) {
        String answer = AcmeJson.text(message, "answer");
        if (!answer.equals(running)) {
            throw new IllegalArgumentException("'answer' names none that runs");
        }
        return answer;
    }

    private void words(String answer, String text) {
        speak(answer);
        words.append(text);
        tell(new TransportEvent.TranscriptDelta(answer, item(answer), 0, text));
    }

    /** The first sign of speech brings its item. */
    private void speak(String answer) {
        if (!spoke) {
            spoke = true;
            Item item =
                    new Item.Message(
                            item(answer), Role.ASSISTANT, List.of(), ItemStatus.IN_PROGRESS);
            tell(new TransportEvent.OutputItemAdded(answer, 0, item));
            tell(new TransportEvent.ItemAdded(item, Placement.END));
        }
    }

    /** Takes the model's sound, valid during the call. */
    void sound(ByteBuffer bytes) {
        String answer = running;
        if (answer == null) {
            tell(new TransportEvent.Rejected(null, "sound without an answer that runs"));
            return;
        }
        speak(answer);
        chunk.show(bytes, answer, item(answer));
        try {
            listener().onAudio(chunk);
        } finally {
            chunk.hide();
        }
    }

    private void call(String answer, ObjectNode message) {
        String id = AcmeJson.text(message, "call");
        Item call =
                new Item.FunctionCall(
                        "call-" + id,
                        id,
                        AcmeJson.text(message, "name"),
                        AcmeJson.text(message, "arguments"),
                        ItemStatus.COMPLETED);
        calls.add(call);
        tell(new TransportEvent.OutputItemAdded(answer, calls.size(), call));
        tell(new TransportEvent.ItemAdded(call, Placement.END));
        tell(new TransportEvent.ItemDone(call, Placement.END));
        tell(new TransportEvent.OutputItemDone(answer, calls.size(), call));
    }

    private void end(String answer, boolean stopped) {
        List<Item> output = new ArrayList<>();
        if (spoke) {
            String text = words.toString();
            Item item =
                    new Item.Message(
                            item(answer),
                            Role.ASSISTANT,
                            List.of(new ContentPart.OutputAudio(text, null, null)),
                            stopped ? ItemStatus.INCOMPLETE : ItemStatus.COMPLETED);
            output.add(item);
            tell(new TransportEvent.AudioDone(answer, item(answer), 0));
            tell(new TransportEvent.TranscriptDone(answer, item(answer), 0, text));
            tell(new TransportEvent.ItemDone(item, Placement.END));
            tell(new TransportEvent.OutputItemDone(answer, 0, item));
        }
        output.addAll(calls);
        running = null;
        spoke = false;
        words.setLength(0);
        calls.clear();
        tell(
                new TransportEvent.ResponseDone(
                        new Response(
                                answer,
                                stopped ? Response.Status.CANCELLED : Response.Status.COMPLETED,
                                stopped ? "client_cancelled" : null,
                                null,
                                output,
                                false,
                                Map.of(),
                                null)));
    }

    private void error(String text, boolean fatal) {
        ProviderError error =
                new ProviderError(
                        "error",
                        null,
                        text,
                        null,
                        null,
                        fatal ? Severity.FATAL : Severity.RECOVERABLE);
        tell(new TransportEvent.Error(error));
        if (fatal) {
            context.failed(error);
        }
    }

    private static Response response(String answer, Response.Status status) {
        return new Response(answer, status, null, null, List.of(), false, Map.of(), null);
    }

    private static String item(String answer) {
        return "said-" + answer;
    }

    private TransportListener listener() {
        return context.listener();
    }

    private void tell(TransportEvent event) {
        listener().onEvent(event);
    }
}
