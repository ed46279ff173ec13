package io.patchbay.rtc.internal.libwebrtc;

import static io.patchbay.rtc.internal.libwebrtc.HeardPeer.PATIENCE_SECONDS;
import static io.patchbay.rtc.internal.libwebrtc.HeardPeer.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is native comes and goes with its use. */
class FactoryLifeTest {

    private static final Duration LINGER = Duration.ofMillis(100);

    /** Threads of this process, native ones too. */
    private static int threads() {
        return Integer.parseInt(status("Threads"));
    }

    private static String status(String key) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(key + ":")) {
                    return line.substring(key.length() + 1).strip();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("no " + key);
    }

    private static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void call(LibwebrtcEngine engine, boolean sound) {
        try (HeardPeer caller = new HeardPeer(engine, RtcSettings.defaults());
                HeardPeer called = new HeardPeer(engine, RtcSettings.defaults())) {
            HeardPeer.connect(caller, called);
            if (sound) {
                caller.sing(440, 24_000);
                long before = called.heardSamples();
                eventually("sound comes", () -> called.heardSamples() > before + 1_440);
            }
            caller.say("hello");
            assertEquals("hello", called.nextText());
        }
    }

    @Test
    void sixty_calls_leave_no_thread_and_no_peer_behind() {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, Duration.ofSeconds(30));
        call(engine, true);
        int before = threads();
        String rss = status("VmRSS");
        for (int i = 0; i < 60; i++) {
            call(engine, true);
        }
        System.out.println("RSS before 60 calls " + rss + ", after " + status("VmRSS"));
        assertEquals(new Factories.Count(0, 1, 1), engine.count());
        // threads of the JVM itself come and go by themselves; two peers have two
        eventually("threads end", () -> threads() <= before + 8);
        engine.stop();
        assertEquals(new Factories.Count(0, 0, 1), engine.count());
        eventually("the factory's threads end", () -> threads() < before);
    }

    @Test
    void calls_can_begin_and_end_on_many_threads_at_once() throws Exception {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, LINGER);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                calls.add(callers.submit(() -> call(engine, false)));
            }
            for (Future<?> one : calls) {
                one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdown();
        }
        assertEquals(0, engine.count().peers());
        engine.stop();
    }

    @Test
    void an_idle_factory_goes_and_the_next_call_makes_another() {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, LINGER);
        call(engine, false);
        eventually("the factory goes", () -> engine.count().factories() == 0);
        call(engine, true);
        assertEquals(2, engine.count().made());
        engine.stop();
    }

    @Test
    void after_its_share_of_messages_a_factory_gives_way_and_ends_with_its_last_call() {
        LibwebrtcEngine engine = new LibwebrtcEngine(10, Duration.ofSeconds(30));
        try (HeardPeer old = new HeardPeer(engine, RtcSettings.defaults());
                HeardPeer other = new HeardPeer(engine, RtcSettings.defaults())) {
            HeardPeer.connect(old, other);
            for (int i = 0; i < 10; i++) {
                old.say("message " + i);
                assertEquals("message " + i, other.nextText());
            }
            call(engine, true);
            assertEquals(new Factories.Count(2, 2, 2), engine.count());
            old.say("still here");
            assertEquals("still here", other.nextText());
            old.sing(440, 24_000);
            other.awaitTone(440, 20);
        }
        eventually("the old factory goes", () -> engine.count().factories() == 1);
        engine.stop();
    }

    @Test
    void a_stopped_engine_has_closed_its_peers_and_makes_no_more() {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, LINGER);
        HeardPeer caller = new HeardPeer(engine, RtcSettings.defaults());
        HeardPeer called = new HeardPeer(engine, RtcSettings.defaults());
        HeardPeer.connect(caller, called);
        caller.sing(440, 24_000);
        engine.stop();
        engine.stop();
        assertEquals(new Factories.Count(0, 0, 1), engine.count());
        caller.close();
        called.close();
        RtcException refused =
                assertThrows(
                        RtcException.class, () -> new HeardPeer(engine, RtcSettings.defaults()));
        assertEquals(RtcException.Kind.UNAVAILABLE, refused.kind());
    }

    @Test
    void a_restart_finds_a_new_path_while_sound_and_text_go_on() {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, LINGER);
        try (HeardPeer caller = new HeardPeer(engine, RtcSettings.defaults());
                HeardPeer called = new HeardPeer(engine, RtcSettings.defaults())) {
            HeardPeer.connect(caller, called);
            caller.sing(440, 24_000);
            String offer = now(caller.peer.restart());
            String answer = now(called.peer.answer(offer));
            assertTrue(answer.contains("a=candidate"), "with candidates of the new path");
            assertFalse(answer.contains("ufrag " + user(offer)), "and of this side");
            now(caller.peer.accept(answer));
            caller.say("over the new path");
            assertEquals("over the new path", called.nextText());
            called.awaitTone(440, 20);
            assertFalse(caller.states.contains(RtcState.FAILED));
        }
        engine.stop();
    }

    private static String user(String sdp) {
        Matcher matcher = Pattern.compile("a=ice-ufrag:(\\S+)").matcher(sdp);
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    @Test
    void ports_stay_in_the_range_that_was_set() {
        LibwebrtcEngine engine = new LibwebrtcEngine(300_000, LINGER);
        RtcSettings settings = RtcSettings.defaults().withPorts(40_000, 40_100);
        try (HeardPeer caller = new HeardPeer(engine, RtcSettings.defaults());
                HeardPeer called = new HeardPeer(engine, settings)) {
            String answer = now(called.peer.answer(now(caller.peer.offer())));
            Matcher candidate =
                    Pattern.compile("a=candidate:\\S+ 1 udp \\d+ \\S+ (\\d+) typ host")
                            .matcher(answer);
            assertTrue(candidate.find(), answer);
            int port = Integer.parseInt(candidate.group(1));
            assertTrue(port >= 40_000 && port <= 40_100, () -> "port " + port);
        }
        engine.stop();
    }

    private static long sockets() throws IOException {
        long sockets = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : open) {
                try {
                    sockets += Files.readSymbolicLink(one).toString().startsWith("socket") ? 1 : 0;
                } catch (NoSuchFileException e) {
                    continue; // closed meanwhile
                }
            }
        }
        return sockets;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void peers_made_at_once_hold_no_more_sockets_each_than_one() throws IOException {
        int count = 25;
        long addresses =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .count();
        long before = sockets();
        LibwebrtcEngine engine = new LibwebrtcEngine();
        List<HeardPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                HeardPeer peer = new HeardPeer(engine, RtcSettings.defaults());
                peers.add(peer);
                HeardPeer.now(peer.peer.offer());
            }
            long each = (sockets() - before) / count;
            assertTrue(each <= 2 * addresses, () -> each + " at " + addresses + " addresses");
        } finally {
            peers.forEach(HeardPeer::close);
            engine.stop();
        }
    }
}
