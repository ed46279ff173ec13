package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Cancels answers of a provider that cannot: to the session such an answer is over at once, and
 * what the provider goes on saying of it is dropped, until the provider ends it or begins another.
 */
final class DroppedAnswers extends StandIn {
    /** So long the cancel of an answer that was asked for waits for it to begin. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MAX_WAITING = 16;

    private static final String NOT_RUN =
            "This call was not run, because the answer that made it was cancelled.";

    private final boolean answersItself;
    private final List<Answer> running = new ArrayList<>(1);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

    /** Calls that were answered here because their answers were dropped; few, and seldom. */
    private final Set<String> refused = new HashSet<>(0);

    private boolean asked;
    private long dropsUntil;
    private boolean dropsNext;

    /** An answer that runs at the provider. */
    private static final class Answer {
        final Response response;
        final Set<String> items = new HashSet<>(2);
        Item.@Nullable Message message;
        boolean dropped;
        boolean told;

        Answer(Response response) {
            this.response = response;
        }
    }

    /** A request that waits for the end of an answer that was dropped. */
    private record Waiting(Command command, CompletableFuture<Receipt> receipt) {}

    /**
     * In front of a line.
     *
     * @param answersItself whether the provider answers outputs of tools without being asked
     */
    DroppedAnswers(RealtimeTransport far, boolean answersItself) {
        super(far);
        this.answersItself = answersItself;
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        if (command instanceof Command.CancelResponse cancel) {
            drop(cancel.responseId());
            return done(command);
        }
        if (!(command instanceof Command.CreateResponse create) || create.options().outOfBand()) {
            return super.send(command);
        }
        asked = true;
        if (answersItself || droppedRuns() == null || waiting.size() >= MAX_WAITING) {
            return super.send(command);
        }
        Waiting one = new Waiting(command, new CompletableFuture<>());
        waiting.addLast(one);
        return one.receipt();
    }

    private void drop(@Nullable String responseId) {
        Answer answer = find(responseId);
        if (answer == null) {
            if (responseId == null && asked) {
                dropsNext = true;
                dropsUntil = loop().nanoTime() + PATIENCE.toNanos();
            }
        } else if (!answer.dropped) {
            answer.dropped = true;
            later(() -> over(answer));
        }
    }

    /** The answer of an id; with null, the one of the conversation. */
    private @Nullable Answer find(@Nullable String responseId) {
        for (int i = running.size() - 1; i >= 0; i--) {
            Answer answer = running.get(i);
            if (responseId == null
                    ? !answer.response.outOfBand()
                    : responseId.equals(answer.response.id())) {
                return answer;
            }
        }
        return null;
    }

    private @Nullable Answer droppedRuns() {
        Answer answer = find(null);
        return answer != null && answer.dropped ? answer : null;
    }

    /** To the session the answer is over. */
    private void over(Answer answer) {
        if (answer.told) {
            return;
        }
        answer.told = true;
        Response cut = answer.response;
        Item.Message message = answer.message;
        if (message != null) {
            tell(new TransportEvent.OutputItemDone(cut.id(), 0, incomplete(message)));
        }
        tell(
                new TransportEvent.ResponseDone(
                        new Response(
                                cut.id(),
                                Response.Status.CANCELLED,
                                "client_cancelled",
                                null,
                                List.of(),
                                cut.outOfBand(),
                                cut.metadata(),
                                null)));
    }

    private static Item.Message incomplete(Item.Message message) {
        return new Item.Message(
                message.id(), message.role(), message.content(), ItemStatus.INCOMPLETE);
    }

    @Override
    public void onEvent(TransportEvent event) {
        if (event instanceof TransportEvent.ResponseStarted started) {
            started(started.response());
        } else if (event instanceof TransportEvent.ResponseDone done) {
            ended(done.response());
        } else if (event instanceof TransportEvent.StateChanged changed
                && changed.state() == TransportState.DISCONNECTED) {
            goOn();
            tell(event);
        } else if (!swallows(event)) {
            tell(event);
        }
    }

    private void started(Response response) {
        if (find(response.id()) != null) {
            return; // announced twice
        }
        Answer answer = new Answer(response);
        if (!response.outOfBand()) {
            Answer before = find(null);
            if (before != null) {
                running.remove(before);
                over(before); // it never said that it ended
            }
            answer.dropped = dropsNext && loop().nanoTime() < dropsUntil;
            asked = false;
            dropsNext = false;
        }
        running.add(answer);
        tell(new TransportEvent.ResponseStarted(response));
        if (answer.dropped) {
            later(() -> over(answer));
        }
        answeredOtherwise();
    }

