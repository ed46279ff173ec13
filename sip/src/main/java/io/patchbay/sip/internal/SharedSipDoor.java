package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipCounters;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipRegistration;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.SipTarget;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.Locator;
import io.patchbay.sip.internal.signal.Transactions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One set of sockets, and those who share it. Any thread. */
final class SharedSipDoor {

    /** How long far ends may take to answer our BYE when all ends. */
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final String host;
    private final String picker;
    private final SerialLoop loop;
    private final Switchboard board;
    private final Transactions transactions;
    private final Set<Carrier> carriers;
    private final Map<String, ConcurrentMap<String, String>> memories = new ConcurrentHashMap<>();

    /** Those who are here, the newest last. */
    private final List<Opening> openings = new ArrayList<>();

    /** The addresses are free. */
    private final CountDownLatch freed = new CountDownLatch(1);

    private int closings;
    private boolean over;

    private SharedSipDoor(
            String host,
            String picker,
            SerialLoop loop,
            Switchboard board,
            Transactions transactions,
            Set<Carrier> carriers) {
        this.host = host;
        this.picker = picker;
        this.loop = loop;
        this.board = board;
        this.transactions = transactions;
        this.carriers = carriers;
    }

    /** Binds. Blocks; not on a loop. */
    static SharedSipDoor bind(
            String host, SipSettings settings, String name, SerialLoop loop, Sounds sounds)
            throws IOException {
        return bind(host, settings, name, loop, sounds, Destinations.LOCATOR);
    }

    /** Binds; who is called is found by {@code locator}. */
    static SharedSipDoor bind(
            String host,
            SipSettings settings,
            String name,
            SerialLoop loop,
            Sounds sounds,
            Locator locator)
            throws IOException {
        Switchboard board = new Switchboard(loop, sounds, locator);
        Transactions transactions =
                Transactions.open(loop, withoutPlug(settings), Abilities.ALL, board);
        board.over(transactions);
        String picker = port(settings) == 0 ? name : "";
        return new SharedSipDoor(host, picker, loop, board, transactions, settings.carriers());
    }

    /** What may be kept when whoever made it is gone. */
    static SipSettings withoutPlug(SipSettings settings) {
        return settings.toBuilder()
                .passwords(user -> null)
                .transferTargets(target -> false)
                .registrations(List.of())
                .build();
    }

    private static int port(SipSettings settings) {
        return settings.carriers().equals(Set.of(Carrier.TLS))
                ? settings.tlsPort()
                : settings.port();
    }

    /** Whether who asks for this address is to join here. */
    boolean isAt(String wanted, SipSettings settings, String name) {
        int port = port(settings);
        if (!host.equals(wanted)) {
            return false;
        }
        return port == 0
                ? picker.equals(name)
                : transactions.listening().stream()
                        .anyMatch(
                                hop ->
                                        settings.carriers().contains(hop.carrier())
                                                && hop.address().getPort() == port);
    }

