package io.patchbay.management.internal;

import io.patchbay.management.ManagementJson;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers with a line of JSON for each step and one for the end. What is refused before its first
 * step is answered as a whole, with a status that says so. Whoever asked may be gone meanwhile: the
 * change goes on.
 */
final class ChangeAnswer {

    private final Exchange exchange;
    private @Nullable Feed lines;

    private ChangeAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Starts a change, and answers with what becomes of it. */
    static void to(
            Exchange exchange,
            Function<Consumer<PlugProgress>, CompletionStage<List<PlugChange>>> change) {
        ChangeAnswer answer = new ChangeAnswer(exchange);
        change.apply(answer::progress).whenComplete(answer::done);
    }

    private synchronized void progress(PlugProgress progress) {
        write("progress", ManagementJson.progress(progress));
    }

    private synchronized void done(
            @Nullable List<PlugChange> changes, @Nullable Throwable failure) {
        if (changes != null) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.set("done", ManagementJson.array(changes, ManagementJson::change));
            end("done", 200, json);
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof PlugRefusedException refusal) {
            int status =
                    switch (refusal.reason()) {
                        case UNKNOWN, NO_SOURCE -> 404;
                        case TOO_LARGE -> 413;
                        case BUSY -> 503;
                        default -> 409;
                    };
            end("refused", status, ManagementJson.refused(refusal));
        } else {
            end(
                    "refused",
                    500,
                    JsonNodeFactory.instance.objectNode().put("error", "it failed; see the log"));
        }
    }

    private void end(String event, int status, JsonNode json) {
        if (lines == null && status != 200) {
            exchange.answer(status, json);
            return;
        }
        write(event, json).close();
    }

    private Feed write(String event, JsonNode json) {
        Feed to = lines;
        if (to == null) {
            to = exchange.feed(Feed.Format.LINES);
            lines = to;
        }
        to.send(event, json.toString());
        return to;
    }
}
