package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.FunctionToolBuilder;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What tests of tool calls say: what the model calls, and what it was told. */
final class ToolScript {

    private ToolScript() {}

    /** A tool whose result the test gives. */
    static final class Slow {
        final CompletableFuture<ToolResult> result = new CompletableFuture<>();
        final List<String> arguments = new ArrayList<>();
        boolean cancelled;

        FunctionTool of(FunctionToolBuilder builder) {
            return builder.buildAsync(
                    (arguments, context) -> {
                        this.arguments.add(arguments);
                        context.cancellation().onCancelled(() -> cancelled = true);
                        return result;
                    });
        }

        FunctionTool named(String name) {
            return of(FunctionTool.builder(name));
        }
    }

    static RealtimeAgent agent(FunctionTool... tools) {
        return agent("guide", tools);
    }

    static RealtimeAgent agent(String name, FunctionTool... tools) {
        RealtimeAgent.Builder agent = RealtimeAgent.builder(name).instructions("Help.");
        for (FunctionTool tool : tools) {
            agent.tool(tool);
        }
        return agent.build();
    }

    static Item.FunctionCall wish(String callId, String name, String arguments) {
        return new Item.FunctionCall(
                "item_" + callId, callId, name, arguments, ItemStatus.COMPLETED);
    }

    /** One completed response that calls several tools. */
    static Turn response(String responseId, Item.FunctionCall... calls) {
        return response(responseId, Response.Status.COMPLETED, calls);
    }

    static Turn response(String id, Response.Status status, Item.FunctionCall... calls) {
        List<TransportEvent> events = new ArrayList<>();
        events.add(new TransportEvent.ResponseStarted(of(id, Response.Status.IN_PROGRESS)));
        int number = 0;
        for (Item.FunctionCall call : calls) {
            events.add(new TransportEvent.ItemAdded(call, Placement.END));
            events.add(new TransportEvent.OutputItemDone(id, number++, call));
        }
        events.add(new TransportEvent.ResponseDone(of(id, status)));
        return Turn.events(events.toArray(TransportEvent[]::new));
    }

    private static Response of(String id, Response.Status status) {
        return new Response(id, status, null, null, List.of(), false, Map.of(), null);
    }

    /** What the model was just told; the far end takes it. */
    static String told(Call call) {
        return ((Item.FunctionCallOutput) call.takesItem()).output();
    }

    /** What the model was just told, and asked to answer. */
    static String answered(Call call) {
        String output = told(call);
        call.line().expect(Command.CreateResponse.class);
        return output;
    }

    /** Every output that went to the model, by call. */
    static List<String> outputs(Call call) {
        return call.line().commands(Command.CreateItem.class).stream()
                .map(Command.CreateItem::item)
                .filter(Item.FunctionCallOutput.class::isInstance)
                .map(item -> ((Item.FunctionCallOutput) item))
                .map(output -> output.callId() + "=" + output.output())
                .toList();
    }

    static List<ToolOutcome> outcomes(Call call) {
        return call.events(SessionEvent.ToolEnded.class).stream()
                .map(SessionEvent.ToolEnded::outcome)
                .toList();
    }

    static List<String> errors(Call call) {
        return call.events(SessionEvent.Error.class).stream()
                .map(SessionEvent.Error::message)
                .toList();
    }
}
