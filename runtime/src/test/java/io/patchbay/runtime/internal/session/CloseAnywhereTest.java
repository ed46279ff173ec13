package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * A call in which everything happens is ended in each of its callbacks: it ends at once, holds
 * nothing, and tells of its end once.
 */
class CloseAnywhereTest {

    /** A callback is tried at its first calls only, and then now and then. */
    private static final int EACH = 3;

    private static final int THEN = 7;

    /** Everything that may happen in a call, as far as it gets. */
    private static void story(LivelyCall call) {
        List<Runnable> steps = new ArrayList<>();
        steps.add(call.session::connect);
        steps.add(() -> call.session.sendMessage("Hello"));
        steps.add(() -> call.calls("time"));
        steps.add(() -> call.calls("own"));
        steps.add(() -> call.calls("pay"));
        steps.add(
                () ->
                        call.session
                                .approvals()
                                .forEach(asked -> call.session.approve(asked.callId())));
        steps.add(() -> call.session.sendAudio(Call.frame(1)));
        steps.add(
                () ->
                        call.hears(
                                call.turns
                                        .spokenAnswer("one two three", 2_000)
                                        .before(TransportEvent.AudioDone.class)));
        steps.add(() -> call.hears(new TransportEvent.SpeechStarted("t1", 0)));
        steps.add(() -> call.hears(new TransportEvent.SpeechStopped("t1", 20)));
        steps.add(() -> call.hears(new TransportEvent.InputCommitted("t1", Placement.END)));
        steps.add(() -> call.hears(call.turns.textAnswer("Yes.")));
        steps.add(() -> call.hears(call.turns.spokenAnswer("this is bad", 300)));
        steps.add(() -> call.calls("slow"));
        steps.add(() -> LivelyCall.KINDS.forEach(call::swap)); // all at once
        steps.add(() -> call.hanging.forEach(one -> one.cancel(false)));
        steps.add(() -> call.calls("transfer_to_bills"));
        steps.add(() -> call.line(line -> line.disconnect(Lines.RESET)));
        steps.add(() -> call.advance(400));
        steps.add(call.session::renew);
        steps.add(() -> call.hears(new TransportEvent.GoAway(Duration.ofSeconds(30))));
        steps.add(
                () -> {
                    call.lines.prepare(line -> line.failNextConnect(Lines.RESET));
                    call.plugIn(PlugKind.TRANSPORT);
                });
        steps.add(() -> call.lines.prepare(line -> line.acknowledgeItems(true)));
        steps.add(() -> call.remove(PlugKind.PROVIDER));
        steps.add(() -> call.plugIn(PlugKind.PROVIDER));
        steps.add(() -> call.remove(PlugKind.AGENT));
        steps.add(() -> call.remove(PlugKind.TOOL));
        steps.add(() -> call.remove(PlugKind.GUARDRAIL));
        steps.add(() -> call.plugIn(PlugKind.AGENT));
        steps.add(call.session::park);
        steps.add(
                () -> {
                    if (call.session.state() == SessionState.PARKED) {
                        call.session.connect();
                    }
                });
        steps.add(() -> call.session.say("Good bye"));
        for (Runnable step : steps) {
            if (call.over()) {
                return;
            }
            step.run();
            call.loop.run();
            call.advance(200);
        }
    }

    /** Tells the story, and does something in each callback, whose number it is given. */
    private static LivelyCall tell(List<String> met, IntConsumer each) {
        LivelyCall[] made = new LivelyCall[1];
        LivelyCall call =
                new LivelyCall(
                        SessionOptions.builder(),
                        name -> {
                            met.add(name);
                            if (made[0] != null) {
                                each.accept(met.size());
                            }
                        });
        made[0] = call;
        story(call);
        return call;
    }

    @Test
    void a_call_that_is_ended_in_any_callback_leaves_nothing() {
        List<String> met = new ArrayList<>();
        LivelyCall whole = tell(met, number -> {});
        whole.close();
        Set<String> kinds = new TreeSet<>(met);
        assertTrue(kinds.size() > 60, () -> "much happens: " + kinds);
        for (Class<?> told :
                List.of(
                        SessionEvent.Swapped.class,
                        SessionEvent.Reconnected.class,
                        SessionEvent.AgentHandoff.class,
                        SessionEvent.GuardrailTripped.class,
                        SessionEvent.AudioInterrupted.class,
                        SessionEvent.ToolApprovalDecided.class)) {
            assertTrue(kinds.contains("inline " + told.getSimpleName()), told::getName);
        }
        Map<String, Integer> tried = new HashMap<>();
        List<String> failures = new ArrayList<>();
        int[] reached = {0};
        int all = 0;
        for (int i = 1; i <= met.size(); i++) {
            int times = tried.merge(met.get(i - 1), 1, Integer::sum);
            if (times <= EACH || times % THEN == 0) {
                all++;
                endedIn(i, met.get(i - 1), reached, failures);
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(reached[0] > all * 9 / 10, reached[0] + " of " + all);
    }

    private static void endedIn(int number, String name, int[] reached, List<String> failures) {
        List<CompletionStage<Void>> closed = new ArrayList<>();
        LivelyCall[] made = new LivelyCall[1];
        int[] count = {0};
        String where = number + " " + name;
        try {
            LivelyCall call =
                    new LivelyCall(
                            SessionOptions.builder(),
                            what -> {
                                if (++count[0] == number && made[0] != null) {
                                    closed.add(made[0].session.close(CloseReason.NORMAL));
                                }
                            });
            made[0] = call;
            if (count[0] >= number) {
                return; // before the session is anybody's
            }
            story(call);
            if (!call.over()) {
                call.close(); // it comes only then
            }
            call.loop.advance(Duration.ofSeconds(60));
            if (closed.isEmpty()) {
                return; // delays are random: another time it did not come to that
            }
            reached[0]++;
            assertTrue(closed.get(0).toCompletableFuture().isDone(), "the end is told");
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(List.of(), call.inUse());
            assertEquals(0, call.loop.timers());
            List<SessionEvent> told = call.events;
            int end = -1;
            for (int i = 0; i < told.size(); i++) {
                if (told.get(i) instanceof SessionEvent.StateChanged change
                        && change.state() == SessionState.CLOSED) {
                    assertEquals(-1, end, "told once");
                    end = i;
                }
            }
            assertTrue(end >= 0, "told");
            for (SessionEvent after : told.subList(end, told.size())) {
                assertTrue(
                        !(after instanceof SessionEvent.Swapped)
                                && !(after instanceof SessionEvent.Connected)
                                && !(after instanceof SessionEvent.ToolStarted),
                        after::toString);
            }
            call.removed.forEach(gone -> assertTrue(gone.toCompletableFuture().isDone(), "gone"));
        } catch (Throwable e) {
            failures.add(where + ": " + e);
        }
    }
}
