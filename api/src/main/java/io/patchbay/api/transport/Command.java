package io.patchbay.api.transport;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session asks of a model. Sound is not among them ({@link RealtimeTransport#sendAudio}).
 * Each command has an id, at most 512 characters, that a provider's error refers to.
 */
public sealed interface Command {

    /** Names the command; unique in its session. */
    String id();

    /**
     * Changes the configuration.
     *
     * @param change only what it names changes: absent fields stay, cleared fields are cleared
     */
    record UpdateSession(String id, SessionConfig change) implements Command {
        /** Checks for null. */
        public UpdateSession {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(change, "change");
        }

        /** With an id of its own. */
        public static UpdateSession of(SessionConfig change) {
            return new UpdateSession(CommandIds.next(), change);
        }
    }

    /** The caller's turn ends here (turns without server detection). */
    record CommitAudio(String id) implements Command {
        /** Checks for null. */
        public CommitAudio {
            Objects.requireNonNull(id, "id");
        }

        /** With an id of its own. */
        public static CommitAudio now() {
            return new CommitAudio(CommandIds.next());
        }
    }

    /** Forgets caller's sound that is not committed. */
    record ClearInputAudio(String id) implements Command {
        /** Checks for null. */
        public ClearInputAudio {
            Objects.requireNonNull(id, "id");
        }

        /** With an id of its own. */
        public static ClearInputAudio now() {
            return new ClearInputAudio(CommandIds.next());
        }
    }

    /** Forgets the model's sound in the provider's output buffer (lines that have one). */
    record ClearOutputAudio(String id) implements Command {
        /** Checks for null. */
        public ClearOutputAudio {
            Objects.requireNonNull(id, "id");
        }

        /** With an id of its own. */
        public static ClearOutputAudio now() {
            return new ClearOutputAudio(CommandIds.next());
        }
    }

    /**
     * The caller begins or ends to speak, as noticed on this side (providers that are told).
     *
     * @param started true at the beginning
     */
    record SpeechActivity(String id, boolean started) implements Command {
        /** Checks for null. */
        public SpeechActivity {
            Objects.requireNonNull(id, "id");
        }

        /** With an id of its own. */
        public static SpeechActivity of(boolean started) {
            return new SpeechActivity(CommandIds.next(), started);
        }
    }

    /**
     * Puts an item into the conversation.
     *
     * @param placement where
     * @param extraJson members merged into the provider's event, a JSON object, or null
     * @param delivery how a tool's output is to be taken by a provider that answers it without
     *     being asked; others do not look at it
     */
    record CreateItem(
            String id,
            Item item,
            Placement placement,
            @Nullable String extraJson,
            Delivery delivery)
            implements Command {
        /** How a tool's output is taken by a model that answers by itself. */
        public enum Delivery {
            /** It answers when it has said what it is saying. */
            WHEN_IDLE,
            /** It answers at once, whatever it is saying. */
            INTERRUPT,
            /** It takes note, and answers nothing. */
            SILENT
        }

        /** An item that is answered when the model is idle. */
        public CreateItem(String id, Item item, Placement placement, @Nullable String extraJson) {
            this(id, item, placement, extraJson, Delivery.WHEN_IDLE);
        }

        /** Checks for null. */
        public CreateItem {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(item, "item");
            Objects.requireNonNull(placement, "placement");
            Objects.requireNonNull(delivery, "delivery");
        }

        /** At the end. */
        public static CreateItem append(Item item) {
            return new CreateItem(CommandIds.next(), item, Placement.END, null);
        }

        /**
         * A tool's output, at the end, under the item's id.
         *
         * @param delivery how a provider that answers by itself is to take it
         */
        public static CreateItem output(Item.FunctionCallOutput output, Delivery delivery) {
            return new CreateItem(CommandIds.next(), output, Placement.END, null, delivery);
        }

        /** At any place. */
        public static CreateItem at(Placement placement, Item item) {
            return new CreateItem(CommandIds.next(), item, placement, null);
        }

        /** After another item. */
        public static CreateItem after(String previousItemId, Item item) {
            return new CreateItem(CommandIds.next(), item, Placement.after(previousItemId), null);
        }
    }

    /**
     * Speaks the given words as they are, natively ({@link io.patchbay.api.provider.Feature#SAY}).
     * The response that speaks them carries {@link #id()} in its metadata under {@link #METADATA};
     * when it is out of band the runtime adds the words to the conversation afterwards.
     */
    record Say(String id, String text) implements Command {
        /** The key of the metadata by which the response is recognised. */
        public static final String METADATA = "patchbay_say";

        /** Checks for null. */
        public Say {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(text, "text");
        }
    }

    /** Asks for an item with all that the provider keeps of it, sound included. */
    record RetrieveItem(String id, String itemId) implements Command {
        /** Checks for null. */
        public RetrieveItem {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(itemId, "itemId");
        }

        /** With an id of its own. */
        public static RetrieveItem of(String itemId) {
            return new RetrieveItem(CommandIds.next(), itemId);
        }
    }

    /**
     * Cuts from the model's memory what the caller did not hear.
     *
     * @param audioEndMillis how much was heard, in milliseconds of generated sound
     */
    record TruncateItem(String id, String itemId, int contentIndex, long audioEndMillis)
            implements Command {
        /** Checks for null. */
        public TruncateItem {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(itemId, "itemId");
        }

        /** With an id of its own. */
        public static TruncateItem of(String itemId, int contentIndex, long audioEndMillis) {
            return new TruncateItem(CommandIds.next(), itemId, contentIndex, audioEndMillis);
        }
    }

    /** Takes an item out of the conversation. */
    record DeleteItem(String id, String itemId) implements Command {
        /** Checks for null. */
        public DeleteItem {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(itemId, "itemId");
        }

        /** With an id of its own. */
        public static DeleteItem of(String itemId) {
            return new DeleteItem(CommandIds.next(), itemId);
        }
    }

    /** Asks for a response. */
    record CreateResponse(String id, ResponseOptions options) implements Command {
        /** Checks for null. */
        public CreateResponse {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(options, "options");
        }

        /** With an id of its own. */
        public static CreateResponse of(ResponseOptions options) {
            return new CreateResponse(CommandIds.next(), options);
        }
    }

    /**
     * Cancels a response.
     *
     * @param responseId which, or null for the running one of the conversation
     */
    record CancelResponse(String id, @Nullable String responseId) implements Command {
        /** Checks for null. */
        public CancelResponse {
            Objects.requireNonNull(id, "id");
        }

        /** The running response of the conversation, with an id of its own. */
        public static CancelResponse current() {
            return new CancelResponse(CommandIds.next(), null);
        }

        /** One response, with an id of its own. */
        public static CancelResponse of(String responseId) {
            return new CancelResponse(
                    CommandIds.next(), Objects.requireNonNull(responseId, "responseId"));
        }
    }

    /**
     * A provider's event as it is.
     *
     * @param json a JSON object; sent without a change
     */
    record Raw(String id, String json) implements Command {
        /** Checks for null. */
        public Raw {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(json, "json");
        }

        /** With an id of its own, which the JSON does not carry. */
        public static Raw of(String json) {
            return new Raw(CommandIds.next(), json);
        }

        /** The size only: content is not for logs. */
        @Override
        public String toString() {
            return "Raw[" + id + ", " + json.length() + " characters]";
        }
    }

    /**
     * Something only one provider has a word for; a codec that does not know the type refuses it.
     *
     * @param type the codec's name for it
     * @param json its content
     */
    record Extension(String id, String type, String json) implements Command {
        /** Checks for null. */
        public Extension {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(json, "json");
        }
    }
}
