package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One response of a {@link SoakServer}, told step by step: speech, or calls, or a failure. */
final class SoakAnswer {
    private static final long STEP_MILLIS = 60;

    final String id;
    private final SoakServer server;
    private final Map<String, String> metadata;
    private final Random random;
    private final List<String> tools;
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final List<Item> output = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private long next;
    private boolean told;

    /** The item that is being made; null between items. */
    private @Nullable Item open;

    private Placement place = Placement.FIRST;

    SoakAnswer(
            SoakServer server,
            String id,
            Map<String, String> metadata,
            Random random,
            List<String> tools,
            long now) {
        this.server = server;
        this.id = id;
        this.metadata = metadata;
        this.random = random;
        this.tools = tools;
        next = now + random.nextInt(200);
        steps.add(() -> tellResponse(Response.Status.IN_PROGRESS, null));
        plan();
    }

    private void plan() {
        int choice = random.nextInt(100);
        if (choice < 3) {
            steps.add(() -> end(Response.Status.FAILED, "server_error"));
            return;
        }
        boolean calls = choice < 35 && !tools.isEmpty() && !afterOutput();
        if (!calls || choice < 8) {
            speech(1 + random.nextInt(10));
        }
        if (calls) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                call(tools.get(random.nextInt(tools.size())));
            }
        }
        steps.add(
                () ->
                        end(
                                choice > 97
                                        ? Response.Status.INCOMPLETE
                                        : Response.Status.COMPLETED,
                                choice > 97 ? "max_output_tokens" : null));
    }

    /** After a tool's output the model speaks mostly, else tools would follow tools for ever. */
    private boolean afterOutput() {
        List<Item> items = server.conversation.items();
        return !items.isEmpty()
                && items.get(items.size() - 1) instanceof Item.FunctionCallOutput
                && random.nextInt(5) > 0;
    }

    private void speech(int chunks) {
        steps.add(
                () ->
                        begin(
                                new Item.Message(
                                        server.nextId("item_"),
                                        Role.ASSISTANT,
                                        List.of(),
                                        ItemStatus.IN_PROGRESS)));
        for (int i = 0; i < chunks; i++) {
            int number = i;
            steps.add(() -> chunk(number));
        }
        steps.add(() -> finish(ItemStatus.COMPLETED));
    }

    private void chunk(int number) {
        String item = open();
        String delta = (number == 0 ? "" : " ") + "word" + number;
        words.append(delta);
        server.tell(new TransportEvent.TranscriptDelta(id, item, 0, delta));
        server.speak(id, item);
        server.conversation.spoken(item, SoakServer.chunkMillis());
    }

    private String open() {
        Item item = open;
        return item == null ? "" : item.id();
    }

    private void call(String tool) {
        steps.add(
                () ->
                        begin(
                                new Item.FunctionCall(
                                        server.nextId("item_"),
                                        server.nextId("call_"),
                                        tool,
                                        "",
                                        ItemStatus.IN_PROGRESS)));
        steps.add(() -> finish(ItemStatus.COMPLETED));
    }

    private void begin(Item item) {
        open = item;
        words.setLength(0);
        place = server.conversation.append(item);
        server.tell(new TransportEvent.OutputItemAdded(id, output.size(), item));
        server.tell(new TransportEvent.ItemAdded(item, place));
    }

    private void finish(ItemStatus status) {
        Item begun = open;
        open = null;
        Item whole;
        if (begun instanceof Item.FunctionCall call) {
            String arguments = status == ItemStatus.COMPLETED ? "{}" : "{";
            server.tell(new TransportEvent.ArgumentsDelta(id, call.id(), call.callId(), arguments));
            if (status == ItemStatus.COMPLETED) {
                server.called();
            }
            server.tell(
                    new TransportEvent.ArgumentsDone(
                            id, call.id(), call.callId(), call.name(), arguments));
            whole = new Item.FunctionCall(call.id(), call.callId(), call.name(), arguments, status);
        } else if (begun instanceof Item.Message message) {
            String said = words.toString();
            server.tell(new TransportEvent.AudioDone(id, message.id(), 0));
            server.tell(new TransportEvent.TranscriptDone(id, message.id(), 0, said));
            whole =
                    new Item.Message(
                            message.id(),
                            Role.ASSISTANT,
                            List.of(new ContentPart.OutputAudio(said, null, null)),
                            status);
        } else {
            return;
        }
        server.conversation.replace(whole);
        server.tell(new TransportEvent.ItemDone(whole, place));
        server.tell(new TransportEvent.OutputItemDone(id, output.size(), whole));
        output.add(whole);
    }

    /** Does what is due. Returns whether that was the end. */
    boolean goesOn(long now) {
        while (now >= next) {
            Runnable step = steps.poll();
            if (step == null) {
                return true;
            }
            next += STEP_MILLIS;
            step.run();
        }
        return steps.isEmpty();
    }

    /** Ends now, whatever was still to come. */
    void end(Response.Status status, @Nullable String reason) {
        if (open != null) {
            finish(ItemStatus.INCOMPLETE);
        }
        steps.clear();
        if (!told) {
            tellResponse(Response.Status.IN_PROGRESS, null);
        }
        tellResponse(status, reason);
    }

    private void tellResponse(Response.Status status, @Nullable String reason) {
        boolean done = status != Response.Status.IN_PROGRESS;
        told = true;
        Response response =
                new Response(
                        id,
                        status,
                        reason,
                        null,
                        done ? List.copyOf(output) : List.of(),
                        false,
                        metadata,
                        done ? usage() : null);
        server.tell(
                done
                        ? new TransportEvent.ResponseDone(response)
                        : new TransportEvent.ResponseStarted(response));
    }

    private Usage usage() {
        long in = 10 + random.nextInt(100);
        long out = 5 + random.nextInt(50);
        return new Usage(
                1,
                new Usage.Tokens(in, in, 0, 0, 0, 0, 0, 0),
                new Usage.Tokens(out, 0, out, 0, 0, 0, 0, 0),
                Usage.Tokens.NONE,
                0);
    }
}
