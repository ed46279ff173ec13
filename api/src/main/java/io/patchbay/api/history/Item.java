package io.patchbay.api.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a conversation. Immutable. An id may be empty on an item that a client creates and
 * leaves to the server to name; in a history it never is.
 */
public sealed interface Item {

    /** The conversation's name for the item; empty when the server shall choose. */
    String id();

    /** The same item under another id. */
    Item withId(String id);

    /** How far it has come. */
    default ItemStatus status() {
        return ItemStatus.COMPLETED;
    }

    /** Words, sound and pictures of one speaker. */
    record Message(String id, Role role, List<ContentPart> content, ItemStatus status)
            implements Item {
        /** Checks for null and copies the list. */
        public Message {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(status, "status");
            content = List.copyOf(content);
        }

        /** A caller's typed message; the server names it. */
        public static Message user(String text) {
            return new Message(
                    "", Role.USER, List.of(new ContentPart.InputText(text)), ItemStatus.COMPLETED);
        }

        /** A caller's picture; the server names the message. */
        public static Message image(String url) {
            return new Message(
                    "",
                    Role.USER,
                    List.of(new ContentPart.InputImage(url, null)),
                    ItemStatus.COMPLETED);
        }

        /** Context from the operator; the server names it. */
        public static Message system(String text) {
            return new Message(
                    "",
                    Role.SYSTEM,
                    List.of(new ContentPart.InputText(text)),
                    ItemStatus.COMPLETED);
        }

        /**
         * Words of the model that were said elsewhere, or are to be remembered as said; the server
         * names the message.
         */
        public static Message assistant(String text) {
            return new Message(
                    "",
                    Role.ASSISTANT,
                    List.of(new ContentPart.OutputText(text)),
                    ItemStatus.COMPLETED);
        }

        @Override
        public Message withId(String id) {
            return new Message(id, role, content, status);
        }

        /**
         * The same message with speech as written words: the way in which what the model said can
         * be put into a conversation again. Of speech that was cut short it is what was heard.
         * Speech without known words is left out.
         */
        public Message inWriting() {
            List<ContentPart> written = new ArrayList<>(content.size());
            for (ContentPart part : content) {
                if (part instanceof ContentPart.OutputAudio spoken) {
                    HeardText heard = spoken.heard();
                    String words = heard == null ? spoken.transcript() : heard.text();
                    if (words != null && !words.isEmpty()) {
                        written.add(new ContentPart.OutputText(words));
                    }
                } else if (part instanceof ContentPart.InputAudio spoken) {
                    if (spoken.transcript() != null && !spoken.transcript().isEmpty()) {
                        written.add(new ContentPart.InputText(spoken.transcript()));
                    }
                } else {
                    written.add(part);
                }
            }
            return new Message(id, role, written, status);
        }

        /**
         * All words of the message, typed, written and spoken, joined by a blank; empty when there
         * are none yet.
         */
        public String text() {
            StringBuilder text = new StringBuilder();
            for (ContentPart part : content) {
                String words = words(part);
                if (words != null && !words.isEmpty()) {
                    text.append(text.isEmpty() ? "" : " ").append(words);
                }
            }
            return text.toString();
        }

        private static @Nullable String words(ContentPart part) {
            if (part instanceof ContentPart.InputText p) {
                return p.text();
            }
            if (part instanceof ContentPart.InputAudio p) {
                return p.transcript();
            }
            if (part instanceof ContentPart.OutputText p) {
                return p.text();
            }
            return part instanceof ContentPart.OutputAudio p ? p.transcript() : null;
        }
    }

    /**
     * The model wants a function called.
     *
     * @param callId names the call; its output refers to it
     * @param name the function
     * @param arguments the model's arguments, JSON text, possibly broken
     */
    record FunctionCall(String id, String callId, String name, String arguments, ItemStatus status)
            implements Item {
        /** Checks for null. */
        public FunctionCall {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(callId, "callId");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
            Objects.requireNonNull(status, "status");
        }

        @Override
        public FunctionCall withId(String id) {
            return new FunctionCall(id, callId, name, arguments, status);
        }
    }

    /** What a function call came to. */
    record FunctionCallOutput(String id, String callId, String output) implements Item {
        /** Checks for null. */
        public FunctionCallOutput {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(callId, "callId");
            Objects.requireNonNull(output, "output");
        }

        /** The output of a call; the server names the item. */
        public static FunctionCallOutput of(String callId, String output) {
            return new FunctionCallOutput("", callId, output);
        }

        @Override
        public FunctionCallOutput withId(String id) {
            return new FunctionCallOutput(id, callId, output);
        }
    }

    /**
     * A tool that the provider runs by itself on an MCP server.
     *
     * @param output null until there is one
     * @param errorJson the provider's error object, or null
     */
    record McpCall(
            String id,
            String serverLabel,
            String name,
            String arguments,
            @Nullable String output,
            @Nullable String errorJson,
            @Nullable String approvalRequestId,
            ItemStatus status)
            implements Item {
        /** Checks for null. */
        public McpCall {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(serverLabel, "serverLabel");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
            Objects.requireNonNull(status, "status");
        }

        @Override
        public McpCall withId(String id) {
            return new McpCall(
                    id, serverLabel, name, arguments, output, errorJson, approvalRequestId, status);
        }
    }

    /**
     * The tools that an MCP server offers.
     *
     * @param toolsJson the provider's list, a JSON array
     */
    record McpListTools(String id, String serverLabel, String toolsJson) implements Item {
        /** Checks for null. */
        public McpListTools {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(serverLabel, "serverLabel");
            Objects.requireNonNull(toolsJson, "toolsJson");
        }

        @Override
        public McpListTools withId(String id) {
            return new McpListTools(id, serverLabel, toolsJson);
        }
    }

    /** The provider asks whether it may run an MCP tool. */
    record McpApprovalRequest(String id, String serverLabel, String name, String arguments)
            implements Item {
        /** Checks for null. */
        public McpApprovalRequest {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(serverLabel, "serverLabel");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
        }

        @Override
        public McpApprovalRequest withId(String id) {
            return new McpApprovalRequest(id, serverLabel, name, arguments);
        }
    }

    /** The answer to a {@link McpApprovalRequest}. */
    record McpApprovalResponse(
            String id, String approvalRequestId, boolean approve, @Nullable String reason)
            implements Item {
        /** Checks for null. */
        public McpApprovalResponse {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(approvalRequestId, "approvalRequestId");
        }

        @Override
        public McpApprovalResponse withId(String id) {
            return new McpApprovalResponse(id, approvalRequestId, approve, reason);
        }
    }

    /**
     * An item of a kind that this version does not know.
     *
     * @param type the provider's name of the kind
     * @param json the item as it came, a JSON object
     */
    record Extension(String id, String type, String json) implements Item {
        /** Checks for null. */
        public Extension {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(json, "json");
        }

        @Override
        public Extension withId(String id) {
            return new Extension(id, type, json);
        }
    }
}
