package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Tells a provider as typed words what it takes in no other way: instructions for one answer, which
 * the history does not show; and, where nothing can be put into its conversation, what a system
 * says, and what came of a call that it did not make on this line.
 */
final class TypedWords extends StandIn {
    private static final String ANSWER = "(Answer what was said last.)";

    private final boolean instructs;
    private final boolean closed;
    private final boolean answersItself;
    private String standing = "";

    /** Whether the line knows a conversation, and nothing was said on it since. */
    private boolean quiet;

    /** Calls without an output when the line opened. */
    private Map<String, Item.FunctionCall> open = Map.of();

    /** What the session believes to have said, by the id of the item. */
    private final Map<String, Item> told = new HashMap<>(0);

    private final Set<String> hidden = new HashSet<>(0);
    private int count;

    TypedWords(RealtimeTransport far, ProviderCapabilities provider) {
        super(far);
        instructs = !provider.has(Feature.PER_RESPONSE_OVERRIDES);
        closed = !provider.has(Feature.HISTORY_EDITS);
        answersItself = provider.has(Feature.AUTOMATIC_TOOL_REPLY);
    }

    @Override
    ConnectRequest opening(ConnectRequest wanted) {
        standing = wanted.config().value(ConfigField.INSTRUCTIONS).orElse("");
        quiet = !wanted.history().isEmpty();
        Set<String> answered = new HashSet<>();
        for (Item item : wanted.history()) {
            if (item instanceof Item.FunctionCallOutput output) {
                answered.add(output.callId());
            }
        }
        List<Item> history = new ArrayList<>(wanted.history().size());
        Map<String, Item.FunctionCall> without = new HashMap<>(0);
        for (Item item : wanted.history()) {
            if (item instanceof Item.FunctionCall call && !answered.contains(call.callId())) {
                without.put(call.callId(), call);
            } else {
                history.add(item);
            }
        }
        if (without.isEmpty()) {
            return wanted;
        }
        open = without;
        return new ConnectRequest(
                wanted.loop(),
                wanted.endpoint(),
                wanted.codec(),
                wanted.config(),
                wanted.model(),
                wanted.callId(),
                wanted.resumption(),
                wanted.timeout(),
                history);
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        if (command instanceof Command.CreateItem create) {
            quiet = false;
            return closed ? item(create) : super.send(create);
        }
        if (command instanceof Command.CreateResponse create && !create.options().outOfBand()) {
            return instructs ? answer(create) : super.send(create);
        }
        if (command instanceof Command.UpdateSession update
                && update.change().get(ConfigField.INSTRUCTIONS)
                        instanceof ConfigValue.Set<String> now) {
            standing = now.value();
        }
        return super.send(command);
    }

    private CompletionStage<Receipt> item(Command.CreateItem create) {
        Item item = create.item();
        if (item instanceof Item.FunctionCallOutput output && open.containsKey(output.callId())) {
            return typed(create, inWords(open.get(output.callId()), output));
        }
        if (!(item instanceof Item.Message message)) {
            return super.send(create);
        }
        if (message.role() == Role.SYSTEM) {
            return typed(create, "(" + message.text() + ")");
        }
        if (message.role() == Role.ASSISTANT) {
            // it was said here, and a later line is told of it when it opens
            tellLater(new TransportEvent.ItemAdded(message, create.placement()));
            tellLater(new TransportEvent.ItemDone(message, create.placement()));
            return done(create);
        }
        return super.send(create);
    }

    private CompletionStage<Receipt> typed(Command.CreateItem create, String words) {
        String id = create.item().id();
        told.put(id, create.item());
        return super.send(
                new Command.CreateItem(
                        create.id(),
                        Item.Message.user(words).withId(id),
                        Placement.END,
                        null,
                        create.delivery()));
    }

    private static String inWords(Item.FunctionCall call, Item.FunctionCallOutput output) {
        return "(The tool '"
                + call.name()
                + "', which you called before with "
                + call.arguments()
                + ", has come to this: "
                + output.output()
                + ")";
    }

    private CompletionStage<Receipt> answer(Command.CreateResponse create) {
        ResponseOptions options = create.options();
        SessionConfig once = options.overrides();
        String words = once.value(ConfigField.INSTRUCTIONS).orElse("");
        if (!standing.isEmpty() && words.startsWith(standing + "\n\n")) {
            words = words.substring(standing.length() + 2); // it has those already
        }
        if (words.isEmpty() && quiet && answersItself) {
            words = ANSWER; // it was told all it knows before, and answers what it is told now
        }
        quiet = false;
        Command plain =
                options.isDefault()
                        ? create
                        : new Command.CreateResponse(create.id(), ResponseOptions.DEFAULT);
        if (words.isEmpty()) {
            return super.send(plain);
        }
        String id = "once_" + ++count + "_" + create.id();
        hidden.add(id);
        String text = words.startsWith("(") ? words : "(" + words + ")";
        CompletionStage<Receipt> said =
                super.send(Command.CreateItem.append(Item.Message.user(text).withId(id)));
        return said.thenCombine(super.send(plain), (typed, asked) -> asked);
    }

    @Override
    public void onEvent(TransportEvent event) {
        if (event instanceof TransportEvent.InputCommitted) {
            quiet = false;
        } else if (event instanceof TransportEvent.ItemAdded e && ours(e.item())) {
            Item item = told.get(e.item().id());
            if (item != null) {
                tell(new TransportEvent.ItemAdded(item, e.placement()));
            }
            return;
        } else if (event instanceof TransportEvent.ItemDone e && ours(e.item())) {
            hidden.remove(e.item().id());
            Item item = told.remove(e.item().id());
            if (item != null) {
                tell(new TransportEvent.ItemDone(item, e.placement()));
            }
            return;
        }
        tell(event);
    }

    private boolean ours(Item item) {
        return hidden.contains(item.id()) || told.containsKey(item.id());
    }
}
