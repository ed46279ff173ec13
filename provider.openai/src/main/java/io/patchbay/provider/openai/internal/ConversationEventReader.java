package io.patchbay.provider.openai.internal;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the events around the conversation and what the caller says. */
final class ConversationEventReader {

    private final Profile profile;
    private final Consumer<TransportEvent> events;
    private final LineFormats formats;
    private final ConfirmedWords confirmed = new ConfirmedWords();
    private String whole = "";

    ConversationEventReader(Profile profile, Consumer<TransportEvent> events, LineFormats formats) {
        this.profile = profile;
        this.events = events;
        this.formats = formats;
    }

    /**
     * Reads an event.
     *
     * @return false when the type is none of this family
     */
    boolean read(String type, Fields event) {
        switch (type) {
            case "conversation.created" -> conversation(event);
            case "conversation.item.added" -> added(event);
            case "conversation.item.created" -> created(event);
            case "conversation.item.done" -> done(event);
            case "conversation.item.retrieved" -> {
                Item item = item(event, ItemStatus.COMPLETED);
                if (item != null) {
                    events.accept(new TransportEvent.ItemRetrieved(item));
                }
            }
            case "conversation.item.truncated" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(
                            new TransportEvent.ItemTruncated(
                                    id,
                                    event.index("content_index"),
                                    event.whole("audio_end_ms", 0)));
                }
            }
            case "conversation.item.deleted" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(new TransportEvent.ItemDeleted(id));
                }
            }
            case EventNames.INPUT_TRANSCRIPT_DELTA,
                    "conversation.item.input_audio_transcription.segment",
                    "conversation.item.input_audio_transcription.updated",
                    "conversation.item.input_audio_transcription.completed",
                    "conversation.item.input_audio_transcription.failed" ->
                    transcription(type, event);
            default -> {
                return input(type, event);
            }
        }
        return true;
    }

    private void conversation(Fields event) {
        Fields conversation = event.object("conversation");
        String id = conversation == null ? null : conversation.required("id");
        if (id != null) {
            events.accept(new TransportEvent.ConversationCreated(id));
            if (profile.has(Quirk.RESUMES_BY_CONVERSATION)) {
                resumption(event, id);
            }
        } else if (conversation == null) {
            event.required("conversation");
        }
    }

    private void resumption(Fields event, String id) {
        Secret handle;
        try {
            handle = Secret.of(id);
        } catch (IllegalArgumentException unusable) {
            event.problem("conversation.id", "is no name to come back with");
            return;
        }
        events.accept(new TransportEvent.Resumption(new ResumptionHandle("openai", handle, null)));
    }

    private void added(Fields event) {
        Item item = item(event, ItemStatus.IN_PROGRESS);
        if (item != null) {
            events.accept(new TransportEvent.ItemAdded(item, placement(event)));
        }
    }

    /**
     * The beta's single event: an item that is whole already will not be heard of again, except by
     * services that say today's {@code done} too.
     */
    private void created(Fields event) {
        Item item = item(event, ItemStatus.IN_PROGRESS);
        if (item != null) {
            Placement placement = placement(event);
            events.accept(new TransportEvent.ItemAdded(item, placement));
            if (item.status() == ItemStatus.COMPLETED) {
                whole = item.id();
                events.accept(new TransportEvent.ItemDone(item, placement));
            }
        }
    }

    private void done(Fields event) {
        Item item = item(event, ItemStatus.COMPLETED);
        if (item != null && (item.id().isEmpty() || !item.id().equals(whole))) {
            events.accept(new TransportEvent.ItemDone(item, placement(event)));
        }
    }

    private @Nullable Item item(Fields event, ItemStatus status) {
        Fields item = event.object("item");
        if (item == null) {
            if (event.value("item") == null) {
                event.problem("item", "is missing");
            }
            return null;
        }
        return ItemReader.read(item, status, formats.input(), formats.output());
    }

    /** Null says first, nothing says last. */
    private static Placement placement(Fields event) {
        if (event.isNull("previous_item_id")) {
            return Placement.FIRST;
        }
        String previous = event.text("previous_item_id");
        return previous == null ? Placement.END : Placement.after(previous);
    }

    private void transcription(String type, Fields event) {
        String id = event.required("item_id");
        if (id == null) {
            return;
        }
        int index = event.index("content_index");
        switch (type) {
            case EventNames.INPUT_TRANSCRIPT_DELTA -> heard(event, id, index);
            case "conversation.item.input_audio_transcription.segment" -> segment(event, id, index);
            case "conversation.item.input_audio_transcription.updated" ->
                    snapshot(event, id, index);
            case "conversation.item.input_audio_transcription.completed" -> {
                if ("in_progress".equals(event.text("status"))) {
                    snapshot(event, id, index);
                    return;
                }
                Fields usage = event.object("usage");
                events.accept(
                        new TransportEvent.InputTranscriptDone(
                                id,
                                index,
                                event.text("transcript", ""),
                                usage == null ? null : ResponseReader.transcription(usage)));
            }
            default -> {
                Fields error = event.object("error");
                events.accept(
                        new TransportEvent.InputTranscriptFailed(
                                id,
                                index,
                                error == null ? unexplained() : ErrorClassifier.read(error)));
            }
        }
    }

    /** More words; with Qwen all of them so far, of which those in {@code text} are certain. */
    private void heard(Fields event, String id, int index) {
        boolean whole = !event.has("delta") && event.has("text");
        String words = whole ? confirmed.more(id, event.text("text", "")) : event.text("delta", "");
        if (!whole || !words.isEmpty()) {
            events.accept(new TransportEvent.InputTranscriptDelta(id, index, words));
        }
    }

    /** The whole text so far, in place of what was added to it. */
    private void snapshot(Fields event, String id, int index) {
        String added = confirmed.more(id, event.text("transcript", ""));
        if (!added.isEmpty()) {
            events.accept(new TransportEvent.InputTranscriptDelta(id, index, added));
        }
    }

    private static ProviderError unexplained() {
        return new ProviderError(
                "error",
                null,
                "transcription failed without a reason",
                null,
                null,
                ProviderError.Severity.RECOVERABLE);
    }

    private void segment(Fields event, String id, int index) {
        Double start = event.numberOrNull("start");
        Double end = event.numberOrNull("end");
        events.accept(
                new TransportEvent.InputTranscriptSegment(
                        id,
                        index,
                        event.text("id", ""),
                        event.text("text", ""),
                        event.text("speaker"),
                        start == null ? 0 : start,
                        end == null ? 0 : end));
    }

    private boolean input(String type, Fields event) {
        switch (type) {
            case "input_audio_buffer.speech_started" ->
                    events.accept(
                            new TransportEvent.SpeechStarted(
                                    event.text("item_id"), event.whole("audio_start_ms", 0)));
            case "input_audio_buffer.speech_stopped" ->
                    events.accept(
                            new TransportEvent.SpeechStopped(
                                    event.text("item_id"), event.whole("audio_end_ms", 0)));
            case "input_audio_buffer.committed" -> {
                String id = event.required("item_id");
                if (id != null) {
                    events.accept(new TransportEvent.InputCommitted(id, placement(event)));
                }
            }
            case "input_audio_buffer.cleared" -> events.accept(new TransportEvent.InputCleared());
            case "input_audio_buffer.timeout_triggered" ->
                    events.accept(
                            new TransportEvent.InputTimeout(
                                    event.wanted("item_id"),
                                    event.whole("audio_start_ms", 0),
                                    event.whole("audio_end_ms", 0)));
            case "input_audio_buffer.dtmf_event_received" -> {
                String key = event.required("event");
                if (key != null) {
                    events.accept(new TransportEvent.DtmfReceived(key));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
