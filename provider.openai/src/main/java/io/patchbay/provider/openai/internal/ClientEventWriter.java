package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Writes commands as client events of a profile. The command's id becomes the event's. */
final class ClientEventWriter {

    private static final int MAX_ID = 512;

    private final Profile profile;

    ClientEventWriter(Profile profile) {
        this.profile = profile;
    }

    /**
     * The event of a command.
     *
     * @param input the format in which the line takes caller's sound
     * @throws UnsupportedOperationException when this protocol has no word for it
     * @throws IllegalArgumentException naming what cannot be expressed
     */
    ObjectNode write(Command command, AudioFormat input) {
        require(command);
        if (command instanceof Command.UpdateSession update) {
            ObjectNode event = event("session.update", command);
            event.set("session", SessionWriter.session(profile, update.change()));
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
        if (command instanceof Command.Say say && profile.has(Feature.SAY)) {
            return say(say);
        }
        throw new UnsupportedOperationException(
                command instanceof Command.SpeechActivity
                        ? "the OpenAI protocol is not told when speech begins and ends; commit the"
                                + " sound instead"
                        : "the OpenAI protocol has no word for "
                                + command.getClass().getSimpleName());
    }

    /** Given words, in one of the two ways in which services take them. */
    private ObjectNode say(Command.Say say) {
        ObjectNode words =
                Json.object().put("type", profile.names().assistantText()).put("text", say.text());
        ObjectNode item = Json.object().put("role", "assistant");
        item.putArray("content").add(words);
        if (profile.has(Quirk.FORCE_MESSAGE)) {
            ObjectNode event = event("conversation.item.create", say);
            event.set("item", item.put("type", "force_message"));
            return event;
        }
        ObjectNode event = event("response.create", say);
        ObjectNode response = event.putObject("response");
        response.set("pre_generated_assistant_message", item.put("type", "message"));
        response.putObject("metadata").put(Command.Say.METADATA, say.id());
        return event;
    }

    private ItemWriter items(AudioFormat input) {
        return new ItemWriter(profile, input);
    }

    /** What the dialect has a word for, but this service does not take. */
    private void require(Command command) {
        if (command instanceof Command.UpdateSession update) {
            require(
                    profile.has(Feature.HOSTED_MCP)
                            || update.change().value(ConfigField.TOOLS).orElse(List.of()).stream()
                                    .noneMatch(HostedMcpTool.class::isInstance),
                    "runs no tools of MCP servers");
        } else if (command instanceof Command.TruncateItem) {
            require(profile.has(Feature.TRUNCATE), "takes nothing back of what it has said");
        } else if (command instanceof Command.CancelResponse) {
            require(profile.has(Feature.CANCEL), "cancels no answer on request");
        } else if (command instanceof Command.CommitAudio) {
            require(profile.has(Feature.MANUAL_TURNS), "ends the caller's turns by itself");
        } else if (command instanceof Command.DeleteItem
                || command instanceof Command.RetrieveItem) {
            require(
                    profile.has(Feature.HISTORY_EDITS),
                    "neither gives nor deletes items of a conversation");
        } else if (command instanceof Command.ClearOutputAudio) {
            require(profile.has(Side.OFFERS), "buffers no sound of its own");
        } else if (command instanceof Command.CreateItem create) {
            requireItem(create.item());
        } else if (command instanceof Command.CreateResponse create) {
            require(
                    profile.has(Feature.OUT_OF_BAND_RESPONSES)
                            || !create.options().outOfBand() && create.options().input() == null,
                    "has no answers beside the conversation");
            require(
                    profile.has(Feature.PER_RESPONSE_OVERRIDES)
                            || create.options().overrides().isEmpty(),
                    "takes no settings for a single answer");
        }
    }

    private void requireItem(Item item) {
        require(
                profile.has(Feature.TEXT_INPUT) || item instanceof Item.FunctionCallOutput,
                "takes no items but the outputs of tools");
        require(
                profile.has(Feature.IMAGE_INPUT)
                        || !(item instanceof Item.Message message)
                        || message.content().stream()
                                .noneMatch(ContentPart.InputImage.class::isInstance),
                "takes no pictures");
    }

    private void require(boolean fine, String otherwise) {
        if (!fine) {
            throw new UnsupportedOperationException(
                    "the profile " + profile.name() + " " + otherwise);
        }
    }

    private static ObjectNode event(String type, Command command) {
        String id = command.id();
        if (id.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    "a command's id has at most 512 characters, not " + id.length());
        }
        return Json.object().put("type", type).put("event_id", id);
    }

    private ObjectNode createItem(Command.CreateItem create, AudioFormat input) {
        ObjectNode event = event("conversation.item.create", create);
        if (create.placement() instanceof Placement.After after) {
            event.put("previous_item_id", after.itemId());
        } else if (create.placement() instanceof Placement.First) {
            event.put("previous_item_id", "root");
        }
        event.set("item", items(input).write(create.item()));
        if (create.extraJson() != null) {
            Json.merge(event, Json.object("extraJson", create.extraJson()));
        }
        return event;
    }

    private ObjectNode response(ResponseOptions options, AudioFormat input) {
        ObjectNode response = SessionWriter.response(profile, options.overrides());
        if (options.outOfBand()) {
            response.put("conversation", "none");
        }
        if (options.input() != null) {
            response.set("input", items(input).writeAll(options.input()));
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
