package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes to the model: straight onto the line, or through the response gate. It also
 * knows which of the provider's complaints are answers to our own late cancels. On the loop.
 */
final class Outgoing implements ResponseGate.Actions {
    private static final int REMEMBERED = 32;

    private final SessionCore core;
    private final Consumer<String> onGivenUp;
    private final ResponseGate gate;
    private final WaitingCommands waiting = new WaitingCommands();
    private final String itemPrefix =
            "pb" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 50), 36) + "_";
    private final ArrayDeque<String> corrections = new ArrayDeque<>(2);
    private @Nullable ArrayDeque<String> unanswered;
    private long items;
    private @Nullable Line line;
    private SerialLoop.@Nullable Timer watchdog;
    private long lastCreate = -1;

    /**
     * A way without a line yet.
     *
     * @param onGivenUp told the id of a response that never ended
     */
    Outgoing(SessionCore core, Consumer<String> onGivenUp) {
        this.core = core;
        this.onGivenUp = onGivenUp;
        this.gate =
                new ResponseGate(
                        this,
                        core.options.limits().responseSilence().toNanos(),
                        core.options.limits().responseCancel().toNanos());
    }

    /** A request of the application, whose stage completes when it was sent. */
    private static final class ManualRequest extends ResponseRequest {
        final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

        ManualRequest(Command command, @Nullable String wireId) {
            super(command, ResponseRequest.Origin.MANUAL, wireId, null);
        }
    }

    ResponseGate gate() {
        return gate;
    }

    /** A line stands: first goes what the last one did not answer, then what waits. */
    void open(Line line) {
        this.line = line;
        for (Command command : waiting.takeUnanswered()) {
            again(command, line.resumed);
        }
        waiting.flush(this::send);
    }

    /** What the line told while it was opened is known: responses can be asked for. */
    void openGate() {
        gate.open(core.clock.now());
    }

    private void again(Command command, boolean perhapsThere) {
        if (command instanceof Command.CreateItem create
                        && core.conversation.has(create.item().id())
                || command instanceof Command.DeleteItem delete
                        && !core.conversation.has(delete.itemId())) {
            return; // it arrived, and the next line knows it
        }
        // what a new line was not told, for want of words, it need not delete
        if (perhapsThere || command instanceof Command.DeleteItem) {
            correcting(command.id());
        }
        send(command).whenComplete((receipt, failure) -> failed(failure));
    }

    /**
     * The line is gone and another will come: commands and requests wait for it.
     *
     * @return the request that the running response seemed to answer, or null
     */
    @Nullable ResponseRequest suspend() {
        line = null;
        corrections.clear();
        waiting.hold();
        return gate.suspend();
    }

    /** What waits for a line. */
    WaitingCommands waiting() {
        return waiting;
    }

    void close() {
        line = null;
        corrections.clear();
        waiting.drop();
        gate.close();
    }

    @Nullable Line line() {
        return line;
    }

    /** When the last request for a response went out; -1 when none did. */
    long lastCreate() {
        return lastCreate;
    }

    /** A name for an item of ours, so that its acknowledgement is recognised. */
    String nextItemId() {
        return itemPrefix + Long.toString(++items, 36).toLowerCase(Locale.ROOT);
    }

    /** Sends as it is. */
    CompletionStage<Receipt> send(Command command) {
        Line current = line;
        if (current != null) {
            waiting.sent(command);
            return current.send(command);
        }
        return waiting.holding()
                ? waiting.add(command)
                : CompletableFuture.failedFuture(
                        new IllegalStateException(
                                "not sent: the session is not connected, or closed; "
                                        + "connect it, or open another"));
    }

    /** Appends an item and, where wanted, asks for a response to it. */
    CompletionStage<Receipt> append(Item item, ResponseRequest.@Nullable Origin respond) {
        Item named = item.id().isEmpty() ? item.withId(nextItemId()) : item;
        CompletionStage<Receipt> sent = send(Command.CreateItem.append(named));
        if (respond != null && (line != null || waiting.holding())) {
            request(respond, named.id());
        }
        return sent;
    }

    /** An item must not be answered, nor what is asked for because of it later. */
    void unanswered(String itemId) {
        ArrayDeque<String> known = unanswered == null ? new ArrayDeque<>(2) : unanswered;
        unanswered = known;
        if (known.size() >= REMEMBERED) {
            known.pollFirst();
        }
        known.addLast(itemId);
    }

    /** What waits for an answer to the caller gets none. */
    void refuse(RuntimeException why) {
        for (ResponseRequest request : gate.takeBack()) {
            if (request instanceof ManualRequest manual) {
                manual.receipt.completeExceptionally(why);
            }
            over(request);
        }
    }

    /**
     * Whether the provider answers outputs of tools by itself: a request keeps the place of its
     * answer, and any answer that begins meanwhile is that one.
     */
    boolean answeredUnasked() {
        Line current = line;
        return current != null && current.capabilities.has(Feature.AUTOMATIC_TOOL_REPLY);
    }

    /** The session itself wants a response to an item. */
    void request(ResponseRequest.Origin origin, String motive) {
        if (unanswered != null && unanswered.contains(motive)) {
            return;
        }
        gate.request(
                new ResponseRequest(
                        Command.CreateResponse.of(ResponseOptions.DEFAULT),
                        origin,
                        null,
                        answeredUnasked() ? null : motive),
                core.clock.now());
    }

    /** The session itself wants a response of a kind. */
    void request(ResponseRequest.Origin origin, ResponseOptions options) {
        gate.request(
                new ResponseRequest(Command.CreateResponse.of(options), origin, null, null),
                core.clock.now());
    }

    /** The application wants a response. */
    CompletionStage<Receipt> request(Command.CreateResponse command) {
        Line current = line;
        if (current != null && command.options().uninterruptible()) {
            String why = InterruptionSupport.whyNot(current.carriage, current.capabilities);
            if (why != null) {
                return CompletableFuture.failedFuture(
                        new IllegalArgumentException(
                                "options: this response cannot be protected from speech: "
                                        + why
                                        + "; ask for it without uninterruptible"));
            }
        }
        if (!command.options().outOfBand()) {
            return queue(command, null);
        }
        core.tell(follower -> follower.responseAsked(command));
        return send(command)
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null) {
                                core.onLoop(() -> over(command));
                            }
                        });
    }

    private void over(Command command) {
        core.tell(follower -> follower.requestOver(command.id()));
    }

    /** The application sends a provider's event that asks for a response. */
    CompletionStage<Receipt> requestRaw(Command.Raw command, RawCommand known) {
        return queue(command, known.eventId());
    }

    private CompletionStage<Receipt> queue(Command command, @Nullable String wireId) {
        if (line == null && !waiting.holding()) {
            return send(command);
        }
        ManualRequest request = new ManualRequest(command, wireId);
        gate.request(request, core.clock.now());
        return request.receipt;
    }

    /** The application cancels by a command of its own, one response or, with null, what runs. */
    CompletionStage<Receipt> cancel(Command command, @Nullable String responseId) {
        gate.noteCancel(responseId);
        correcting(command.id());
        return send(command);
    }

    /** Sends a cancel, truncation or deletion of ours; that it comes too late is no error. */
    void correct(Command command) {
        correcting(command.id());
        send(command).whenComplete((receipt, failure) -> failed(failure));
    }

    private void correcting(String commandId) {
        if (corrections.size() >= REMEMBERED) {
            corrections.pollFirst();
        }
        corrections.addLast(commandId);
    }

    /**
     * The provider complains.
     *
     * @return whether the complaint is dealt with and nobody need hear of it
     */
    boolean absorb(ProviderError error) {
        if (error.severity() != ProviderError.Severity.RECOVERABLE) {
            return false;
        }
        String id = error.commandId();
        boolean ours =
                id == null
                        ? "response_cancel_not_active".equals(error.code())
                                && !corrections.isEmpty()
                        : corrections.remove(id);
        if (ours) {
            core.counters.absorbedErrors++;
            return true;
        }
        return gate.failed(error, core.clock.now());
    }

    @Override
    public void create(ResponseRequest request) {
        lastCreate = core.clock.now();
        core.tell(follower -> follower.responseAsked(request.command));
        send(request.command)
                .whenComplete(
                        (receipt, failure) ->
                                core.onLoop(() -> created(request, receipt, failure)));
    }

    private void created(
            ResponseRequest request, @Nullable Receipt receipt, @Nullable Throwable failure) {
        if (failure != null) {
            gate.sendFailed(request, core.clock.now());
        }
        if (request instanceof ManualRequest manual) {
            if (failure != null) {
                manual.receipt.completeExceptionally(failure);
            } else {
                manual.receipt.complete(receipt);
            }
        } else {
            failed(failure);
        }
    }

    private void failed(@Nullable Throwable failure) {
        if (failure != null && line != null) {
            core.error(
                    ErrorSource.LINE, "a command could not be sent: " + failure.getMessage(), null);
        }
    }

    @Override
    public void cancel(@Nullable String responseId) {
        correct(
                responseId == null
                        ? Command.CancelResponse.current()
                        : Command.CancelResponse.of(responseId));
    }

    @Override
    public void timer(long nanos) {
        if (watchdog != null) {
            watchdog.cancel();
            watchdog = null;
        }
        if (nanos > 0) {
            watchdog =
                    core.loop.schedule(
                            () -> {
                                watchdog = null;
                                gate.expired(core.clock.now());
                            },
                            Duration.ofNanos(nanos));
        }
    }

    @Override
    public void over(ResponseRequest request) {
        over(request.command);
    }

    @Override
    public void silent(@Nullable String responseId) {
        core.warn(
                "response-silent",
                (responseId == null ? "a requested response" : "response " + responseId)
                        + " said nothing for "
                        + core.options.limits().responseSilence().toMillis()
                        + " ms and is cancelled");
    }

    @Override
    public void gaveUp(@Nullable String responseId) {
        if (responseId != null) {
            onGivenUp.accept(responseId);
        }
        core.error(
                ErrorSource.RESPONSE,
                responseId == null
                        ? "a requested response never began; it was given up"
                        : "response " + responseId + " never ended; it was given up",
                null);
    }

    @Override
    public void dropped(ResponseRequest request) {
        if (request instanceof ManualRequest manual) {
            manual.receipt.completeExceptionally(
                    new IllegalStateException("the line is gone; the response was not asked for"));
        }
    }
}
