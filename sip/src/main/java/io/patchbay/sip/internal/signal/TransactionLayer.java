package io.patchbay.sip.internal.signal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.internal.signal.ClientBase.Name;
import io.patchbay.sip.internal.signal.ClientBase.Sending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All transactions of one door, and what there is of messages outside of them. */
final class TransactionLayer implements Transactions {

    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());

    /** Longest request over UDP (RFC 3261 §18.1.1). */
    static final int MOST_OVER_UDP = 1_300;

    private static final int MOST_OWN_NAMES = 64;

    private final SerialLoop loop;
    private final Wire wire;
    private final Incoming incoming;
    private final Tags tags = new Tags();
    private final Map<Name, ClientBase> clients = new HashMap<>();
    private final Remains<Name> clientRemains = new Remains<>();

    /** What our Vias said; answers with another are not ours (§18.1.2). */
    private final Set<String> ownNames = new LinkedHashSet<>();

    private boolean closed;
    private boolean tidying;

    TransactionLayer(
            SerialLoop loop, Wire wire, Capabilities capabilities, Sources sources, User user) {
        this.loop = loop;
        this.wire = wire;
        this.incoming = new Incoming(this, capabilities, sources, user);
    }

    SerialLoop loop() {
        return loop;
    }

    Wire wire() {
        return wire;
    }

    Tags tags() {
        return tags;
    }

    String newTag() {
        return tags.random();
    }

    /** Whether anything is taken from there; counts what is not. */
    boolean allows(InetAddress source) {
        return incoming.allows(source);
    }

    /** Whether bytes from there are looked at at all; counts those that are not. */
    boolean admits(InetAddress source) {
        return incoming.admits(source);
    }

    /** Takes what a socket has read. */
    void received(Parsed parsed, Hop from) {
        if (closed) {
            return;
        }
        Refusal refusal = parsed.refusal();
        if (refusal != null) {
            incoming.refused(refusal, from);
        } else if (parsed.message() instanceof SipRequest request) {
            incoming.request(request, from);
        } else if (parsed.message() instanceof SipResponse answer) {
            answered(answer, from);
        }
    }

    private void answered(SipResponse answer, Hop from) {
        Via via = answer.topVia();
        String branch = via.branch();
        if (branch == null || !ownNames.contains(via.sentBy())) {
            incoming.malformed(from, "an answer that belongs to no request from here");
            return;
        }
        var name = new Name(branch, answer.method());
        ClientBase client = clients.get(name);
        if (client != null) {
            guarded(() -> client.received((SipResponse) incoming.understood(answer)));
            return;
        }
        Remains.Rest rest = clientRemains.find(name, loop.nanoTime());
        if (rest != null) {
            incoming.repeated();
            byte[] acknowledgement = rest.answer();
            if (acknowledgement != null && answer.isFinal() && !answer.isSuccess()) {
                wire.send(acknowledgement, rest.to(), reason -> {});
            }
        } else if (answer.isSuccess() && answer.method().equals("INVITE")) {
            guarded(() -> incoming.user().onStrayAnswer(answer));
        }
    }

    /** Runs what is not ours; it must not end the loop's task. */
    static boolean guarded(Runnable task) {
        try {
            task.run();
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a message of SIP was not coped with", e);
            return false;
        }
    }

    @Override
    public void limit(SipSettings settings) {
        incoming.limit(Networks.of(settings.allowedSources()), settings.invitesPerSecond());
        wire.certify(settings);
    }

    @Override
    public ClientTransaction send(
            SipRequest request, Hop to, Duration patience, ClientTransaction.User user) {
        Objects.requireNonNull(user, "user");
        if (request.is("ACK")) {
            throw new IllegalArgumentException("request is an ACK; use sendAck");
        }
        Sending sending;
        try {
            sending = sending(request, to);
        } catch (IOException e) {
            String reason = "there is no way to it: " + e.getMessage();
            var failed =
                    new OtherClient(
                            this,
                            new Sending(newName(request), request, new byte[0], to, null),
                            patience,
                            user);
            loop.execute(() -> failed.fail(reason));
            return failed;
        }
        ClientBase client =
                request.is("INVITE")
                        ? new InviteClient(this, sending, patience, user)
                        : new OtherClient(this, sending, patience, user);
        clients.put(client.name(), client);
        // whoever sends must have the transaction before it hears of it
        if (closed) {
            loop.execute(() -> client.fail("the door was closed"));
        } else {
            loop.execute(
                    () -> {
                        if (!client.isOver()) {
                            client.start();
                        }
                    });
        }
        return client;
    }

    private Sending sending(SipRequest request, Hop to) throws IOException {
        Sending sending = over(request, to, null);
        if (to.carrier() == Carrier.UDP
                && sending.bytes().length > MOST_OVER_UDP
                && wire.has(Carrier.TCP)) {
            var stream = new Hop(Carrier.TCP, to.address(), to.host());
            return over(request, stream, sending);
        }
        return sending;
    }

    private Sending over(SipRequest request, Hop to, @Nullable Sending otherwise)
            throws IOException {
        Name name = newName(request);
        SipRequest sent = request.change().prepend("Via", via(to, name.branch())).build();
        return new Sending(name, sent, sent.toBytes(), to, otherwise);
    }

    private Name newName(SipRequest request) {
        return new Name(Via.COOKIE + tags.random(), request.method());
    }

    private Via via(Hop to, String branch) throws IOException {
        InetSocketAddress local = wire.localTowards(to);
        String host =
                local.isUnresolved()
                        ? local.getHostString()
                        : local.getAddress().getHostAddress().replaceFirst("%.*", "");
        Via via =
                new Via(
                        to.carrier().name(),
                        host.indexOf(':') >= 0 ? "[" + host + "]" : host,
                        local.getPort(),
                        Parameters.NONE.with("branch", branch).with("rport", null));
        ownNames.add(via.sentBy());
        if (ownNames.size() > MOST_OWN_NAMES) {
            ownNames.remove(ownNames.iterator().next());
        }
        return via;
    }

    /** Sends a CANCEL, which has the branch of its INVITE. */
    void sendCancel(SipRequest cancel, Hop to) {
        String branch = Objects.requireNonNull(cancel.topVia().branch());
        var sending = new Sending(new Name(branch, "CANCEL"), cancel, cancel.toBytes(), to, null);
        var client =
                new OtherClient(
                        this,
                        sending,
                        Timers.PATIENCE,
                        new ClientTransaction.User() {
                            @Override
                            public void onFinal(SipResponse answer) {
                                // what counts is the answer to the INVITE
                            }

                            @Override
                            public void onFailed(String reason) {
                                // the INVITE has a limit of its own
                            }
                        });
        clients.put(client.name(), client);
        client.start();
    }

    @Override
    public void sendAck(SipRequest ack, Hop to) {
        try {
            Sending sending = sending(ack, to);
            Sending otherwise = sending.otherwise();
            wire.send(
                    sending.bytes(),
                    sending.to(),
                    reason -> {
                        if (otherwise != null) {
                            wire.send(otherwise.bytes(), otherwise.to(), again -> {});
                        }
                    });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an ACK has no way to go", e);
        }
    }

    void renamed(ClientBase client, Name from, Name to) {
        clients.remove(from, client);
        clients.put(to, client);
    }

    void ended(ClientBase client, byte @Nullable [] acknowledgement) {
        clients.remove(client.name(), client);
        if (acknowledgement != null && !client.reliable()) {
            var rest = new Remains.Rest(acknowledgement, client.to(), client.to(), null);
            clientRemains.keep(client.name(), rest, loop.nanoTime(), false);
            tidyLater();
        }
    }

    void ended(ServerBase server, Remains.@Nullable Rest rest, boolean briefly) {
        incoming.ended(server, rest, briefly);
        tidyLater();
    }

    /** An INVITE has its final answer. */
    void answered() {
        incoming.finallyAnswered();
    }

    /** Where answers go (§18.2.2, RFC 3581). A maddr is not heeded: it would aim our answers. */
    Hop back(SipMessage message, Hop from) {
        if (from.carrier() != Carrier.UDP || message.topVia().parameters().has("rport")) {
            return from;
        }
        return otherwise(message, from);
    }

    /** Where answers go that cannot go back: the source, and the port that Via names. */
    Hop otherwise(SipMessage message, Hop from) {
        Via via = message.topVia();
        int port = via.port() > 0 ? via.port() : from.carrier() == Carrier.TLS ? 5061 : 5060;
        var address = new InetSocketAddress(from.address().getAddress(), port);
        return new Hop(from.carrier(), address, via.host());
    }

    /** Forgets what is left in time even when nothing comes any more. */
    void tidyLater() {
        if (!tidying) {
            tidying = true;
            loop.schedule(this::tidy, Timers.PATIENCE);
        }
    }

    private void tidy() {
        tidying = false;
        clientRemains.forget(loop.nanoTime());
        incoming.forget(loop.nanoTime());
        if (!closed && remaining() > 0) {
            tidyLater();
        }
    }

    /** Requests and answers that are being dealt with now; for bounds and tests. */
    int live() {
        return clients.size() + incoming.live();
    }

    /** How many late messages are waited for. */
    int remaining() {
        return clientRemains.size() + incoming.remaining();
    }

    @Override
    public Counters counters() {
        return incoming.counters();
    }

    @Override
    public List<Hop> listening() {
        return wire.listening();
    }

    @Override
    public InetSocketAddress localTowards(Hop to) throws IOException {
        return wire.localTowards(to);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        incoming.close();
        for (ClientBase client : List.copyOf(clients.values())) {
            client.end(null);
        }
        wire.close();
    }
}
