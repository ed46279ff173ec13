package io.patchbay.transport.cloudflare.internal;

import static io.patchbay.transport.cloudflare.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.ownclient.PassingFetch;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.net.MemoryFetch;
import io.patchbay.tck.net.WebSocketFarEnd;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fetches come, go and outrank each other while lines go through them. */
@Timeout(120)
class FetchExchangeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final CloudflareTransportFactory factory = new CloudflareTransportFactory();
    private final List<Talker> talkers = new ArrayList<>();
    private WebSocketFarEnd far;

    @BeforeEach
    void listen() throws IOException {
        far = new WebSocketFarEnd();
        factory.comeAndGo(LONG);
        offer(UpgradeFetch.http1(), -100);
    }

    @AfterEach
    void hangUp() throws IOException {
        talkers.forEach(talker -> soon(talker.close()));
        far.close();
        assertEquals(0, factory.open());
    }

    private UpgradeFetch offer(UpgradeFetch fetch, int ranking) {
        factory.bindFetch(fetch, Map.of("name", fetch.name(), "service.ranking", ranking));
        return fetch;
    }

    private Talker connected(Map<String, ?> settings) throws Exception {
        Talker talker = new Talker(factory, settings);
        talkers.add(talker);
        CompletableFuture<?> connecting = talker.connect(far.uri());
        FarEnd.Peer peer = far.accept(PATIENCE);
        assertEquals(PlainCodec.HELLO, peer.text(PATIENCE));
        peer.say(PlainCodec.READY);
        soon(connecting);
        talker.settle();
        return talker;
    }

    @Test
    void a_line_hears_of_a_better_fetch_once_and_goes_on() throws Exception {
        Talker talker = connected(Map.of());
        PassingFetch better = new PassingFetch();
        offer(better, 0);
        TransportEvent.NewLineNeeded wish = talker.next(TransportEvent.NewLineNeeded.class);
        assertEquals("the fetch 'passing' takes the place of 'http1'", wish.reason());
        factory.updatedFetch(better, Map.of("service.ranking", 7));
        offer(new PassingFetch("worse"), -50);
        talker.settle();
        assertEquals(
                1,
                talker.events.stream()
                        .filter(TransportEvent.NewLineNeeded.class::isInstance)
                        .count());
        assertEquals(TransportState.CONNECTED, talker.transport.state());
        assertFalse(talker.heard(TransportEvent.GoAway.class));
    }

    @Test
    void a_line_that_wants_a_fetch_by_name_does_not_mind_better_ones() throws Exception {
        Talker talker = connected(Map.of("fetch", "http1"));
        offer(new PassingFetch(), 100);
        talker.settle();
        assertFalse(talker.heard(TransportEvent.NewLineNeeded.class));
    }

    @Test
    void a_fetch_that_goes_gives_its_lines_time_to_move() throws Exception {
        UpgradeFetch own = offer(new PassingFetch(), 0);
        Talker old = connected(Map.of());
        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> factory.unbindFetch(own));
        assertEquals(
                "the fetch 'http1' takes the place of 'passing'",
                old.next(TransportEvent.NewLineNeeded.class).reason());
        assertEquals(LONG, old.next(TransportEvent.GoAway.class).timeLeft());
        assertEquals(TransportState.CONNECTED, old.transport.state());
        assertFalse(gone.isDone());
        connected(Map.of()); // the session moves
        soon(old.close());
        soon(gone);
    }

    @Test
    void a_line_that_does_not_move_in_time_is_lost_and_not_closed_for_good() throws Exception {
        factory.comeAndGo(Duration.ofMillis(200));
        UpgradeFetch own = offer(new PassingFetch(), 0);
        Talker talker = connected(Map.of());
        factory.unbindFetch(own);
        CloseReason reason = talker.end();
        assertEquals(Cause.LOST, reason.cause());
        assertTrue(reason.retryable());
        connected(Map.of());
    }

    @Test
    void a_line_that_has_nothing_to_move_to_is_lost_at_once_and_comes_back_with_its_fetch()
            throws Exception {
        UpgradeFetch own = offer(new PassingFetch(), 0);
        Talker talker = connected(Map.of("fetch", "passing"));
        factory.unbindFetch(own);
        assertEquals(Cause.LOST, talker.end().cause());
        soon(talker.close());
        CloseReason missing = talker.refusal(far.uri());
        assertEquals(Cause.LOST, missing.cause());
        assertTrue(missing.text().contains("'passing'; there are: http1"), missing.text());
        offer(new PassingFetch(), 0);
        CompletableFuture<?> again = talker.connect(far.uri());
        FarEnd.Peer peer = far.accept(PATIENCE);
        peer.text(PATIENCE);
        peer.say(PlainCodec.READY);
        soon(again);
    }

    @Test
    void a_fetch_that_goes_before_it_has_answered_is_not_waited_for() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> givenUp = new CompletableFuture<>();
        UpgradeFetch silent =
                offer(
                        new MemoryFetch(
                                "silent",
                                upgrade -> {
                                    upgrade.givenUp().thenRun(() -> givenUp.complete(null));
                                    asked.complete(null);
                                }),
                        0);
        Talker talker = new Talker(factory, Map.of("fetch", "silent"));
        talkers.add(talker);
        CompletableFuture<Connected> connecting = talker.connect(far.uri());
        soon(asked);
        factory.unbindFetch(silent);
        CloseReason reason = talker.end();
        assertEquals(Cause.LOST, reason.cause());
        assertTrue(reason.text().contains("the fetch 'silent' is gone"), reason.text());
        soon(givenUp);
        boolean failed = soon(connecting.handle((connected, failure) -> failure != null));
        assertTrue(failed);
    }

    @Test
    void a_fetch_that_goes_while_it_is_being_chosen_is_let_go() {
        for (int round = 0; round < 300; round++) {
            UpgradeFetch silent = offer(new MemoryFetch("silent", upgrade -> {}), 0);
            Talker talker = new Talker(factory, Map.of("fetch", "silent"));
            talkers.add(talker);
            CompletableFuture<Void> gone =
                    CompletableFuture.runAsync(() -> factory.unbindFetch(silent));
            talker.connect(far.uri());
            String text = talker.end().text();
            assertTrue(
                    text.contains("the fetch 'silent' is gone") || text.contains("there is no"),
                    text);
            soon(gone);
        }
    }

    @Test
    void what_changes_while_a_line_is_opened_is_told_when_it_stands() throws Exception {
        Talker talker = new Talker(factory, Map.of());
        talkers.add(talker);
        CompletableFuture<?> connecting = talker.connect(far.uri());
        FarEnd.Peer peer = far.accept(PATIENCE);
        peer.text(PATIENCE);
        offer(new PassingFetch(), 0);
        talker.settle();
        assertFalse(talker.heard(TransportEvent.NewLineNeeded.class));
        peer.say(PlainCodec.READY);
        soon(connecting);
        talker.next(TransportEvent.NewLineNeeded.class);
    }

    @Test
    void of_equal_ones_the_older_is_taken() throws Exception {
        factory.bindFetch(new PassingFetch("younger"), Map.of("service.id", 9L));
        factory.bindFetch(new PassingFetch("older"), Map.of("service.id", 8L));
        Talker talker = connected(Map.of());
        offer(new PassingFetch("best"), 1);
        assertEquals(
                "the fetch 'best' takes the place of 'older'",
                talker.next(TransportEvent.NewLineNeeded.class).reason());
    }

    @Test
    void the_class_loader_of_a_fetch_that_went_under_a_line_is_collected() throws Exception {
        Talker talker = new Talker(factory, Map.of());
        talkers.add(talker);
        WeakReference<ClassLoader> loader = usedAndTakenOut(talker);
        // each round gives the loops a turn, and the collector another try
        for (int round = 0; round < 200 && loader.get() != null; round++) {
            talker.settle();
            System.gc();
        }
        assertNull(loader.get(), "something still holds the fetch's classes");
    }

    /** In a method of its own, so that no local variable holds on. */
    private WeakReference<ClassLoader> usedAndTakenOut(Talker talker) throws Exception {
        factory.comeAndGo(Duration.ofMillis(50));
        try (OwnLoader loader = new OwnLoader()) {
            UpgradeFetch fetch =
                    (UpgradeFetch)
                            loader.loadClass(PassingFetch.class.getName())
                                    .getConstructor()
                                    .newInstance();
            assertFalse(fetch instanceof PassingFetch);
            offer(fetch, 0);
            CompletableFuture<?> connecting = talker.connect(far.uri());
            FarEnd.Peer peer = far.accept(PATIENCE);
            peer.text(PATIENCE);
            peer.say(PlainCodec.READY);
            soon(connecting);
            factory.unbindFetch(fetch);
            assertEquals(Cause.LOST, talker.end().cause());
            return new WeakReference<>(loader);
        }
    }

    /** Loads the fetch's own classes anew, and all others where they are. */
    private static final class OwnLoader extends URLClassLoader {

        private static final String OWN = PassingFetch.class.getPackageName() + ".";

        OwnLoader() {
            super(
                    new URL[] {
                        PassingFetch.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    FetchExchangeTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = name.startsWith(OWN) ? findLoadedClass(name) : null;
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith(OWN) ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }
}