    SerialLoop loop() {
        return loop;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Joins what has not ended. */
    SipDoor open(String name, SipSettings settings, SipHandler handler) throws IOException {
        SipDoor joined = join(name, settings, handler);
        if (joined == null) {
            throw new IOException("this door has ended");
        }
        return joined;
    }

    /** Joins; null when it has ended meanwhile. */
    synchronized @Nullable SipDoor join(String name, SipSettings settings, SipHandler handler)
            throws IOException {
        if (over) {
            return null;
        }
        board.lookUp(settings);
        for (Carrier wanted : settings.carriers()) {
            if (!carriers.contains(wanted)) {
                throw new IllegalArgumentException(
                        "carriers has "
                                + wanted
                                + ", which is not open there: close what is open first, or take"
                                + " another port");
            }
        }
        if (settings.carriers().contains(Carrier.TLS) && !hasTlsAt(settings.tlsPort())) {
            throw new IllegalArgumentException(
                    "tlsPort "
                            + settings.tlsPort()
                            + " is not the one that is open there: close what is open first, or"
                            + " take another port");
        }
        Opening opening = new Opening(name, new Switchboard.Owner(settings, handler));
        openings.add(opening);
        show();
        return opening;
    }

    private boolean hasTlsAt(int tlsPort) {
        return tlsPort == 0
                || transactions.listening().stream()
                        .anyMatch(
                                hop ->
                                        hop.carrier() == Carrier.TLS
                                                && hop.address().getPort() == tlsPort);
    }

    /** Who is here, and where. */
    synchronized List<SipDoors.Listening> open() {
        return openings.stream()
                .flatMap(
                        each ->
                                each.listening().stream()
                                        .map(uri -> new SipDoors.Listening(each.name, uri)))
                .toList();
    }

    /** The newest decides from now on. */
    private void show() {
        Opening newest = openings.isEmpty() ? null : openings.get(openings.size() - 1);
        board.ownedBy(newest == null ? null : newest.owner);
    }

    private synchronized void left(Opening opening) {
        if (!openings.remove(opening)) {
            return;
        }
        show();
        closings++;
        if (openings.isEmpty()) {
            sweepLater(closings);
        }
    }

    private void sweepLater(int closing) {
        try {
            loop.schedule(() -> swept(closing), Duration.ofSeconds(SipDoors.GRACE_SECONDS));
        } catch (RejectedExecutionException e) {
            over = true; // the loops have ended, and the sockets with them
            freed.countDown();
        }
    }

    /** On the loop, where the lock is not waited for: whoever binds waits for loops under it. */
    private void swept(int closing) {
        boolean calls = board.callCount() > 0;
        Thread sweeper =
                new Thread(null, () -> sweep(closing, calls), "patchbay-sip-door", 0, false);
        sweeper.setDaemon(true);
        sweeper.start();
    }

    private void sweep(int closing, boolean calls) {
        synchronized (this) {
            if (over || !openings.isEmpty() || closing != closings) {
                return;
            }
            if (calls) {
                sweepLater(closing); // until they have ended
                return;
            }
            over = true;
        }
        close(() -> !board.registrars().isEmpty());
    }

    /** Ends all calls and frees the addresses. Blocks for a moment. */
    void end() {
        synchronized (this) {
            over = true;
            openings.clear();
        }
        board.ownedBy(null);
        close(
                () -> {
                    boolean any = board.callCount() > 0 || !board.registrars().isEmpty();
                    board.calls().forEach(call -> call.end(503, "going down", null));
                    return any;
                });
    }

    /** Waits until the addresses of one that has ended are free. Blocks for a moment. */
    void awaitFreed() {
        try {
            if (!freed.await(5, TimeUnit.SECONDS)) {
                System.getLogger("io.patchbay.sip")
                        .log(System.Logger.Level.WARNING, "the loop of a SIP door is stuck");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says good-bye on the loop, waits a moment when anybody was told, and closes. */
    private void close(BooleanSupplier goodbye) {
        Runnable close =
                () -> {
                    transactions.close();
                    freed.countDown();
                };
        try {
            loop.execute(
                    () -> {
                        boolean any = goodbye.getAsBoolean();
                        board.registrars().end();
                        if (any) {
                            loop.schedule(close, GOODBYE);
                        } else {
                            close.run();
                        }
                    });
            if (!loop.inLoop()) {
                awaitFreed();
            }
        } catch (RejectedExecutionException e) {
            close.run(); // the loops have ended, and with them whatever else ran there
        }
    }

    /** One plug's share. */
    private final class Opening implements SipDoor {
        private final String name;
        private volatile Switchboard.@Nullable Owner owner;

        Opening(String name, Switchboard.Owner owner) {
            this.name = name;
            this.owner = owner;
        }

        @Override
        public List<URI> listening() {
            return transactions.listening().stream().map(SharedSipDoor::uri).toList();
        }

        @Override
        public SipCall call(SipTarget target, SerialLoop on, SipCall.Listener listener) {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(on, "loop");
            Objects.requireNonNull(listener, "listener");
            Switchboard.Owner now = owner;
            if (now == null) {
                throw new IllegalStateException("this door is closed");
            }
            return OutgoingCall.place(board, now.settings(), target, on, listener);
        }

        @Override
        public int sampleRate() {
            Switchboard.Owner now = owner;
            if (now == null) {
                throw new IllegalStateException("this door is closed");
            }
            return board.sounds().sampleRate(now.settings(), null);
        }

        @Override
        public List<SipRegistration> registrations() {
            return board.registrars().states();
        }

        @Override
        public SipCounters counters() {
            return board.counters();
        }

        @Override
        public ConcurrentMap<String, String> memory() {
            return memories.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
        }

        @Override
        public void close() {
            left(this);
            owner = null;
        }
    }

    private static URI uri(Hop hop) {
        InetSocketAddress at = hop.address();
        String shown = at.getAddress().getHostAddress();
        return URI.create(
                "sip:"
                        + (shown.contains(":") ? "[" + shown + "]" : shown)
                        + ":"
                        + at.getPort()
                        + ";transport="
                        + hop.carrier().name().toLowerCase(Locale.ROOT));
    }
}
