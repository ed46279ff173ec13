package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PatchbayBuilder;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Callers come in, while what brings them is exchanged. */
class DoorsTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> log = new ArrayList<>();
    private final Map<String, IncomingCalls> doors = new HashMap<>();

    /** The place where only one of them may stand, as a route of a server. */
    private boolean narrow;

    private boolean taken;

    private boolean clockEnded;

    /** Somebody else has that place. */
    private boolean occupied;

    /** Happens while a door opens, and while one closes. */
    private Runnable meanwhile = () -> {};

    private final SessionOptions options =
            SessionOptions.builder().agent(Call.agent()).line(Call.scripted()).build();

    private CallerLegFactory phone(String version) {
        return new CallerLegFactory() {
            @Override
            public String name() {
                return "phone";
            }

            @Override
            public AutoCloseable listen(
                    Settings settings, PlugContext context, IncomingCalls calls) {
                if (settings.flag("broken", false)) {
                    throw new IllegalArgumentException("setting 'broken' must not be true");
                }
                if (occupied) {
                    log.add("fail " + version);
                    throw new IllegalArgumentException("somebody else listens there");
                }
                if (narrow && taken) {
                    throw new IllegalArgumentException("there is a route for it already");
                }
                meanwhile.run();
                taken = true;
                log.add("open " + version);
                doors.put(version, calls);
                return () -> {
                    meanwhile.run();
                    taken = false;
                    log.add("shut " + version);
                };
            }
        };
    }

    private PlugIn plug(String version) {
        return PlugIn.callerLegs(phone(version)).version(version);
    }

    private PatchbayBuilder builder() {
        return Patchbay.builder()
                .loops(() -> loop)
                .workers(loop)
                .transport(new ScriptedTransportFactory())
                .provider(new ScriptedProvider());
    }

    private Patchbay accepting() {
        return builder()
                .callRouter(call -> CompletableFuture.completedFuture(new Decision.Accept(options)))
                .build();
    }

    private Decision offer(String version) {
        CompletionStage<Decision> decision =
                Objects.requireNonNull(doors.get(version))
                        .offer(new CallRouter.IncomingCall("phone", "call", Map.of()));
        loop.run();
        return decision.toCompletableFuture().join();
    }

    private RealtimeSession answer(String version, TestLeg leg) {
        Decision.Accept accepted = (Decision.Accept) offer(version);
        CompletionStage<RealtimeSession> session =
                Objects.requireNonNull(doors.get(version)).answer(accepted.options(), leg);
        loop.run();
        return session.toCompletableFuture().join();
    }

    private static TestLeg leg(String id) {
        return new TestLeg(id, AudioFormat.PCM16_24K, Pacing.SINK);
    }

    private int users(Patchbay patchbay, String version) {
        return patchbay.plugs().stream()
                .filter(plug -> plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    private void end(Patchbay patchbay) {
        patchbay.sessions()
                .forEach(
                        info ->
                                patchbay.session(info.id())
                                        .orElseThrow()
                                        .close(CloseReason.NORMAL));
        loop.run();
    }

    @Test
    void a_call_is_decided_on_and_answered_by_a_session_with_its_leg() {
        Patchbay patchbay = accepting();
        patchbay.plugIn(plug("1"));
        loop.run();
        assertEquals(0, users(patchbay, "1"), "an open door is no user");
        TestLeg leg = leg("a");
        RealtimeSession session = answer("1", leg);
        assertEquals(1, users(patchbay, "1"));
        assertNotNull(leg.says());
        session.close(CloseReason.NORMAL);
        loop.run();
        assertNotNull(leg.closed);
        loop.advance(Duration.ofSeconds(5));
        assertEquals(0, users(patchbay, "1"));
        end(patchbay);
    }

    @Test
    void new_calls_go_to_the_newer_version_and_live_ones_stay_until_they_end() {
        Patchbay patchbay = accepting();
        Plugged old = patchbay.plugIn(plug("1"));
        loop.run();
        TestLeg live = leg("a");
        answer("1", live);
        patchbay.plugIn(plug("2"));
        loop.run();
        assertEquals(List.of("open 1", "open 2", "shut 1"), log);
        assertTrue(offer("1") instanceof Decision.Refuse, "the old door is closed");
        CompletionStage<Void> gone = old.remove();
        loop.advance(Duration.ofHours(1));
        assertFalse(gone.toCompletableFuture().isDone(), "until they end");
        assertEquals(null, live.closed);
        answer("2", leg("b"));
        live.says().onClosed(CloseReason.NORMAL);
        loop.run();
        assertTrue(gone.toCompletableFuture().isDone());
        end(patchbay);
    }

    @Test
    void who_comes_while_the_doors_change_is_not_refused() {
        Patchbay patchbay = accepting();
        Plugged old = patchbay.plugIn(plug("1"));
        loop.run();
        List<CompletionStage<Decision>> decisions = new ArrayList<>();
        meanwhile =
                () ->
                        decisions.add(
                                Objects.requireNonNull(doors.get("1"))
                                        .offer(
                                                new CallRouter.IncomingCall(
                                                        "phone", "call", Map.of())));
        Plugged newer = old.replace(plug("2"));
        loop.run();
        meanwhile = () -> {};
        assertEquals(List.of("open 1", "open 2", "shut 1"), log);
        assertEquals(2, decisions.size());
        for (CompletionStage<Decision> decision : decisions) {
            Decision.Accept accepted =
                    (Decision.Accept) decision.toCompletableFuture().getNow(null);
            TestLeg leg = leg("late");
            CompletionStage<RealtimeSession> session =
                    Objects.requireNonNull(doors.get("1")).answer(accepted.options(), leg);
            loop.run();
            assertTrue(session.toCompletableFuture().isDone());
        }
        assertEquals(2, users(patchbay, "1"));
        assertTrue(offer("1") instanceof Decision.Refuse, "the old door is closed");
        end(patchbay);
        loop.advance(Duration.ofSeconds(5));
        assertEquals(0, users(patchbay, "1"));
        CompletionStage<Void> gone = newer.remove();
        loop.run();
        assertTrue(gone.toCompletableFuture().isDone());
    }

    @Test
    void who_was_not_offered_is_not_answered_by_a_version_that_goes() {
        Patchbay patchbay = accepting();
        Plugged old = patchbay.plugIn(plug("1"));
        loop.run();
        TestLeg live = leg("a");
        answer("1", live);
        CompletionStage<Void> gone = old.remove();
        loop.run();
        TestLeg late = leg("b");
        CompletionStage<RealtimeSession> session =
                Objects.requireNonNull(doors.get("1")).answer(options, late);
        loop.run();
        assertTrue(session.toCompletableFuture().isCompletedExceptionally());
        assertNotNull(late.closed);
        assertEquals(1, users(patchbay, "1"));
        live.says().onClosed(CloseReason.NORMAL);
        loop.run();
        assertTrue(gone.toCompletableFuture().isDone());
        end(patchbay);
    }

    @Test
    void live_calls_are_ended_when_their_drain_time_is_over() {
        Patchbay patchbay =
                builder()
                        .callDrain(Duration.ofMinutes(1))
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(options)))
                        .build();
        Plugged old = patchbay.plugIn(plug("1"));
        loop.run();
        TestLeg live = leg("a");
        answer("1", live);
        CompletionStage<Void> gone = old.remove();
        loop.advance(Duration.ofSeconds(59));
        assertEquals(null, live.closed);
        loop.advance(Duration.ofSeconds(1));
        assertNotNull(live.closed);
        assertTrue(gone.toCompletableFuture().isDone());
        end(patchbay);
    }

    @Test
    void two_versions_in_one_place_change_over_and_back() {
        narrow = true;
        Patchbay patchbay = accepting();
        patchbay.plugIn(plug("1"));
        loop.run();
        Plugged next = patchbay.plugIn(plug("2"));
        loop.run();
        assertEquals(List.of("open 1", "shut 1", "open 2"), log);
        next.remove();
        loop.run();
        assertEquals(List.of("open 1", "shut 1", "open 2", "shut 2", "open 1"), log);
        end(patchbay);
        patchbay.close();
        loop.run();
        assertEquals("shut 1", log.get(log.size() - 1));
    }

    @Test
    void a_version_that_does_not_open_leaves_the_old_one_in_its_place() {
        Patchbay patchbay = accepting();
        patchbay.plugIn(plug("1"));
        loop.run();
        Plugged broken = patchbay.plugIn(plug("2").settings(Map.of("broken", true)));
        loop.run();
        assertTrue(offer("1") instanceof Decision.Accept);
        assertEquals("open 1", log.get(log.size() - 1));
        broken.remove();
        loop.run();
        assertTrue(offer("1") instanceof Decision.Accept);
        end(patchbay);
    }

    @Test
    void where_none_opens_it_is_tried_again_until_one_does() {
        occupied = true;
        Patchbay patchbay = accepting();
        patchbay.plugIn(plug("1"));
        loop.run();
        assertEquals(List.of("fail 1"), log);
        loop.advance(Duration.ofSeconds(7));
        assertEquals(4, log.size(), "after 1, 3 and 7 s: " + log);
        occupied = false;
        loop.advance(Duration.ofSeconds(30));
        assertTrue(offer("1") instanceof Decision.Accept);
        int opened = log.size();
        loop.advance(Duration.ofMinutes(5));
        assertEquals(opened, log.size(), "it stays open, and is not opened again");
        end(patchbay);
    }

    @Test
    void when_neither_the_new_version_nor_the_old_one_opens_any_more_they_are_tried_again() {
        narrow = true;
        Patchbay patchbay = accepting();
        patchbay.plugIn(plug("1"));
        loop.run();
        log.clear();
        occupied = true;
        patchbay.plugIn(plug("2"));
        loop.run();
        assertEquals(List.of("fail 2", "shut 1", "fail 2", "fail 1"), log);
        occupied = false;
        loop.advance(Duration.ofSeconds(30));
        assertTrue(offer("2") instanceof Decision.Accept);
        assertEquals("open 2", log.get(log.size() - 1));
        end(patchbay);
    }

    @Test
    void what_is_taken_out_is_not_tried_again() {
        occupied = true;
        Patchbay patchbay = accepting();
        Plugged plug = patchbay.plugIn(plug("1"));
        loop.run();
        plug.remove();
        loop.advance(Duration.ofMinutes(5));
        assertEquals(List.of("fail 1"), log);
        assertEquals(0, loop.timers(), "and nothing waits for it");
        end(patchbay);
    }

    @Test
    void a_door_is_closed_also_when_there_is_no_clock_any_more() {
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(
                                () -> {
                                    if (clockEnded) {
                                        throw new RejectedExecutionException("no more timers");
                                    }
                                    return loop;
                                })
                        .workers(loop)
                        .build();
        patchbay.plugIn(plug("1"));
        loop.run();
        clockEnded = true;
        patchbay.close();
        loop.run();
        assertEquals(List.of("open 1", "shut 1"), log);
    }

    @Test
    void a_version_on_trial_takes_no_calls_until_it_is_for_all() {
        Patchbay patchbay = accepting();
        patchbay.plugIn(plug("1"));
        Plugged trial = patchbay.plugIn(plug("2").share(0.5));
        loop.run();
        assertEquals(List.of("open 1"), log);
        trial.share(1);
        loop.run();
        assertEquals(List.of("open 1", "open 2", "shut 1"), log);
        end(patchbay);
    }

    @Test
    void calls_that_nobody_can_decide_on_are_refused_with_503() {
        Patchbay without = builder().build();
        without.plugIn(plug("1"));
        loop.run();
        assertEquals(503, ((Decision.Refuse) offer("1")).status());
        end(without);
        Patchbay failing =
                builder()
                        .callRouter(
                                call -> {
                                    throw new IllegalStateException("a test's own failure");
                                })
                        .build();
        failing.plugIn(plug("2"));
        loop.run();
        assertEquals(503, ((Decision.Refuse) offer("2")).status());
        assertEquals(0, users(failing, "2"));
        end(failing);
    }

    @Test
    void a_call_that_was_accepted_is_answered_although_its_door_closed() {
        Patchbay patchbay = accepting();
        Plugged old = patchbay.plugIn(plug("1"));
        loop.run();
        Decision.Accept accepted = (Decision.Accept) offer("1");
        CompletionStage<Void> gone = old.remove();
        loop.run();
        assertFalse(gone.toCompletableFuture().isDone());
        TestLeg leg = leg("a");
        CompletionStage<RealtimeSession> session =
                Objects.requireNonNull(doors.get("1")).answer(accepted.options(), leg);
        loop.run();
        assertTrue(session.toCompletableFuture().isDone());
        leg.says().onClosed(CloseReason.NORMAL);
        loop.run();
        assertTrue(gone.toCompletableFuture().isDone());
        end(patchbay);
    }

    @Test
    void a_call_that_is_never_answered_is_forgotten() {
        Patchbay patchbay = accepting();
        Plugged old = patchbay.plugIn(plug("1"));
        loop.run();
        offer("1");
        CompletionStage<Void> gone = old.remove();
        loop.advance(Duration.ofSeconds(30));
        assertTrue(gone.toCompletableFuture().isDone());
        TestLeg late = leg("a");
        CompletionStage<RealtimeSession> session =
                Objects.requireNonNull(doors.get("1")).answer(options, late);
        assertTrue(session.toCompletableFuture().isCompletedExceptionally());
        assertEquals(
                503,
                Objects.requireNonNull(late.closed).code(),
                "the runtime closes the leg, also when this fails, and its caller hears why");
        end(patchbay);
    }

    @Test
    void a_drain_time_of_nothing_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> builder().callDrain(Duration.ZERO));
    }
}