    /** The provider began an answer by itself: what waits learns that it came too late. */
    private void answeredOtherwise() {
        while (!waiting.isEmpty()) {
            Waiting one = waiting.remove();
            one.receipt().complete(new Receipt(one.command().id(), 0));
            tell(
                    new TransportEvent.Error(
                            new ProviderError(
                                    "invalid_request_error",
                                    "conversation_already_has_active_response",
                                    "the provider has begun another answer",
                                    null,
                                    one.command().id(),
                                    ProviderError.Severity.RECOVERABLE)));
        }
    }

    private void ended(Response response) {
        Answer answer = find(response.id());
        if (answer == null) {
            tell(new TransportEvent.ResponseDone(response));
            return;
        }
        running.remove(answer);
        if (!answer.dropped) {
            tell(new TransportEvent.ResponseDone(response));
        } else {
            over(answer);
            if (response.usage() != null) {
                tell(new TransportEvent.UsageReported(response.usage())); // it cost all the same
            }
        }
        goOn();
    }

    /** What waits is sent; on a line that is gone, where it fails as anything does. */
    private void goOn() {
        while (!waiting.isEmpty()) {
            Waiting one = waiting.remove();
            super.send(one.command())
                    .whenComplete(
                            (receipt, failure) -> {
                                if (failure == null) {
                                    one.receipt().complete(receipt);
                                } else {
                                    one.receipt().completeExceptionally(failure);
                                }
                            });
        }
    }

    /** Whether an event belongs to an answer that was dropped. */
    private boolean swallows(TransportEvent event) {
        if (running.isEmpty() && refused.isEmpty()) {
            return false;
        }
        if (event instanceof TransportEvent.ItemAdded e) {
            return swallows(e.item());
        }
        if (event instanceof TransportEvent.ItemDone e) {
            return swallows(e.item());
        }
        String responseId = responseOf(event);
        Answer answer = responseId == null ? null : find(responseId);
        if (answer == null) {
            return false;
        }
        if (event instanceof TransportEvent.OutputItemAdded e) {
            keep(answer, e.item());
        } else if (event instanceof TransportEvent.OutputItemDone e) {
            keep(answer, e.item());
            if (answer.dropped && e.item() instanceof Item.FunctionCall call) {
                refuse(call);
            }
        }
        return answer.dropped;
    }

    private static void keep(Answer answer, Item item) {
        answer.items.add(item.id());
        if (item instanceof Item.Message message && !answer.dropped) {
            answer.message = message;
        }
    }

    private boolean swallows(Item item) {
        if (item instanceof Item.FunctionCallOutput output) {
            return refused.contains(output.callId());
        }
        boolean models =
                item instanceof Item.FunctionCall
                        || item instanceof Item.Message message && message.role() == Role.ASSISTANT;
        Answer answer = find(null);
        if (!models || answer == null) {
            return false;
        }
        if (!answer.dropped) {
            keep(answer, item);
        }
        return answer.dropped;
    }

    /** A provider that answers outputs by itself waits for one, whatever became of the answer. */
    private void refuse(Item.FunctionCall call) {
        if (!answersItself || !refused.add(call.callId())) {
            return;
        }
        super.send(
                Command.CreateItem.output(
                        new Item.FunctionCallOutput(
                                "not_run_" + call.callId(), call.callId(), NOT_RUN),
                        Command.CreateItem.Delivery.SILENT));
    }

    private static @Nullable String responseOf(TransportEvent event) {
        if (event instanceof TransportEvent.TranscriptDelta e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.TextDelta e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.TranscriptDone e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.TextDone e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.AudioDone e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.OutputItemAdded e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.OutputItemDone e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.ContentPartAdded e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.ContentPartDone e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.ArgumentsDelta e) {
            return e.responseId();
        } else if (event instanceof TransportEvent.ArgumentsDone e) {
            return e.responseId();
        }
        return null;
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        if (running.isEmpty()) {
            super.onAudio(chunk);
            return;
        }
        Answer answer = find(chunk.responseId());
        if (answer == null || !answer.dropped) {
            super.onAudio(chunk);
        }
    }
}
