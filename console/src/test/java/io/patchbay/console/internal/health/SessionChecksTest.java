package io.patchbay.console.internal.health;

import static io.patchbay.console.internal.health.Looks.finds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.console.internal.health.Check.Level;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks of what a runtime does, on sessions that get into trouble and out of it again. */
class SessionChecksTest {

    private static final CloseReason LOST =
            new CloseReason(CloseReason.Cause.LOST, 0, "the network is down", null);
    private static final LineChoice SCRIPTED =
            LineChoice.builder().transport("scripted").provider("scripted").key("test").build();
    private static final int SECOND_BYTES = 48_000;

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final SessionWatch watch = new SessionWatch();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private boolean busy;
    private final Patchbay patchbay =
            Patchbay.builder()
                    .transport(lines)
                    .provider(new ScriptedProvider())
                    .observer(watch)
                    .loops(() -> loop)
                    .workers(this::work)
                    .build();

    private void work(Runnable task) {
        if (busy) {
            work.add(task);
        } else {
            task.run();
        }
    }

    private void busy(boolean on) {
        busy = on;
        while (!busy && !work.isEmpty()) {
            work.remove().run();
        }
    }

    /** Listens on a port that somebody else may have. */
    private record Porter(int port) implements CallerLegFactory {
        @Override
        public String name() {
            return "porter";
        }

        @Override
        public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException("setting 'port': " + e.getMessage(), e);
            }
        }
    }

    @AfterEach
    void end() {
        busy(false);
        patchbay.sessions()
                .forEach(it -> patchbay.session(it.id()).orElseThrow().close(CloseReason.NORMAL));
        loop.run();
        patchbay.close();
    }

    private RealtimeSession open() {
        return patchbay.open(SessionOptions.builder().line(SCRIPTED).build());
    }

    private RealtimeSession connected() {
        RealtimeSession session = open();
        var connect = session.connect().toCompletableFuture();
        loop.run();
        assertTrue(connect.isDone() && !connect.isCompletedExceptionally(), connect::toString);
        return session;
    }

    private void fail() {
        lines.prepare(line -> line.failNextConnect(LOST));
        RealtimeSession session = open();
        var connect = session.connect().toCompletableFuture();
        loop.run();
        assertTrue(connect.isCompletedExceptionally());
        session.close(CloseReason.NORMAL);
        loop.run();
        lines.prepare(line -> {});
    }

    @Test
    void a_line_that_fails_again_and_again_is_told_until_it_connects() {
        LinesCheck check = new LinesCheck(patchbay);
        finds(check, Level.OK, "No line was tried yet");
        fail();
        finds(check, Level.OK);
        fail();
        finds(check, Level.CRITICAL, "None of the lines", "the network is down");
        fail();
        finds(check, Level.CRITICAL, "is tried last until", "3 connects");
        loop.advance(Duration.ofSeconds(20));
        connected();
        finds(check, Level.OK, "connect: 1");
    }

    @Test
    void a_listener_that_throws_is_told_for_a_minute() {
        Lately lately = new Lately(watch.tally()::counters);
        SessionsCheck check = new SessionsCheck(lately);
        RealtimeSession session = connected();
        lately.sample(seconds(0));
        finds(check, Level.OK, "Nothing was lost");
        session.listen(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.SpeechStarted) {
                            throw new IllegalStateException("sk-secret-secret: the caller said so");
                        }
                    }
                });
        lines.last().emit(new TransportEvent.SpeechStarted(null, 0));
        loop.run();
        finds(check, Level.WARN, "threw 1 exceptions");
        lately.sample(seconds(30));
        finds(check, Level.WARN, "threw 1 exceptions");
        session.close(CloseReason.NORMAL);
        loop.run();
        finds(check, Level.WARN, "threw 1 exceptions");
        lately.sample(seconds(90));
        finds(check, Level.OK);
        assertEquals(1, watch.tally().counters().listenerFailures(), "what has ended counts on");

        Notices.Notice notice = watch.notices().list().get(0);
        assertTrue(notice.message().startsWith("Something that listens"), notice::toString);
        assertFalse(watch.notices().list().toString().contains("said so"));
    }

    @Test
    void sound_that_waits_for_a_line_is_told_until_one_takes_it() {
        QueuesCheck check = new QueuesCheck(watch.tally());
        RealtimeSession session = connected();
        finds(check, Level.OK, "Nothing waits");
        lines.prepare(line -> line.openByHand(true));
        lines.last().disconnect(LOST);
        loop.run();
        speak(session, 3);
        finds(check, Level.WARN, "in 1 sessions");
        speak(session, 7);
        finds(check, Level.CRITICAL);
        Lately lately = new Lately(watch.tally()::counters);
        lately.sample(seconds(0));
        speak(session, 5);
        finds(new SessionsCheck(lately), Level.WARN, "bytes of callers' sound were dropped");

        loop.advance(Duration.ofSeconds(2));
        lines.last().accept();
        loop.advance(Duration.ofSeconds(30));
        finds(check, Level.OK);
        assertTrue(
                watch.notices().list().stream()
                        .anyMatch(it -> it.message().contains("the network is down")),
                () -> watch.notices().list().toString());
    }

    private void speak(RealtimeSession session, int seconds) {
        for (int i = 0; i < seconds * 50; i++) {
            loop.call(() -> session.sendAudio(ByteBuffer.allocate(SECOND_BYTES / 50)));
            loop.run();
        }
    }

    @Test
    void events_that_wait_for_a_listener_are_told_until_it_comes_after() {
        QueuesCheck check = new QueuesCheck(watch.tally());
        connected();
        busy(true);
        for (int i = 0; i < 1_500; i++) {
            lines.last().emit(new TransportEvent.SpeechStarted(null, 0));
            loop.run();
        }
        finds(check, Level.WARN, "Events wait");
        for (int i = 0; i < 3_000; i++) {
            lines.last().emit(new TransportEvent.SpeechStarted(null, 0));
            loop.run();
        }
        finds(check, Level.CRITICAL, "Events wait");
        busy(false);
        loop.run();
        finds(check, Level.OK);
    }

    @Test
    void a_door_whose_port_is_taken_is_told_until_it_is_free() throws IOException {
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (Patchbay doors =
                Patchbay.builder()
                        .callerLegs(new Porter(other.getLocalPort()))
                        .loops(() -> loop)
                        .workers(this::work)
                        .build()) {
            loop.run();
            DoorsCheck check = new DoorsCheck(doors);
            finds(check, Level.CRITICAL, "takes no calls", "setting 'port'");
            loop.advance(Duration.ofSeconds(40));
            finds(check, Level.CRITICAL);
            other.close();
            loop.advance(Duration.ofSeconds(40));
            finds(check, Level.OK);
        }
    }

    private static long seconds(int seconds) {
        return seconds * 1_000_000_000L;
    }
}
