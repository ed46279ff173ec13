package io.patchbay.provider.openai.internal;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportEvent.Progress;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the events of responses. */
final class ResponseEventReader {

    private final Profile profile;
    private final Consumer<TransportEvent> events;
    private final LineFormats formats;
    private final UnaskedAnswers answers;
    private final SpeechDecoder speech;

    ResponseEventReader(
            Profile profile,
            Consumer<TransportEvent> events,
            LineFormats formats,
            UnaskedAnswers answers,
            SpeechDecoder speech) {
        this.profile = profile;
        this.events = events;
        this.formats = formats;
        this.answers = answers;
        this.speech = speech;
    }

    /**
     * Reads an event.
     *
     * @return false when the type is none of this family
     */
    boolean read(String type, Fields event) {
        switch (type) {
            case "response.created" -> {
                Response response = response(event, false);
                if (response != null) {
                    events.accept(new TransportEvent.ResponseStarted(response));
                }
            }
            case "response.done" -> {
                Response response = response(event, true);
                if (response != null) {
                    formats.responseEnded(response.id());
                    events.accept(new TransportEvent.ResponseDone(response));
                }
            }
            case "response.output_item.added", "response.output_item.done" -> item(type, event);
            case "response.content_part.added", "response.content_part.done" ->
                    contentPart(type, event);
            case EventNames.AUDIO_DELTA -> audio(event);
            case "response.output_audio.done",
                    EventNames.TEXT_DELTA,
                    "response.output_text.done",
                    EventNames.TRANSCRIPT_DELTA,
                    "response.output_audio_transcript.done" ->
                    part(type, event);
            case EventNames.ARGUMENTS_DELTA, "response.mcp_call_arguments.delta" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(
                            new TransportEvent.ArgumentsDelta(
                                    event.wanted("response_id"),
                                    id,
                                    event.text("call_id"),
                                    event.text("delta", "")));
                }
            }
            case "response.function_call_arguments.done", "response.mcp_call_arguments.done" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(
                            new TransportEvent.ArgumentsDone(
                                    event.wanted("response_id"),
                                    id,
                                    event.text("call_id"),
                                    event.text("name"),
                                    event.text("arguments", "")));
                }
            }
            default -> {
                return outputBuffer(type, event) || mcp(type, event);
            }
        }
        return true;
    }

    private @Nullable Response response(Fields event, boolean over) {
        Fields object = event.object("response");
        if (object == null) {
            if (event.value("response") == null) {
                event.problem("response", "is missing");
            }
            return null;
        }
        Response response = answers.named(ResponseReader.read(object, event, over, formats), over);
        Fields audio = object.object("audio");
        Fields output = audio == null ? null : audio.object("output");
        String name = output == null ? "output_audio_format" : "format";
        Fields at = output == null ? object : output;
        var format = at.value(name);
        var known = format == null ? null : Sound.read(profile.sound().output(), format);
        if (known != null && !over) {
            formats.responseBegan(response.id(), known);
        } else if (format != null && known == null) {
            at.problem(name, "is not a known sound format");
        }
        return response;
    }

    private void item(String type, Fields event) {
        Fields object = event.object("item");
        if (object == null) {
            if (event.value("item") == null) {
                event.problem("item", "is missing");
            }
            return;
        }
        boolean done = type.endsWith(".done");
        var item =
                ItemReader.read(
                        object,
                        done ? ItemStatus.COMPLETED : ItemStatus.IN_PROGRESS,
                        formats.input(),
                        formats.output());
        String response = event.wanted("response_id");
        int index = event.index("output_index");
        events.accept(
                done
                        ? new TransportEvent.OutputItemDone(response, index, item)
                        : new TransportEvent.OutputItemAdded(response, index, item));
    }

    private void contentPart(String type, Fields event) {
        String id = event.required("item_id");
        Fields object = event.object("part");
        boolean done = type.endsWith(".done");
        if (object == null && event.value("part") == null && !done) { // its end may go without it
            event.problem("part", "is missing");
        }
        if (id == null || object == null) {
            return;
        }
        String response = event.wanted("response_id");
        int index = event.index("content_index");
        ContentPart part = ItemReader.part(object, Role.ASSISTANT, formats.output());
        events.accept(
                done
                        ? new TransportEvent.ContentPartDone(response, id, index, part)
                        : new TransportEvent.ContentPartAdded(response, id, index, part));
    }

    private void audio(Fields event) {
        String delta = event.required("delta");
        if (delta == null) {
            return;
        }
        byte[] sound;
        try {
            sound = Base64.getDecoder().decode(delta);
        } catch (IllegalArgumentException notBase64) {
            event.problem("delta", "is not base64");
            return;
        }
        speech.take(
                sound,
                event.text("response_id"),
                event.text("item_id"),
                event.index("content_index"));
    }

    private void part(String type, Fields event) {
        String item = event.required("item_id");
        if (item == null) {
            return;
        }
        String response = event.wanted("response_id");
        int index = event.index("content_index");
        events.accept(
                switch (type) {
                    case EventNames.TEXT_DELTA ->
                            new TransportEvent.TextDelta(
                                    response, item, index, event.text("delta", ""));
                    case "response.output_text.done" ->
                            new TransportEvent.TextDone(
                                    response, item, index, event.text("text", ""));
                    case EventNames.TRANSCRIPT_DELTA ->
                            new TransportEvent.TranscriptDelta(
                                    response, item, index, event.text("delta", ""));
                    case "response.output_audio_transcript.done" ->
                            new TransportEvent.TranscriptDone(
                                    response, item, index, event.text("transcript", ""));
                    default -> new TransportEvent.AudioDone(response, item, index);
                });
    }

    private boolean outputBuffer(String type, Fields event) {
        TransportEvent.OutputBuffer.State state =
                switch (type) {
                    case "output_audio_buffer.started" -> TransportEvent.OutputBuffer.State.STARTED;
                    case "output_audio_buffer.stopped" -> TransportEvent.OutputBuffer.State.STOPPED;
                    case "output_audio_buffer.cleared" -> TransportEvent.OutputBuffer.State.CLEARED;
                    default -> null;
                };
        if (state == null) {
            return false;
        }
        events.accept(new TransportEvent.OutputBuffer(state, event.text("response_id")));
        return true;
    }

    private boolean mcp(String type, Fields event) {
        Progress progress;
        if (type.endsWith(".in_progress")) {
            progress = Progress.IN_PROGRESS;
        } else if (type.endsWith(".completed")) {
            progress = Progress.COMPLETED;
        } else {
            progress = Progress.FAILED;
        }
        switch (type) {
            case "response.mcp_call.in_progress",
                    "response.mcp_call.completed",
                    "response.mcp_call.failed" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(new TransportEvent.McpCallProgress(id, progress));
                }
            }
            case "mcp_list_tools.in_progress",
                    "mcp_list_tools.completed",
                    "mcp_list_tools.failed" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(new TransportEvent.McpListProgress(id, progress));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
