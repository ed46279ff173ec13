package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.Fault;
import io.patchbay.emulator.model.internal.ModelOutput;
import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One response from {@code response.created} to {@code response.done}. */
final class ResponseRun {
    private final SessionContext context;
    private final Transcriber transcriber;
    private final ResponseRequest request;
    private final Consumer<ResponseRun> ended;
    private final @Nullable Item approved;
    private final String id = Ids.next("resp_");
    private final int number;
    private final List<Item> output = new ArrayList<>();
    private final Deque<OutputStep> steps = new ArrayDeque<>();
    private @Nullable OutputStep current;
    private Tokens produced = Tokens.NONE;
    private Fault.@Nullable FilterContent filter;
    private boolean over;

    /**
     * Prepares a response.
     *
     * @param approved the approval request that is to be run, or null for a response of the model
     */
    ResponseRun(
            SessionContext context,
            Transcriber transcriber,
            ResponseRequest request,
            int number,
            Consumer<ResponseRun> ended,
            @Nullable Item approved) {
        this.context = context;
        this.transcriber = transcriber;
        this.request = request;
        this.number = number;
        this.ended = ended;
        this.approved = approved;
    }

    String id() {
        return id;
    }

    ResponseRequest request() {
        return request;
    }

    SessionContext context() {
        return context;
    }

    boolean over() {
        return over;
    }

    void start() {
        context.services.counters().responses.increment();
        context.rateLimits.request();
        send("response.created", "in_progress", null, false);
        Fault.RateLimit exhausted = context.faults.take(Fault.RateLimit.class);
        if (exhausted != null) {
            context.outbox.send(RateLimits.exhausted(context.outbox, exhausted.reset()));
            fail("rate_limit_error", "rate_limit_exceeded", "Rate limit reached, try again later.");
            return;
        }
        context.outbox.send(context.rateLimits.event(context.outbox));
        filter = context.faults.take(Fault.FilterContent.class);
        Fault.FailResponse fault = context.faults.take(Fault.FailResponse.class);
        if (fault != null) {
            boolean limit = fault.code().contains("rate_limit");
            fail(limit ? "rate_limit_error" : "server_error", fault.code(), fault.message());
        } else if (approved != null) {
            steps.add(McpCallStep.approved(this, approved));
            proceed();
        } else {
            awaitHearing();
        }
    }

    private void awaitHearing() {
        for (Item item : ModelContext.newestUserMessage(request.input())) {
            transcriber.hear(item);
            awaitHearing(item, 0);
            return;
        }
        answer();
    }

    private void awaitHearing(Item item, int index) {
        if (index >= item.parts()) {
            answer();
            return;
        }
        Hearing hearing = item.hearing(index);
        if (hearing == null) {
            awaitHearing(item, index + 1);
        } else {
            hearing.whenKnown(() -> awaitHearing(item, index + 1));
        }
    }

    private void answer() {
        if (!over) {
            new Answering(context, request, number).answer(this::plan, this::failed);
        }
    }

    private void failed(Answering.Failure failure) {
        if (!over) {
            fail("server_error", failure.code(), failure.message());
        }
    }

    private void plan(List<ModelOutput> outputs) {
        if (over) {
            return;
        }
        for (ModelOutput planned : outputs) {
            if (planned instanceof ModelOutput.Say say) {
                steps.add(
                        request.audio()
                                ? new SpokenStep(this, say.text())
                                : new TextStep(this, say.text()));
            } else if (planned instanceof ModelOutput.Call call) {
                steps.add(CallStep.of(this, call));
            }
        }
        proceed();
    }

    /** Goes on with the next output item, or ends. Called by a step that is complete. */
    void proceed() {
        current = steps.poll();
        if (current != null) {
            current.start();
        } else {
            end("completed", null);
        }
    }

    /** What the response may say of a text: less than all where tokens or the filter end it. */
    String allowed(String text) {
        return TextPieces.first(text, filter != null ? filter.afterWords() : request.maxTokens());
    }

    /** Ends because no more is allowed. Called by a step that has closed its item. */
    void cutShort() {
        current = null;
        String reason = filter != null ? "content_filter" : "max_output_tokens";
        end("incomplete", Json.object().put("type", "incomplete").put("reason", reason));
    }

    /** Ends before its time: what is open is closed first. */
    void cancel(String reason) {
        if (!over) {
            stopCurrent();
            end("cancelled", Json.object().put("type", "cancelled").put("reason", reason));
        }
    }

    /** Ends with an error: what is open is closed first. */
    void fail(String type, String code, String message) {
        stopCurrent();
        ObjectNode details = Json.object().put("type", "failed");
        details.putObject("error").put("type", type).put("code", code).put("message", message);
        end("failed", details);
    }

    /** Ends without a word. */
    void abandon() {
        over = true;
        if (current != null) {
            current.abandon();
        }
    }

    private void stopCurrent() {
        if (current != null) {
            OutputStep step = current;
            current = null;
            step.stop();
        }
    }

    private void end(String status, @Nullable ObjectNode details) {
        over = true;
        context.rateLimits.tokens(produced.total());
        send("response.done", status, details, true);
        context.sound.done(id);
        ended.accept(this);
    }

    /** Counts what was produced. */
    void produced(Tokens tokens) {
        produced = produced.plus(tokens);
    }

    /** Takes an item that the model begins into the output; the answer is its index there. */
    int add(Item item) {
        output.add(item);
        return output.size() - 1;
    }

    private void send(String type, String status, @Nullable ObjectNode details, boolean done) {
        ObjectNode response =
                Json.object()
                        .put("object", "realtime.response")
                        .put("id", id)
                        .put("status", status);
        response.set("status_details", details);
        var items = response.putArray("output");
        output.forEach(item -> items.add(item.copy()));
        response.put("conversation_id", request.outOfBand() ? null : context.conversation.id());
        response.set("output_modalities", request.field("output_modalities"));
        response.set("max_output_tokens", request.field("max_output_tokens"));
        ObjectNode audio = response.putObject("audio").putObject("output");
        audio.set("format", request.format());
        audio.set("voice", request.voice());
        response.set("usage", done ? usage() : null);
        JsonNode metadata = request.overrides().path("metadata");
        response.set("metadata", metadata.isObject() ? metadata : null);
        ObjectNode event = context.outbox.event(type);
        event.set("response", response);
        context.outbox.send(event);
    }

    private ObjectNode usage() {
        Tokens read = ModelContext.tokens(request);
        // the provider caches whole blocks of 64 tokens
        int cached = Math.min(read.text(), context.lastInputText) / 64 * 64;
        context.lastInputText = read.text();
        return Tokens.usage(read, produced, cached);
    }
}
