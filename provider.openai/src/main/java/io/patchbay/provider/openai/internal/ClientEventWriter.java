package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import tools.jackson.databind.node.ObjectNode;

/** Writes commands as client events. The command's id becomes the event's. */
final class ClientEventWriter {

    private static final int MAX_ID = 512;

    private ClientEventWriter() {}

    /**
     * The event of a command.
     *
     * @param input the format in which the line takes caller's sound
     * @throws UnsupportedOperationException when this protocol has no word for it
     * @throws IllegalArgumentException naming what cannot be expressed
     */
    static ObjectNode write(Command command, AudioFormat input) {
        if (command instanceof Command.UpdateSession update) {
            ObjectNode event = event("session.update", command);
            event.set("session", SessionWriter.session(update.change()));
            return event;
        }
        if (command instanceof Command.CreateItem create) {
            return createItem(create, input);
        }
        if (command instanceof Command.RetrieveItem retrieve) {
            return event("conversation.item.retrieve", command).put("item_id", retrieve.itemId());
        }
        if (command instanceof Command.TruncateItem truncate) {
            return event("conversation.item.truncate", command)
                    .put("item_id", truncate.itemId())
                    .put("content_index", truncate.contentIndex())
                    .put("audio_end_ms", truncate.audioEndMillis());
        }
        if (command instanceof Command.DeleteItem delete) {
            return event("conversation.item.delete", command).put("item_id", delete.itemId());
        }
        if (command instanceof Command.CreateResponse create) {
            ObjectNode event = event("response.create", command);
            if (!create.options().isDefault()) {
                event.set("response", response(create.options(), input));
            }
            return event;
        }
        if (command instanceof Command.CancelResponse cancel) {
            ObjectNode event = event("response.cancel", command);
            return cancel.responseId() == null
                    ? event
                    : event.put("response_id", cancel.responseId());
        }
        if (command instanceof Command.CommitAudio) {
            return event("input_audio_buffer.commit", command);
        }
        if (command instanceof Command.ClearInputAudio) {
            return event("input_audio_buffer.clear", command);
        }
        if (command instanceof Command.ClearOutputAudio) {
            return event("output_audio_buffer.clear", command);
        }
        throw new UnsupportedOperationException(
                command instanceof Command.SpeechActivity
                        ? "the OpenAI protocol is not told when speech begins and ends; commit the"
                                + " sound instead"
                        : "the OpenAI protocol has no word for "
                                + command.getClass().getSimpleName());
    }

    private static ObjectNode event(String type, Command command) {
        String id = command.id();
        if (id.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    "a command's id has at most 512 characters, not " + id.length());
        }
        return Json.object().put("type", type).put("event_id", id);
    }

    private static ObjectNode createItem(Command.CreateItem create, AudioFormat input) {
        ObjectNode event = event("conversation.item.create", create);
        if (create.placement() instanceof Placement.After after) {
            event.put("previous_item_id", after.itemId());
        } else if (create.placement() instanceof Placement.First) {
            event.put("previous_item_id", "root");
        }
        event.set("item", ItemWriter.write(create.item(), input));
        if (create.extraJson() != null) {
            Json.merge(event, Json.object("extraJson", create.extraJson()));
        }
        return event;
    }

    private static ObjectNode response(ResponseOptions options, AudioFormat input) {
        ObjectNode response = SessionWriter.response(options.overrides());
        if (options.outOfBand()) {
            response.put("conversation", "none");
        }
        if (options.input() != null) {
            response.set("input", ItemWriter.writeAll(options.input(), input));
        }
        if (!options.metadata().isEmpty()) {
            ObjectNode metadata = response.putObject("metadata");
            options.metadata().forEach(metadata::put);
        }
        if (options.providerData() != null) {
            Json.merge(response, Json.object("providerData", options.providerData()));
        }
        return response;
    }
}
