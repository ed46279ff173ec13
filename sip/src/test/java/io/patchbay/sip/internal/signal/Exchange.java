package io.patchbay.sip.internal.signal;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Transactions over a wire that keeps what is sent, with a clock that the test moves. */
final class Exchange implements Wire, Transactions.User {

    static final Hop FAR = hop(Carrier.UDP, 5070);
    static final Hop FAR_TCP = hop(Carrier.TCP, 40_000);

    /** What went out. */
    record Sent(SipMessage message, Hop to) {
        int status() {
            return message instanceof SipResponse answer ? answer.status() : 0;
        }
    }

    final VirtualLoop loop = new VirtualLoop();
    final TransactionLayer layer;
    final List<Sent> sent = new ArrayList<>();
    final List<ServerTransaction> requests = new ArrayList<>();
    final List<SipRequest> acks = new ArrayList<>();
    final List<SipResponse> strays = new ArrayList<>();
    final List<String> calls = new ArrayList<>();

    /** Of our own requests. */
    final List<Integer> provisional = new ArrayList<>();

    final List<SipResponse> finals = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    @Nullable String tcpFailure;

    private final Set<Carrier> carriers;

    Exchange() {
        this(500, Set.of(Carrier.UDP, Carrier.TCP));
    }

    Exchange(int invitesPerSecond, Set<Carrier> carriers) {
        this.carriers = carriers;
        var capabilities =
                new Capabilities(
                        Set.of("INVITE", "BYE", "OPTIONS", "PRACK"),
                        Set.of("100rel"),
                        Map.of("INVITE", Set.of("application/sdp")));
        var sources = new Sources(Networks.of(List.of()), invitesPerSecond);
        layer = new TransactionLayer(loop, this, capabilities, sources, this);
    }

    static Hop hop(Carrier carrier, int port) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new Hop(carrier, address, "127.0.0.1");
    }

    /** A request of the far end as text; {@code more} are further fields. */
    static String request(String method, String branch, String... more) {
        return method
                + " sip:bob@127.0.0.1 SIP/2.0\n"
                + "Via: SIP/2.0/UDP 127.0.0.1:5070;rport;branch="
                + branch
                + "\nMax-Forwards: 70\nFrom: <sip:a@127.0.0.1>;tag=far\nTo: <sip:bob@127.0.0.1>\n"
                + "Call-ID: call-"
                + branch
                + "\nCSeq: 1 "
                + method
                + "\n"
                + String.join("", List.of(more).stream().map(line -> line + "\n").toList());
    }

    static byte[] bytes(String text) {
        return (text + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    void receive(String text) {
        receive(text, FAR);
    }

    void receive(String text, Hop from) {
        byte[] wire = bytes(text);
        Parsed parsed = Parsed.datagram(wire, wire.length);
        if (parsed != null) {
            layer.received(parsed, from);
        }
        loop.run();
    }

    /** The far end answers what we sent at {@code index}. */
    void answer(int index, int status, String tag) {
        var request = (SipRequest) sent.get(index).message();
        SipResponse.Builder answer = request.answer(status);
        if (status > 100) {
            answer.set("To", request.to().withTag(tag));
        }
        receive(
                new String(answer.build().toBytes(), StandardCharsets.UTF_8)
                                .replace("\r", "")
                                .stripTrailing()
                        + "\n");
    }

    ClientTransaction ask(String method) {
        return ask(method, "");
    }

    ClientTransaction ask(String method, String subject) {
        var request =
                SipRequest.builder(method, SipUri.parse("sip:bob@127.0.0.1:5070"))
                        .add("Max-Forwards", 70)
                        .add("From", "<sip:me@127.0.0.1>;tag=me")
                        .add("To", "<sip:bob@127.0.0.1>")
                        .add("Call-ID", "ours")
                        .add("CSeq", new CSeq(1, method))
                        .add("Subject", subject)
                        .build();
        ClientTransaction made =
                layer.send(
                        request,
                        FAR,
                        new ClientTransaction.User() {
                            @Override
                            public void onProvisional(SipResponse answer) {
                                provisional.add(answer.status());
                            }

                            @Override
                            public void onFinal(SipResponse answer) {
                                finals.add(answer);
                            }

                            @Override
                            public void onFailed(String reason) {
                                failures.add(reason);
                            }
                        });
        loop.run();
        return made;
    }

    /** Method or status of all that went out. */
    List<String> said() {
        return sent.stream()
                .map(
                        one ->
                                one.message() instanceof SipRequest request
                                        ? request.method()
                                        : Integer.toString(one.status()))
                .toList();
    }

    ServerTransaction last() {
        return requests.get(requests.size() - 1);
    }

    void pass(Duration time) {
        loop.advance(time);
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        requests.add(transaction);
        transaction.listen(
                new ServerTransaction.Listener() {
                    @Override
                    public void onCancel() {
                        calls.add("cancel");
                        transaction.respond(487);
                    }

                    @Override
                    public void onUnacknowledged() {
                        calls.add("unacknowledged");
                    }
                });
    }

    @Override
    public void onAck(SipRequest ack, Hop from) {
        acks.add(ack);
    }

    @Override
    public void onStrayAnswer(SipResponse answer) {
        strays.add(answer);
    }

    @Override
    public void send(byte[] message, Hop to, Consumer<String> failed) {
        String reason = to.carrier() == Carrier.TCP ? tcpFailure : null;
        if (reason != null) {
            failed.accept(reason);
        } else {
            keep(message, to);
        }
    }

    @Override
    public void answer(byte[] message, Hop to, Hop otherwise) {
        keep(message, to);
    }

    @Override
    public void certify(SipSettings settings) {
        calls.add("certified");
    }

    private void keep(byte[] message, Hop to) {
        Parsed parsed = Parsed.datagram(message, message.length);
        if (parsed == null || parsed.message() == null) {
            throw new AssertionError("we sent what is no SIP");
        }
        sent.add(new Sent(parsed.message(), to));
    }

    @Override
    public boolean has(Carrier carrier) {
        return carriers.contains(carrier);
    }

    @Override
    public List<Hop> listening() {
        return List.of(hop(Carrier.UDP, 5060));
    }

    @Override
    public InetSocketAddress localTowards(Hop to) {
        return hop(Carrier.UDP, 5060).address();
    }

    @Override
    public void close() {
        calls.add("closed");
    }
}
