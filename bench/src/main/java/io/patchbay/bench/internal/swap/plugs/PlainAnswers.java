package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plain dialect, its server's half.
 *
 * <pre>
 * C  what was sent is in force
 * S  item, milliseconds: the caller speaks
 * P  item, milliseconds: the caller pauses
 * M  item: a turn of the caller's is part of the conversation
 * H  item, words: what the caller said
 * R  response: it begins
 * B  response, item: it speaks
 * W  response, item, words
 * A  response, item, sound
 * O  response, item, call, name, arguments: it wants a tool called
 * E  response, status, reason, item, words: it is over
 * I  item: what was sent is part of the conversation
 * D  item: it is taken out
 * T  item, milliseconds: it is cut
 * X  code, words, command: what was asked for cannot be done
 * </pre>
 */
final class PlainAnswers {

    private final CodecContext context;
    private final Supplier<SessionConfig> config;
    private final Map<String, Command.CreateItem> sent;
    private final PlainChunk chunk = new PlainChunk();
    private final List<Item> calls = new ArrayList<>();
    private boolean ready;

    PlainAnswers(
            CodecContext context,
            Supplier<SessionConfig> config,
            Map<String, Command.CreateItem> sent) {
        this.context = context;
        this.config = config;
        this.sent = sent;
    }

    void read(ByteBuffer message) {
        switch ((char) message.getLong()) {
            case 'C' -> configured();
            case 'S' -> tell(new TransportEvent.SpeechStarted(text(message), message.getLong()));
            case 'P' -> tell(new TransportEvent.SpeechStopped(text(message), message.getLong()));
            case 'M' -> turn(text(message));
            case 'H' ->
                    tell(
                            new TransportEvent.InputTranscriptDone(
                                    text(message), 0, text(message), null));
            case 'R' ->
                    tell(
                            new TransportEvent.ResponseStarted(
                                    response(
                                            text(message),
                                            Response.Status.IN_PROGRESS,
                                            null,
                                            List.of())));
            case 'B' -> speaks(text(message), text(message));
            case 'W' ->
                    tell(
                            new TransportEvent.TranscriptDelta(
                                    text(message), text(message), 0, text(message)));
            case 'A' -> sound(text(message), text(message), message);
            case 'O' -> call(text(message), text(message), message);
            case 'E' -> end(text(message), message);
            case 'I' -> added(text(message));
            case 'D' -> tell(new TransportEvent.ItemDeleted(text(message)));
            case 'T' -> tell(new TransportEvent.ItemTruncated(text(message), 0, message.getLong()));
            case 'X' -> error(text(message), text(message), text(message));
            default -> tell(new TransportEvent.Rejected(null, "a letter that nobody knows"));
        }
    }

    private static String text(ByteBuffer message) {
        return PlainMessage.text(message);
    }

    private void configured() {
        tell(new TransportEvent.SessionUpdated(config.get()));
        if (!ready) {
            ready = true;
            context.ready();
        }
    }

    private void turn(String id) {
        Item item =
                new Item.Message(
                        id,
                        Role.USER,
                        List.of(new ContentPart.InputAudio(null, null)),
                        ItemStatus.COMPLETED);
        tell(new TransportEvent.InputCommitted(id, Placement.END));
        tell(new TransportEvent.ItemAdded(item, Placement.END));
        tell(new TransportEvent.ItemDone(item, Placement.END));
    }

    private void speaks(String response, String id) {
        Item item = new Item.Message(id, Role.ASSISTANT, List.of(), ItemStatus.IN_PROGRESS);
        tell(new TransportEvent.OutputItemAdded(response, 0, item));
        tell(new TransportEvent.ItemAdded(item, Placement.END));
    }

    private void sound(String response, String item, ByteBuffer pcm) {
        chunk.show(pcm.slice(), response, item);
        try {
            context.listener().onAudio(chunk);
        } finally {
            chunk.hide();
        }
    }

    private void call(String response, String id, ByteBuffer message) {
        Item call =
                new Item.FunctionCall(
                        id, text(message), text(message), text(message), ItemStatus.COMPLETED);
        calls.add(call);
        tell(new TransportEvent.OutputItemAdded(response, calls.size() - 1, call));
        tell(new TransportEvent.ItemAdded(call, Placement.END));
        tell(new TransportEvent.ItemDone(call, Placement.END));
        tell(new TransportEvent.OutputItemDone(response, calls.size() - 1, call));
    }

    private void end(String response, ByteBuffer message) {
        boolean whole = text(message).equals("completed");
        String reason = text(message);
        String id = text(message);
        String words = text(message);
        List<Item> output = new ArrayList<>(calls);
        calls.clear();
        if (!id.isEmpty()) {
            Item item =
                    new Item.Message(
                            id,
                            Role.ASSISTANT,
                            List.of(new ContentPart.OutputAudio(words, null, null)),
                            whole ? ItemStatus.COMPLETED : ItemStatus.INCOMPLETE);
            output.add(item);
            if (whole) {
                tell(new TransportEvent.AudioDone(response, id, 0));
                tell(new TransportEvent.TranscriptDone(response, id, 0, words));
            }
            tell(new TransportEvent.ItemDone(item, Placement.END));
            tell(new TransportEvent.OutputItemDone(response, 0, item));
        }
        tell(
                new TransportEvent.ResponseDone(
                        response(
                                response,
                                whole ? Response.Status.COMPLETED : Response.Status.CANCELLED,
                                whole ? null : reason,
                                output)));
    }

    private void added(String id) {
        Command.CreateItem made = sent.remove(id);
        if (made != null) {
            tell(new TransportEvent.ItemAdded(made.item(), made.placement()));
            tell(new TransportEvent.ItemDone(made.item(), made.placement()));
        }
    }

    private void error(String code, String words, String command) {
        tell(
                new TransportEvent.Error(
                        new ProviderError(
                                "plain_error",
                                code,
                                words,
                                null,
                                command.isEmpty() ? null : command,
                                ProviderError.Severity.RECOVERABLE)));
    }

    private static Response response(
            String id, Response.Status status, @Nullable String reason, List<Item> output) {
        return new Response(id, status, reason, null, output, false, Map.of(), null);
    }

    private void tell(TransportEvent event) {
        context.listener().onEvent(event);
    }
}
