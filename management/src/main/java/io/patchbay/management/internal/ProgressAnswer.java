package io.patchbay.management.internal;

import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.ResponseStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers with a line of JSON for each step and one for the end. What is refused before its first
 * step is answered as a whole, with a status that says so. Whoever asked may be gone meanwhile: the
 * change goes on.
 */
final class ProgressAnswer {

    private final HttpExchange exchange;
    private @Nullable ResponseStream lines;

    ProgressAnswer(HttpExchange exchange) {
        this.exchange = exchange;
    }

    synchronized void progress(PlugProgress progress) {
        write(DoorAnswers.progress(progress));
    }

    synchronized void done(@Nullable List<PlugChange> changes, @Nullable Throwable failure) {
        if (changes != null) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.set("done", DoorAnswers.array(changes, DoorAnswers::change));
            end(200, json);
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
            end(status, DoorAnswers.refused(refusal));
        } else {
            end(500, JsonNodeFactory.instance.objectNode().put("error", "it failed; see the log"));
        }
    }

    private void end(int status, JsonNode json) {
        if (lines == null && status != 200) {
            exchange.respond(DoorAnswers.answer(status, json));
            return;
        }
        write(json);
        if (lines != null) {
            lines.close();
        }
    }

    private void write(JsonNode json) {
        ResponseStream to = lines;
        if (to == null) {
            HttpHeaders headers =
                    HttpHeaders.of(
                            "content-type", "application/x-ndjson", "cache-control", "no-store");
            to = exchange.stream(new HttpResponse(200, headers, new byte[0]));
            lines = to;
        }
        byte[] line = (DoorAnswers.text(json) + "\n").getBytes(StandardCharsets.UTF_8);
        to.write(ByteBuffer.wrap(line));
    }
}
