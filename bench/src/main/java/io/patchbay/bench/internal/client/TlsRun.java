package io.patchbay.bench.internal.client;

import io.patchbay.bench.internal.floor.BareSocket;
import io.patchbay.bench.internal.floor.LeanReceiver;
import io.patchbay.bench.internal.floor.StreamingReceiver;
import io.patchbay.bench.internal.load.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The same over {@code wss}, with a load server of its own: full sessions beside bare Netty, both
 * with the JDK's TLS.
 */
final class TlsRun {

    /** Encryption is several times as dear as the rest, so fewer events tell as much. */
    private static final int SHARE = 4;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Results results;
    private final Rounds rounds;

    TlsRun(Plan plan, Consumer<String> progress, Results results) {
        this.plan = plan;
        this.progress = progress;
        this.results = results;
        this.rounds = new Rounds(plan, progress, results);
    }

    /** Starts the server, measures, and ends it. */
    void run(int threads) {
        progress.accept("TLS, with a load server of its own");
        try (ServerProcess server = ServerProcess.startTls()) {
            Path trust = server.trustStore().orElseThrow();
            try (SessionClient session =
                            new SessionClient(
                                    threads,
                                    Map.of(
                                            "trustStore",
                                            trust.toString(),
                                            "trustStorePassword",
                                            SelfSigned.TRUST_PASSWORD));
                    BareSocket.Loops loops =
                            BareSocket.Loops.overTls(threads, session.epoll(), context(trust));
                    BareClient lean =
                            new BareClient("lean", "floor (a)", loops, LeanReceiver::new);
                    BareClient streaming =
                            new BareClient(
                                    "streaming", "floor (b)", loops, StreamingReceiver::new)) {
                inbound(server.uri(), List.of(session, lean, streaming));
                sending(server.uri(), session, lean);
                connects(server.uri(), List.of(session, lean));
            }
        }
    }

    private static SSLContext context(Path trust) {
        try {
            KeyStore store =
                    KeyStore.getInstance(trust.toFile(), SelfSigned.TRUST_PASSWORD.toCharArray());
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var made = SSLContext.getInstance("TLS");
            made.init(null, managers.getTrustManagers(), null);
            return made;
        } catch (IOException | GeneralSecurityException e) {
            throw new BenchException("the load server's certificate: " + e.getMessage(), e);
        }
    }

    private void inbound(URI uri, List<Client> clients) {
        Inbound inbound = new Inbound(uri, Math.max(1, plan.events() / SHARE));
        Stream<Rounds.Turn> turns =
                clients.stream()
                        .map(
                                client ->
                                        new Rounds.Turn(
                                                TlsTable.INBOUND + client.id(),
                                                "TLS, inbound 20 ms event, " + client.name(),
                                                () -> inbound.measure(client)));
        rounds.run(turns.toList());
    }

    private void sending(URI uri, SessionClient session, BareClient bare) {
        Sending sending = new Sending(uri, plan.chunks() / SHARE);
        Stream<Rounds.Turn> turns =
                sending.turns(session, bare).stream()
                        .map(
                                turn ->
                                        new Rounds.Turn(
                                                TlsTable.PREFIX + turn.id(),
                                                "TLS, " + turn.name(),
                                                turn.once()));
        rounds.run(turns.toList());
    }

    private void connects(URI uri, List<Client> clients) {
        Idle idle = new Idle(uri, plan.idleSessions());
        for (int round = -1; round < plan.rounds(); round++) {
            for (Client client : clients) {
                Idle.Round found = idle.measure(client);
                String name = ", " + client.name();
                progress.accept(
                        Rounds.line(round, "TLS, connect CPU us" + name, found.connectCpu()));
                if (round >= 0) {
                    keep(client.id(), name, found);
                }
            }
        }
    }

    private void keep(String id, String name, Idle.Round found) {
        results.add(TlsTable.CONNECT + id, "TLS, connect" + name, "CPU us", found.connectCpu());
        results.add(TlsTable.WALL + id, "TLS, connect, time" + name, "us", found.connectWall());
        results.add(
                TlsTable.HEAP + id,
                "TLS, live heap per idle session" + name,
                "kB",
                found.heap() / 1e3);
        results.add(TlsTable.HELD + id, "TLS, idle held" + name, "sessions", found.held());
    }
}
