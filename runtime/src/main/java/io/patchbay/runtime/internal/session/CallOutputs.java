package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Command.CreateItem.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What calls came to: kept for calls that the model repeats, and, until the provider has
 * acknowledged it, for the next line. On the loop.
 */
final class CallOutputs {
    /** So many calls are remembered, that none runs twice when the line repeats itself. */
    private static final int REMEMBERED = 256;

    /** So many characters of outputs are kept for that; older calls keep their names only. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private static final Duration AGAIN = Duration.ofMillis(250);

    /**
     * A call that is over.
     *
     * @param output what the model was told; null when that is too long ago
     */
    record Done(String fingerprint, @Nullable String output, boolean answer) {}

    /** An output on its way. */
    private static final class Owed {
        final String itemId;
        final String callId;
        final String output;
        final Delivery delivery;
        final ToolBatch batch;
        boolean sent;
        SerialLoop.@Nullable Timer again;

        Owed(String itemId, String callId, String output, Delivery delivery, ToolBatch batch) {
            this.itemId = itemId;
            this.callId = callId;
            this.output = output;
            this.delivery = delivery;
            this.batch = batch;
        }

        boolean answer() {
            return delivery != Delivery.SILENT;
        }

        void stop() {
            if (again != null) {
                again.cancel();
                again = null;
            }
        }
    }

    private final SessionCore core;
    private final Outgoing outgoing;

    /** Those that are over, oldest first; made with the first one, for most sessions have none. */
    private Map<ModelCall.Key, Done> done = Map.of();

    /** Oldest first. */
    private final List<Owed> owed = new ArrayList<>(0);

    private int characters;

    /** The line that is moved from, which is told nothing more; null when that is not so. */
    private @Nullable Line former;

    CallOutputs(SessionCore core, Outgoing outgoing) {
        this.core = core;
        this.outgoing = outgoing;
    }

    @Nullable Done find(ModelCall.Key key) {
        return done.get(key);
    }

    /** A call is over; remembered before anything is sent, so that it can be sent again. */
    void remember(ModelCall call, String output, boolean answer) {
        if (done.isEmpty()) {
            done = new LinkedHashMap<>();
        }
        Done before = done.put(call.key, new Done(call.fingerprint, output, answer));
        characters += output.length() - length(before);
        if (done.size() > REMEMBERED) {
            Iterator<Done> eldest = done.values().iterator();
            characters -= length(eldest.next());
            eldest.remove();
        }
        for (var entry : done.entrySet()) {
            if (characters <= MAX_CHARACTERS) {
                break;
            }
            Done old = entry.getValue();
            characters -= length(old);
            entry.setValue(new Done(old.fingerprint, null, old.answer));
        }
    }

    private static int length(@Nullable Done call) {
        String output = call == null ? null : call.output;
        return output == null ? 0 : output.length();
    }

    /**
     * Tells the model what a call came to.
     *
     * @param delivery whether and when the model is to answer
     * @param awaited whether the answer to its response waits for it
     */
    void send(String callId, String output, Delivery delivery, ToolBatch batch, boolean awaited) {
        Owed out = new Owed(outgoing.nextItemId(), callId, output, delivery, batch);
        owed.add(out);
        if (owed.size() > REMEMBERED) {
            forgetEldest();
        }
        if (!transmit(out)) {
            if (awaited) {
                batch.withdrawn();
            }
        } else if (awaited) {
            batch.output(out.itemId, out.answer());
        } else {
            batch.late(out.itemId, out.answer());
        }
    }

    private void forgetEldest() {
        Owed old = owed.remove(0);
        old.stop();
        if (!old.sent) {
            lost(old, "too many outputs wait for a line");
        }
    }

    /** Whether it went out, as far as is known now. */
    private boolean transmit(Owed out) {
        Line line = outgoing.line();
        if (line == null || line == former) {
            return false;
        }
        out.sent = true;
        outgoing.send(
                        Command.CreateItem.output(
                                new Item.FunctionCallOutput(out.itemId, out.callId, out.output),
                                out.delivery))
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null) {
                                core.onLoop(() -> failed(out, line, failure));
                            }
                        });
        return out.sent;
    }

    /**
     * The model of this line is not to answer any more: outputs wait for the next one, or until it
     * is known that none comes.
     */
    void waitFor(CompletionStage<Void> move) {
        Line line = outgoing.line();
        former = line;
        move.whenComplete((nothing, failure) -> core.onLoop(() -> stays(line)));
    }

    private void stays(@Nullable Line line) {
        if (former == null || former != line) {
            return; // moved
        }
        former = null;
        for (Owed out : List.copyOf(owed)) {
            if (!out.sent && out.again == null && transmit(out)) {
                out.batch.late(out.itemId, out.answer());
            }
        }
    }

    private void failed(Owed out, Line line, Throwable failure) {
        if (!owed.contains(out)) {
            return;
        }
        out.sent = false;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (outgoing.line() != line) {
            return; // the next line takes it
        }
        if (cause instanceof BacklogException) {
            out.again = core.loop.schedule(() -> again(out), AGAIN);
            return;
        }
        core.error(
                ErrorSource.LINE,
                "the output of call "
                        + out.callId
                        + " could not be sent, and waits for the next line: "
                        + cause.getMessage(),
                null);
    }

    private void again(Owed out) {
        out.again = null;
        if (owed.contains(out) && transmit(out)) {
            out.batch.late(out.itemId, out.answer());
        }
    }

    /** The provider has an output. */
    void acknowledged(Item.FunctionCallOutput output) {
        for (Owed out : owed) {
            if (out.itemId.equals(output.id())) {
                owed.remove(out);
                out.stop();
                return;
            }
        }
        owed.removeIf(out -> out.sent && out.callId.equals(output.callId()));
    }

    /** Adds the ids of calls whose outputs no provider has acknowledged. */
    void owed(Set<String> callIds) {
        owed.forEach(out -> callIds.add(out.callId));
    }

    /** Whether the output of a call is there, and waits for the line that is moved to. */
    boolean waits(String callId) {
        return former != null
                && owed.stream().anyMatch(out -> !out.sent && out.callId.equals(callId));
    }

    /** The line is gone: what is on its way may not have arrived. */
    void lineGone() {
        former = null;
        for (Owed out : owed) {
            out.stop();
            out.sent = false;
        }
    }

    /** Another line stands, and knows the calls for which {@code stands} holds. */
    void lineBack(Predicate<String> stands) {
        if (!done.isEmpty()) {
            done.keySet().removeIf(key -> !stands.test(key.callId()));
            characters = done.values().stream().mapToInt(CallOutputs::length).sum();
        }
        for (Owed out : List.copyOf(owed)) {
            if (core.conversation.snapshot().output(out.callId).isPresent()
                    && stands.test(out.callId)) {
                owed.remove(out);
            } else if (!stands.test(out.callId)) {
                owed.remove(out);
                lost(out, "the conversation on the new line does not have the call");
            } else if (transmit(out)) {
                out.batch.late(out.itemId, out.answer());
            }
        }
    }

    private void lost(Owed out, String why) {
        core.counters.staleResults++;
        core.error(
                ErrorSource.TOOL,
                "the output of call " + out.callId + " is not told to the model: " + why,
                null);
    }

    /** The session is over. */
    void close() {
        owed.forEach(Owed::stop);
        owed.clear();
        done = Map.of();
        characters = 0;
    }
}
