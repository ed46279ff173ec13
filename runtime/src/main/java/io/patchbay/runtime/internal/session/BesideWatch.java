package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Response;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The watchdog of responses beside the conversation: the response gate does not wait for them, but
 * one that falls silent is cancelled all the same, and given up when it does not end then (RULES
 * 10). On the loop.
 */
final class BesideWatch implements Follower {
    private final SessionCore core;
    private final Outgoing outgoing;
    private final Responses responses;

    /** What falls due of each response that runs. */
    private @Nullable Map<Responses.Active, SerialLoop.Timer> due;

    BesideWatch(SessionCore core, Outgoing outgoing, Responses responses) {
        this.core = core;
        this.outgoing = outgoing;
        this.responses = responses;
    }

    @Override
    public void responseStarted(Responses.Active response) {
        if (response.outOfBand) {
            response.sign(core.clock.now());
            look(response, core.options.limits().responseSilence());
        }
    }

    private void look(Responses.Active response, Duration wait) {
        due(
                response,
                () -> {
                    if (responses.find(response.id) == response) {
                        check(response);
                    }
                },
                wait);
    }

    private void due(Responses.Active response, Runnable task, Duration wait) {
        Map<Responses.Active, SerialLoop.Timer> all = due == null ? new HashMap<>(2) : due;
        due = all;
        all.put(
                response,
                core.loop.schedule(
                        () -> {
                            all.remove(response);
                            task.run();
                        },
                        wait));
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        SerialLoop.Timer timer = due == null ? null : due.remove(response);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** No response outlives its line. */
    @Override
    public void lineGone() {
        if (due != null) {
            due.values().forEach(SerialLoop.Timer::cancel);
            due = null;
        }
    }

    private void check(Responses.Active response) {
        Duration patience = core.options.limits().responseSilence();
        Duration silent = Duration.ofNanos(core.clock.now() - response.lastSign());
        if (silent.compareTo(patience) < 0) {
            look(response, patience.minus(silent));
            return;
        }
        core.warn(
                "response-silent",
                "response "
                        + response.id
                        + " said nothing for "
                        + patience.toMillis()
                        + " ms and is cancelled");
        outgoing.correct(Command.CancelResponse.of(response.id));
        if (responses.find(response.id) == response) { // a listener may have ended it
            due(response, () -> giveUp(response), core.options.limits().responseCancel());
        }
    }

    private void giveUp(Responses.Active response) {
        if (responses.find(response.id) == response) {
            responses.forget(response.id);
            core.tell(follower -> follower.responseGivenUp(response.id));
            core.error(
                    ErrorSource.RESPONSE,
                    "response " + response.id + " never ended; it was given up",
                    null);
        }
    }
}
