package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.history.Item;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
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
 * Brings a provider that is told a conversation when its line opens the outputs of calls that an
 * earlier line made: it knows no call that it did not make, so that it is told in words what came
 * of it.
 */
final class SeededCalls extends StandIn {
    /** Calls without an output when the line opened. */
    private Map<String, Item.FunctionCall> open = Map.of();

    /** Outputs that are told in words, by the id of their item. */
    private final Map<String, Item.FunctionCallOutput> told = new HashMap<>(0);

    SeededCalls(RealtimeTransport far) {
        super(far);
    }

    @Override
    ConnectRequest opening(ConnectRequest wanted) {
        Set<String> answered = new HashSet<>();
        for (Item item : wanted.history()) {
            if (item instanceof Item.FunctionCallOutput output) {
                answered.add(output.callId());
            }
        }
        List<Item> history = new ArrayList<>(wanted.history().size());
        Map<String, Item.FunctionCall> without = new HashMap<>();
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
        if (command instanceof Command.CreateItem create
                && create.item() instanceof Item.FunctionCallOutput output) {
            Item.FunctionCall call = open.get(output.callId());
            if (call != null) {
                told.put(output.id(), output);
                return super.send(
                        new Command.CreateItem(
                                create.id(),
                                inWords(call, output),
                                create.placement(),
                                null,
                                create.delivery()));
            }
        }
        return super.send(command);
    }

    private static Item inWords(Item.FunctionCall call, Item.FunctionCallOutput output) {
        return Item.Message.system(
                        "The tool '"
                                + call.name()
                                + "', which you called before with "
                                + call.arguments()
                                + ", has come to this: "
                                + output.output())
                .withId(output.id());
    }

    @Override
    public void onEvent(TransportEvent event) {
        if (!told.isEmpty()) {
            if (event instanceof TransportEvent.ItemAdded e && told.containsKey(e.item().id())) {
                tell(new TransportEvent.ItemAdded(told.get(e.item().id()), e.placement()));
                return;
            }
            if (event instanceof TransportEvent.ItemDone e && told.containsKey(e.item().id())) {
                tell(new TransportEvent.ItemDone(told.get(e.item().id()), e.placement()));
                return;
            }
        }
        tell(event);
    }
}
