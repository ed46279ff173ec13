package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says to the service what a session asks for. Instructions and functions go by {@code
 * UpdateThink}, which replaces them: {@code UpdatePrompt} adds to what the model was told before,
 * so that an agent who takes over would go on being the former one as well.
 */
final class ClientMessages {

    private static final Set<ConfigField<?>> THINKING =
            Set.of(ConfigField.INSTRUCTIONS, ConfigField.TOOLS);
    private static final Set<ConfigField<?>> SPEAKING =
            Set.of(ConfigField.VOICE, ConfigField.SPEED);

    private final TransportListener listener;
    private final AgentSettings settings;
    private final Conversation conversation;
    private final InForce inForce;
    private final String sayBehaviour;
    private final Predicate<ObjectNode> send;

    /**
     * For one line.
     *
     * @param sayBehaviour how given words come between
     * @param send answers false when the line's queue is full
     */
    ClientMessages(
            TransportListener listener,
            AgentSettings settings,
            Conversation conversation,
            InForce inForce,
            String sayBehaviour,
            Predicate<ObjectNode> send) {
        this.listener = listener;
        this.settings = settings;
        this.conversation = conversation;
        this.inForce = inForce;
        this.sayBehaviour = sayBehaviour;
        this.send = send;
    }

    void write(Command command) {
        if (command instanceof Command.UpdateSession update) {
            update(update.change());
        } else if (command instanceof Command.CreateItem create) {
            create(create);
        } else if (command instanceof Command.CreateResponse create) {
            answer(create);
        } else if (command instanceof Command.Say say) {
            say(say);
        } else {
            throw refused(
                    "has no word for "
                            + command.getClass().getSimpleName()
                            + ": it takes turns, answers and stops by itself");
        }
    }

    private void update(SessionConfig change) {
        Set<ConfigField<?>> others = new HashSet<>(change.fields());
        others.removeAll(THINKING);
        others.removeAll(SPEAKING);
        if (!others.isEmpty()) {
            throw refused("does not change on an open line: " + others);
        }
        SessionConfig thinking = change.only(THINKING);
        SessionConfig speaking = change.only(SPEAKING);
        SessionConfig wanted = inForce.asked().with(change);
        // both are written before either is sent: what cannot be written changes nothing
        ObjectNode updateThink = settings.updateThink(wanted);
        ObjectNode updateSpeak = settings.updateSpeak(wanted);
        if (!thinking.isEmpty() && send.test(updateThink)) {
            inForce.askedThinking(thinking);
        }
        if (!speaking.isEmpty() && send.test(updateSpeak)) {
            inForce.askedSpeaking(speaking);
        }
        if (change.isEmpty()) {
            tell(new TransportEvent.SessionUpdated(inForce.confirmed()));
        }
    }

    private void create(Command.CreateItem command) {
        if (!(command.placement() instanceof Placement.End)) {
            throw refused("adds to the end of the conversation only");
        }
        if (command.item() instanceof Item.FunctionCallOutput output) {
            ObjectNode message =
                    Json.message("FunctionCallResponse")
                            .put("id", output.callId())
                            .put("name", conversation.calls().name(output.callId()))
                            .put("content", output.output());
            if (send.test(message)) {
                taken(output);
            }
        } else if (command.item() instanceof Item.Message message
                && message.role() != Role.ASSISTANT) {
            String text = typed(message);
            if (send.test(Json.message("InjectUserMessage").put("content", text))) {
                conversation.injected().typed(text);
                taken(message);
            }
        } else {
            throw refused(
                    "takes what the caller types and what functions come to; anything else it is"
                            + " told when a line opens, and not later");
        }
    }

    /** What is typed; a note of the session's own goes the same way, for want of another one. */
    private static String typed(Item.Message message) {
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.InputImage) {
                throw refused("sees no pictures");
            }
        }
        String text = message.inWriting().text();
        if (text.isBlank()) {
            throw new IllegalArgumentException("the message has no words");
        }
        return text;
    }

    /** The service confirms nothing: what is sent in order is taken in order, and answered. */
    private void taken(Item item) {
        conversation.answerOwed();
        Item named = item.id().isEmpty() ? item.withId(conversation.ownId()) : item;
        tell(new TransportEvent.ItemAdded(named, Placement.END));
        tell(new TransportEvent.ItemDone(named, Placement.END));
    }

    /** Nothing is sent: the service was told already what it answers. */
    private void answer(Command.CreateResponse command) {
        if (!command.options().isDefault()) {
            throw refused("answers as it was configured, and not otherwise for once");
        }
        if (!conversation.answers()) {
            throw refused("answers by itself when it is told something, and cannot be asked to");
        }
    }

    private void say(Command.Say say) {
        ObjectNode message = Json.message("InjectAgentMessage").put("message", say.text());
        if (!sayBehaviour.equals("default")) {
            message.put("behavior", sayBehaviour);
        }
        if (send.test(message)) {
            conversation.injected().say(say.id(), say.text());
        }
    }

    private static UnsupportedOperationException refused(String why) {
        return new UnsupportedOperationException("Deepgram's agent " + why);
    }

    private void tell(TransportEvent event) {
        listener.onEvent(event);
    }
}
