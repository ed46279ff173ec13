package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.session.Utterance;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says something while tools take long: once for the calls of one response, and only in a moment in
 * which nobody else speaks (RULES 14); and plays music when they take very long. On the loop.
 */
final class ToolFiller {
    private final SessionCore core;
    private final SessionParts parts;
    private Set<ModelCall> waited = Set.of();
    private SerialLoop.@Nullable Timer music;

    ToolFiller(SessionCore core, SessionParts parts) {
        this.core = core;
        this.parts = parts;
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
                                if (parts.quiet()) {
                                    say();
                                } else {
                                    wait(policy);
                                }
                            },
                            policy.fillerAfter());
        }

        private void say() {
            Speaker.Saying said = parts.speaker().say(words, false);
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

    private void musicLater(ToolPolicy policy) {
        music =
                core.loop.schedule(
                        () -> {
                            music = null;
                            if (parts.collecting()) {
                                musicLater(policy); // he is to press, and not to wait
                            } else {
                                parts.speaker().music(QueuedSpeaker.Music.TOOLS, policy.music());
                            }
                        },
                        policy.musicAfter());
    }

    /** A call begins to run. */
    void started(ModelCall call) {
        if (call.traits.background()) {
            return;
        }
        ToolPolicy policy = core.options.tools();
        if (policy.music() != null) {
            waited = new HashSet<>(waited);
            waited.add(call);
            if (waited.size() == 1) {
                musicLater(policy);
            }
        }
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
        if (!waited.isEmpty() && waited.remove(call) && waited.isEmpty()) {
            if (music != null) {
                music.cancel();
                music = null;
            }
            parts.speaker().music(QueuedSpeaker.Music.TOOLS, null);
        }
        if (call.batch.filler instanceof Pending pending
                && pending.running.remove(call)
                && pending.running.isEmpty()) {
            pending.end();
        }
    }
}
