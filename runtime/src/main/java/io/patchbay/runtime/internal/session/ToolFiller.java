package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.session.Utterance;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says something while tools take long: once for the calls of one response, and only in a moment in
 * which nobody else speaks (RULES 14). On the loop.
 */
final class ToolFiller {
    private final SessionCore core;
    private final Supplier<? extends Speaker> speaker;
    private final BooleanSupplier quiet;

    /**
     * A filler.
     *
     * @param speaker says it; asked for only when something is said
     * @param quiet whether neither the caller speaks nor a response runs or plays
     */
    ToolFiller(SessionCore core, Supplier<? extends Speaker> speaker, BooleanSupplier quiet) {
        this.core = core;
        this.speaker = speaker;
        this.quiet = quiet;
    }

    /** What is said for one response's calls. */
    private final class Pending {
        final Utterance words;
        final Set<ModelCall> running = new HashSet<>(2);
        SerialLoop.@Nullable Timer timer;
        Speaker.@Nullable Saying saying;

        Pending(Utterance words) {
            this.words = words;
        }

        void wait(ToolPolicy policy) {
            timer =
                    core.loop.schedule(
                            () -> {
                                timer = null;
                                if (quiet.getAsBoolean()) {
                                    say();
                                } else {
                                    wait(policy);
                                }
                            },
                            policy.fillerAfter());
        }

        private void say() {
            Speaker.Saying said = speaker.get().say(words, false);
            saying = said;
            said.done()
                    .whenComplete(
                            (spoken, failure) -> {
                                if (failure != null) {
                                    core.warn(
                                            "filler-not-said",
                                            "what is said while a tool runs was not said: "
                                                    + failure.getMessage());
                                }
                            });
        }

        void end() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            if (saying != null) {
                saying.withdraw();
                saying = null;
            }
        }
    }

    /** A call begins to run. */
    void started(ModelCall call) {
        if (call.traits.background()) {
            return;
        }
        ToolPolicy policy = core.options.tools();
        Utterance own = call.traits.filler();
        Utterance words = own == null ? policy.filler() : own;
        if (call.batch.filler instanceof Pending pending) {
            pending.running.add(call);
        } else if (words != null) {
            Pending pending = new Pending(words);
            call.batch.filler = pending;
            pending.running.add(call);
            pending.wait(policy);
        }
    }

    /** A call is over, or nobody waits for it any more. */
    void ended(ModelCall call) {
        if (call.batch.filler instanceof Pending pending
                && pending.running.remove(call)
                && pending.running.isEmpty()) {
            pending.end();
        }
    }
}
