package io.patchbay.provider.gemini.internal;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Command.CreateItem.Delivery;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes commands. The service confirms nothing: what is sent in order is taken in order, so that
 * an item counts as told when it was sent.
 */
final class CommandWriter {

    /** The members of a client message that an {@link Command.Extension} may be. */
    private static final Set<String> OWN =
            Set.of("realtimeInput", "clientContent", "toolResponse", "contextUpdate");

    private final CodecContext line;
    private final Dialogue dialogue;
    private final CallerTurns caller;
    private final PendingCalls calls;
    private final boolean manual;
    private final boolean resumed;
    private boolean untold;
    private boolean active;
    private boolean told;
    private long items;

    /**
     * A writer for one connection.
     *
     * @param manual whether this side tells when the caller speaks
     * @param resumed whether the service knows of calls that this connection has not seen
     */
    CommandWriter(
            CodecContext line,
            Dialogue dialogue,
            CallerTurns caller,
            PendingCalls calls,
            boolean manual,
            boolean resumed) {
        this.line = line;
        this.dialogue = dialogue;
        this.caller = caller;
        this.calls = calls;
        this.manual = manual;
        this.resumed = resumed;
    }

    void write(Command command) {
        if (command instanceof Command.Raw raw) {
            send(raw.json().getBytes(StandardCharsets.UTF_8));
        } else if (command instanceof Command.CreateItem create) {
            create(create);
        } else if (command instanceof Command.CreateResponse create) {
            answer(create);
        } else if (command instanceof Command.CommitAudio) {
            commit();
        } else if (command instanceof Command.SpeechActivity activity) {
            activity(activity.started());
        } else if (command instanceof Command.Extension own) {
            if (!OWN.contains(own.type())) {
                throw refused("has no message '" + own.type() + "', only " + OWN);
            }
            ObjectNode message = Json.object();
            message.set(own.type(), Json.object(own.type(), own.json()));
            send(message);
        } else {
            throw refused(why(command));
        }
    }

    private static String why(Command command) {
        if (command instanceof Command.UpdateSession) {
            return "takes its configuration at the opening; a change needs a new line";
        }
        if (command instanceof Command.CancelResponse) {
            return "cannot cancel an answer; it is interrupted by the caller's speech";
        }
        if (command instanceof Command.ClearInputAudio) {
            return "cannot forget sound that it was sent";
        }
        return "has no word for " + command.getClass().getSimpleName();
    }

    // ---- the caller's turns

    /**
     * Where this side tells of turns, and nobody says when the caller speaks, a turn begins with
     * its first sound.
     *
     * @return false when the line's queue is full
     */
    boolean beforeSound() {
        return !manual || told || active || begin();
    }

    private boolean begin() {
        active = send(input("activityStart"));
        return active;
    }

    private void activity(boolean started) {
        if (!manual) {
            throw refused("notices by itself when the caller speaks, unless turn detection is off");
        }
        told = true;
        if (started && !active) {
            begin();
        } else if (!started && active) {
            end();
        }
    }

    private void commit() {
        if (!manual) {
            send(input(null));
        } else if (active || begin()) {
            end();
        }
    }

    private void end() {
        if (send(input("activityEnd"))) {
            active = false;
            caller.commit();
        }
    }

    /**
     * An activity, or the end of the stream of sound, after which the service waits for no more.
     */
    private static ObjectNode input(@Nullable String activity) {
        ObjectNode message = Json.object();
        ObjectNode input = message.putObject("realtimeInput");
        if (activity == null) {
            input.put("audioStreamEnd", true);
        } else {
            input.putObject(activity);
        }
        return message;
    }

    // ---- the conversation

    private void create(Command.CreateItem command) {
        if (!(command.placement() instanceof Placement.End)) {
            throw refused("adds to the end of the conversation only");
        }
        if (command.extraJson() != null) {
            throw refused("has no members beside an item; use Command.Raw");
        }
        Item item = command.item();
        boolean sent =
                item instanceof Item.FunctionCallOutput output && open(output)
                        ? output(output, command.delivery())
                        : content(item);
        if (sent) {
            Item named = item.id().isEmpty() ? item.withId("own-" + ++items) : item;
            line.listener().onEvent(new TransportEvent.ItemAdded(named, Placement.END));
            line.listener().onEvent(new TransportEvent.ItemDone(named, Placement.END));
        }
    }

    /** Whether the service waits for this output; else it is of a call that is told again. */
    private boolean open(Item.FunctionCallOutput output) {
        return calls.name(output.callId()) != null
                || resumed && !calls.told().containsKey(output.callId());
    }

    private boolean output(Item.FunctionCallOutput output, Delivery delivery) {
        String name = calls.name(output.callId());
        ObjectNode message = Json.object();
        ObjectNode response =
                message.putObject("toolResponse").putArray("functionResponses").addObject();
        if (calls.named(output.callId())) {
            response.put("id", output.callId());
        }
        if (name != null) {
            response.put("name", name);
        }
        response.putObject("response").put("output", output.output());
        boolean background = calls.background(name);
        if (background) {
            response.put("scheduling", delivery.name());
        }
        if (!send(message)) {
            return false;
        }
        calls.forget(output.callId());
        dialogue.toolOutput(
                background,
                background && delivery == Delivery.SILENT,
                background && delivery == Delivery.INTERRUPT);
        return true;
    }

    private boolean content(Item item) {
        boolean sent = send(ContentWriter.item(item, calls.told()));
        if (sent) {
            untold = true;
            dialogue.told();
        }
        return sent;
    }

    private void answer(Command.CreateResponse command) {
        if (!command.options().isDefault()) {
            throw refused("answers as the session is configured, and in the conversation only");
        }
        if (dialogue.replyDue() && !untold) {
            return; // the service answers a tool's output without being asked
        }
        ObjectNode message = Json.object();
        message.putObject("clientContent").put("turnComplete", true);
        if (send(message)) {
            untold = false;
            dialogue.asked();
        }
    }

    // ---- the wire

    boolean send(ObjectNode message) {
        return send(Json.bytes(message));
    }

    /** Answers false when the queue was full: the transport saw it refuse, and says so. */
    private boolean send(byte[] message) {
        ByteBuffer target = line.output().begin(message.length);
        if (target == null) {
            return false;
        }
        target.put(0, message).position(message.length);
        line.output().end(WireKind.TEXT);
        return true;
    }

    private static UnsupportedOperationException refused(String why) {
        return new UnsupportedOperationException("Gemini " + why);
    }
}
