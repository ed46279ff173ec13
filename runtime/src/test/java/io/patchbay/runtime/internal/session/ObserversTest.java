package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.tck.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Watching all sessions of a runtime. */
class ObserversTest {
    /** Notes what it is told. */
    private static final class Watcher implements SessionObserver {
        final List<String> told = new ArrayList<>();
        final List<RealtimeSession> sessions = new ArrayList<>();

        @Override
        public SessionListener observe(RealtimeSession session) {
            sessions.add(session);
            told.add(session.id() + " observed " + session.state());
            return new SessionListener() {
                @Override
                public void onEvent(SessionEvent event) {
                    if (event instanceof SessionEvent.StateChanged change) {
                        told.add(session.id() + " " + change.state());
                    }
                }
            };
        }
    }

    private static SessionRegistry registry(VirtualLoop loop) {
        return new Heart(() -> loop, loop, Heart.DRAIN, () -> {}).sessions();
    }

    @Test
    void an_observer_hears_a_session_from_its_opening_to_its_end() {
        Watcher watcher = new Watcher();
        try (Call call =
                Call.opened(
                        SessionOptions.builder().agent(Call.agent()),
                        plugs -> plugs.observer(watcher))) {
            call.run();
            call.connect();
            call.session.close(CloseReason.NORMAL);
            call.run();
        }
        assertEquals(
                List.of("s1 observed NEW", "s1 CONNECTING", "s1 CONNECTED", "s1 CLOSED"),
                watcher.told);
    }

    @Test
    void an_observer_that_is_asked_late_has_missed_nothing() {
        List<Runnable> work = new ArrayList<>();
        VirtualLoop loop = new VirtualLoop();
        Watcher watcher = new Watcher();
        Executor workers = work::add;
        try (Patchbay patchbay =
                Patchbay.builder().loops(() -> loop).workers(workers).observer(watcher).build()) {
            RealtimeSession session = patchbay.open(SessionOptions.builder().build());
            assertEquals(List.of(), watcher.told, "nothing ran on the thread that opened");
            session.close(CloseReason.NORMAL);
            loop.run();
            for (int i = 0; i < work.size(); i++) {
                work.get(i).run();
            }
            assertEquals(List.of("s1 observed CLOSED", "s1 CLOSED"), watcher.told);
        }
    }

    @Test
    void an_observer_that_comes_late_watches_what_is_live_and_one_that_goes_hears_no_more() {
        VirtualLoop loop = new VirtualLoop();
        SessionRegistry registry = registry(loop);
        RealtimeSession first = registry.open(SessionOptions.builder().build());
        Watcher watcher = new Watcher();
        registry.observe(watcher);
        RealtimeSession second = registry.open(SessionOptions.builder().build());
        loop.run();
        assertEquals(List.of(first, second), watcher.sessions);
        registry.unobserve(watcher);
        first.close(CloseReason.NORMAL);
        registry.open(SessionOptions.builder().build());
        loop.run();
        assertEquals(SessionState.CLOSED, first.state());
        assertEquals(List.of("s1 observed NEW", "s2 observed NEW"), watcher.told);
    }

    @Test
    void an_observer_that_throws_hurts_no_session_and_is_reported() {
        SessionObserver broken =
                session -> {
                    throw new IllegalStateException("no");
                };
        try (Call call =
                Call.opened(
                        SessionOptions.builder().agent(Call.agent()),
                        plugs -> plugs.observer(broken))) {
            call.run();
            call.connect();
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(1, call.session.counters().listenerFailures());
            assertEquals(
                    SessionEvent.ErrorSource.LISTENER,
                    call.only(SessionEvent.Error.class).source());
        }
    }

    @Test
    void without_an_observer_nobody_listens() {
        VirtualLoop loop = new VirtualLoop();
        SessionRegistry registry = registry(loop);
        Watcher watcher = new Watcher();
        registry.observe(watcher);
        registry.unobserve(watcher);
        Session session = (Session) registry.open(SessionOptions.builder().build());
        assertFalse(session.listenedTo());
        registry.observe(watcher);
        assertTrue(session.listenedTo());
    }
}
