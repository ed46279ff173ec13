package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The responses of a session: at most one that writes to the conversation, any number beside it.
 */
final class Responses {
    /** More out-of-band responses at once are refused. */
    private static final int MAX_RUNNING = 32;

    private final SessionContext context;
    private final Transcriber transcriber;
    private final Map<String, ResponseRun> outOfBand = new LinkedHashMap<>();

    /** What the server wants to start by itself as soon as the running response is over. */
    private final Deque<Waiting> next = new ArrayDeque<>();

    /** A response to come; of those that follow a turn of the user one is enough. */
    private record Waiting(boolean afterTurn, Supplier<ResponseRun> start) {}

    private @Nullable ResponseRun active;
    private int begun;
    private Runnable whenIdle = () -> {};

    Responses(SessionContext context, Transcriber transcriber) {
        this.context = context;
        this.transcriber = transcriber;
    }

    /** Sets what happens after each response of the conversation. */
    void whenIdle(Runnable task) {
        whenIdle = task;
    }

    boolean responding() {
        return active != null;
    }

    /** A client asks for a response. */
    void create(JsonNode event) {
        JsonNode overrides =
                event.path("response").isObject() ? event.path("response") : Json.object();
        ResponseRequest request = ResponseRequest.of(context, overrides);
        if (request.outOfBand()) {
            if (outOfBand.size() >= MAX_RUNNING) {
                throw ProtocolException.of(
                        "rate_limit_error",
                        "rate_limit_exceeded",
                        "Too many responses are running.");
            }
            ResponseRun run = run(request);
            outOfBand.put(run.id(), run);
            run.start();
            return;
        }
        if (active != null) {
            throw ProtocolException.invalid(
                    "conversation_already_has_active_response",
                    "The conversation has an active response: "
                            + active.id()
                            + ". Wait until it is done before creating another one.",
                    null);
        }
        begin(run(request));
    }

    /** The end of a turn starts a response, after the running one. */
    void turnEnded(boolean silent) {
        next.removeIf(Waiting::afterTurn);
        enqueue(new Waiting(true, () -> run(ResponseRequest.automatic(context, silent))));
    }

    /** The server runs an approved mcp call by itself, after the running response. */
    void runApproved(Item request) {
        enqueue(
                new Waiting(
                        false,
                        () ->
                                new ResponseRun(
                                        context,
                                        transcriber,
                                        ResponseRequest.automatic(context, false),
                                        ++begun,
                                        this::ended,
                                        request)));
    }

    private void enqueue(Waiting response) {
        if (active == null) {
            begin(response.start().get());
        } else {
            next.add(response);
        }
    }

    private ResponseRun run(ResponseRequest request) {
        return new ResponseRun(context, transcriber, request, ++begun, this::ended, null);
    }

    private void begin(ResponseRun run) {
        active = run;
        run.start();
    }

    private void ended(ResponseRun run) {
        if (outOfBand.remove(run.id()) != null) {
            return;
        }
        if (run != active) {
            return;
        }
        active = null;
        Waiting following = next.poll();
        if (following != null) {
            begin(following.start().get());
        } else {
            whenIdle.run();
        }
    }

    /** A client ends a response: the one it names, or the one of the conversation. */
    void cancel(JsonNode event) {
        String id = Json.string(event, "response_id", "");
        ResponseRun run =
                id.isEmpty() || active != null && active.id().equals(id)
                        ? active
                        : outOfBand.get(id);
        if (run == null) {
            throw ProtocolException.invalid(
                    "response_cancel_not_active",
                    "Cancellation failed: there is no active response to cancel.",
                    id.isEmpty() ? null : "response_id");
        }
        run.cancel("client_cancelled");
    }

    /** The user began to speak: ends the response of the conversation. */
    void interrupt() {
        next.removeIf(Waiting::afterTurn);
        if (active != null) {
            active.cancel("turn_detected");
        }
    }

    /** The session is over: ends everything without a word. */
    void abandon() {
        next.clear();
        if (active != null) {
            active.abandon();
        }
        new ArrayList<>(outOfBand.values()).forEach(ResponseRun::abandon);
    }
}
