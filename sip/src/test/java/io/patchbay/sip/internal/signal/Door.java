package io.patchbay.sip.internal.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real door that declines calls and says 200 to all else. */
final class Door implements Transactions.User, AutoCloseable {

    private static final AtomicInteger BRANCHES = new AtomicInteger();

    final EventLoops loops = EventLoops.create(1);
    final io.patchbay.api.session.SerialLoop loop = loops.next();
    final Transactions transactions;
    final BlockingQueue<SipRequest> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<Hop> sources = new LinkedBlockingQueue<>();

    Door() throws IOException {
        this(SipSettings.builder().build());
    }

    Door(SipSettings settings) throws IOException {
        this(settings, Streams.Patience.USUAL);
    }

    Door(SipSettings settings, Streams.Patience patience) throws IOException {
        var capabilities =
                new Capabilities(
                        Set.of("INVITE", "BYE", "OPTIONS", "REGISTER", "MESSAGE"),
                        Set.of("100rel"),
                        Map.of("INVITE", Set.of("application/sdp")));
        transactions = Sockets.open(loop, settings, capabilities, patience, this);
    }

    InetSocketAddress address(Carrier carrier) {
        return transactions.listening().stream()
                .filter(hop -> hop.carrier() == carrier)
                .findFirst()
                .orElseThrow()
                .address();
    }

    int live() throws Exception {
        return CompletableFuture.supplyAsync(((TransactionLayer) transactions)::live, loop)
                .get(60, TimeUnit.SECONDS);
    }

    Transactions.Counters counters() throws Exception {
        return CompletableFuture.supplyAsync(transactions::counters, loop)
                .get(60, TimeUnit.SECONDS);
    }

    /** A well-formed OPTIONS that is answered to where it comes from. */
    static byte[] options() {
        String branch = "z9hG4bKdoor" + BRANCHES.incrementAndGet();
        return Exchange.bytes(Exchange.request("OPTIONS", branch) + "Content-Length: 0\n");
    }

    /** Whether this answers what {@link #options} asked. */
    static boolean answers(String message) {
        return message.startsWith("SIP/2.0 200") && message.contains("branch=z9hG4bKdoor");
    }

    static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, UTF_8);
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        heard.add(transaction.request());
        sources.add(transaction.from());
        transaction.respond(transaction.request().is("INVITE") ? 603 : 200);
    }

    @Override
    public void onAck(SipRequest ack, Hop from) {
        heard.add(ack);
    }

    @Override
    public void onStrayAnswer(SipResponse answer) {
        // nobody is waiting for one
    }

    @Override
    public void close() {
        CompletableFuture.runAsync(transactions::close, loop)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        loops.close();
    }
}
