package io.patchbay.sip.internal.signal;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests of far ends, from the wire to their user: matching, limits, refusals. */
final class Incoming {

    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());

    /** INVITEs that wait for their answer; over it 503. */
    static final int MOST_WAITING = 4_096;

    /** Requests that wait for anything; over it 503. */
    static final int MOST_LIVE = 32_768;

    /** Bytes of requests that wait for anything; over it 503. */
    static final long MOST_BYTES = 32L * 1_024 * 1_024;

    private static final long LOG_EVERY_NANOS = 10_000_000_000L;

    private final TransactionLayer layer;
    private final Capabilities capabilities;
    private final Sources sources;
    private final Transactions.User user;
    private final Map<Key, ServerBase> live = new HashMap<>();
    private final Map<String, Key> merged = new HashMap<>();
    private final Remains<Key> remains = new Remains<>();

    private int waiting;
    private long bytes;
    private long malformed;
    private long repeated;
    private long refused;
    private long unlogged;
    private long loggedAt;

    Incoming(
            TransactionLayer layer,
            Capabilities capabilities,
            Sources sources,
            Transactions.User user) {
        this.layer = layer;
        this.capabilities = capabilities;
        this.sources = sources;
        this.user = user;
        this.loggedAt = layer.loop().nanoTime() - LOG_EVERY_NANOS;
    }

    /** Who may send, and how many INVITEs, from now on. */
    void limit(Networks allowed, int invitesPerSecond) {
        sources.limit(allowed, invitesPerSecond);
    }

    Transactions.User user() {
        return user;
    }

    /** What could not be read has come. */
    void refused(Refusal refusal, Hop from) {
        malformed(from, refusal.why());
        String method = refusal.method();
        if (method == null || method.equals("ACK")) {
            return;
        }
        try {
            List<String> vias = refusal.headers().all("Via");
            if (!vias.isEmpty()) {
                refuse(refusal, Via.parse(vias.get(0)), from);
            }
        } catch (MalformedException e) {
            answerAnyway(refusal, from);
        }
    }

    /** Its Via cannot be read: the answer goes to where the bytes came from. */
    private void answerAnyway(Refusal refusal, Hop from) {
        if (refusal.headers().has("Via") && mayRefuse(from)) {
            byte[] bytes = tagged(refusal).build().toBytes();
            layer.wire().answer(bytes, from, from);
        }
    }

    void malformed(Hop from, String why) {
        malformed++;
        unlogged++;
        long now = layer.loop().nanoTime();
        if (now - loggedAt >= LOG_EVERY_NANOS) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} message(s) that are no SIP; the last from {1}: {2}",
                    unlogged,
                    from.address(),
                    why);
            loggedAt = now;
            unlogged = 0;
        }
    }

    /** Answers without keeping anything. */
    private void refuse(Refusal refusal, Via via, Hop from) {
        if (mayRefuse(from)) {
            SipResponse.Builder answer = tagged(refusal);
            answer.replaceTopVia(seen(via, from));
            SipResponse whole = answer.build();
            Hop back = layer.back(whole, from);
            layer.wire().answer(whole.toBytes(), back, layer.otherwise(whole, from));
        }
    }

    private boolean mayRefuse(Hop from) {
        return sources.refusal(address(from), layer.loop().nanoTime());
    }

    private SipResponse.Builder tagged(Refusal refusal) {
        SipResponse.Builder answer = refusal.answer().change();
        String to = refusal.headers().first("To");
        try {
            if (to != null) {
                NameAddress address = NameAddress.parse(to);
                if (address.tag() == null) {
                    answer.set("To", address.withTag(layer.tags().stateless(refusal.headers())));
                }
            }
        } catch (MalformedException e) {
            return answer; // goes back as it came
        }
        return answer;
    }

    private static InetAddress address(Hop from) {
        return from.address().getAddress();
    }

    /** The top Via with what is known of its sender (RFC 3261 §18.2.1, RFC 3581 §4). */
    private static Via seen(Via via, Hop from) {
        Via seen = via.with("received", address(from).getHostAddress().replaceFirst("%.*", ""));
        if (via.parameters().has("rport")) {
            seen = seen.with("rport", Integer.toString(from.address().getPort()));
        }
        return seen;
    }

    /** A request that is well-formed has come. */
    void request(SipRequest wired, Hop from) {
        SipRequest request = wired.change().replaceTopVia(seen(wired.topVia(), from)).build();
        Key key = Key.of(request);
        ServerBase known = live.get(key);
        if (request.is("ACK")) {
            acknowledgement(request, known, key, from);
        } else if (request.is("CANCEL")) {
            cancel(request, from);
        } else if (known != null) {
            repeated++;
            known.repeated();
        } else {
            Remains.Rest rest = remains.find(key, layer.loop().nanoTime());
            if (rest == null) {
                arrived(request, key, from);
            } else {
                repeated++;
                byte[] answer = rest.answer();
                if (answer != null) {
                    layer.wire().answer(answer, rest.to(), rest.otherwise());
                }
            }
        }
    }

    private void acknowledgement(SipRequest ack, @Nullable ServerBase known, Key key, Hop from) {
        if (known instanceof InviteServer invite && !invite.isAccepted()) {
            invite.confirmed();
            return;
        }
        boolean unique = ack.topVia().hasUniqueBranch();
        if (unique && remains.find(key, layer.loop().nanoTime()) != null) {
            repeated++;
        } else if (!layer.tags().stateless(ack.headers()).equals(ack.toTag())) {
            TransactionLayer.guarded(() -> user.onAck((SipRequest) understood(ack), from));
        }
    }

    private void cancel(SipRequest cancel, Hop from) {
        Key key = Key.of(cancel, "INVITE");
        ServerBase known = live.get(key);
        boolean found = known != null || remains.find(key, layer.loop().nanoTime()) != null;
        String tag = known == null ? null : known.tag();
        SipRequest answered = cancel;
        if (tag != null && cancel.toTag() == null) {
            // the tag of what was said to the INVITE (§9.2)
            answered = cancel.change().set("To", cancel.to().withTag(tag)).build();
        }
        refuse(Refusal.of(answered, found ? 200 : 481, ""), cancel.topVia(), from);
        if (known instanceof InviteServer invite) {
            TransactionLayer.guarded(invite::cancel);
        }
    }

    private void arrived(SipRequest wired, Key key, Hop from) {
        Refusal refusal = limited(wired, key, from);
        SipRequest request = wired;
        try {
            refusal = refusal == null ? capabilities.check(wired) : refusal;
            request = (SipRequest) understood(wired);
        } catch (MalformedException e) {
            refusal = refusal == null ? Refusal.of(wired, e.status(), e.reason()) : refusal;
        }
        if (refusal != null) {
            refuse(refusal, wired.topVia(), from);
            return;
        }
        boolean invites = request.is("INVITE");
        ServerBase server =
                invites
                        ? new InviteServer(layer, key, request, from)
                        : new OtherServer(layer, key, request, from);
        live.put(key, server);
        bytes += server.weight();
        String name = Key.ofMerged(request);
        if (name != null) {
            merged.put(name, key);
        }
        if (invites) {
            waiting++;
            server.respond(100);
        }
        handOver(server);
    }

    /** See {@link Capabilities#understood}. */
    SipMessage understood(SipMessage message) {
        return capabilities.understood(message);
    }

    private void handOver(ServerBase server) {
        try {
            user.onRequest(server);
        } catch (MalformedException e) {
            server.respond(e.status());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request of SIP was not coped with", e);
            server.respond(500);
        }
    }

    private @Nullable Refusal limited(SipRequest request, Key key, Hop from) {
        long now = layer.loop().nanoTime();
        boolean invites = request.is("INVITE");
        boolean tooMany =
                live.size() >= MOST_LIVE
                        || bytes >= MOST_BYTES
                        || invites
                                && request.toTag() == null
                                && (waiting >= MOST_WAITING || !sources.invite(address(from), now));
        if (tooMany) {
            refused++;
            return Refusal.of(request, 503, "too many at once", "Retry-After", "5");
        }
        String name = Key.ofMerged(request);
        Key first = name == null ? null : merged.get(name);
        if (first != null && !first.equals(key) || remains.isMerged(name, key)) {
            return Refusal.of(request, 482, "it came by another way too");
        }
        return null;
    }

    /** An INVITE does not wait any longer. */
    void finallyAnswered() {
        waiting--;
    }

    void ended(ServerBase server, Remains.@Nullable Rest rest, boolean briefly) {
        if (live.remove(server.key, server)) {
            bytes -= server.weight();
        }
        String name = Key.ofMerged(server.request());
        if (name != null) {
            merged.remove(name, server.key);
        }
        if (rest != null) {
            remains.keep(server.key, rest, layer.loop().nanoTime(), briefly);
        }
    }

    void repeated() {
        repeated++;
    }

    void forget(long now) {
        remains.forget(now);
    }

    boolean allows(InetAddress source) {
        boolean allowed = sources.allows(source);
        if (!allowed) {
            refused++;
        }
        return allowed;
    }

    boolean admits(InetAddress source) {
        boolean admitted =
                sources.allows(source) && sources.message(source, layer.loop().nanoTime());
        if (!admitted) {
            refused++;
        }
        return admitted;
    }

    int live() {
        return live.size();
    }

    int remaining() {
        return remains.size();
    }

    Transactions.Counters counters() {
        return new Transactions.Counters(live.size(), refused, malformed, repeated);
    }

    void close() {
        for (ServerBase server : List.copyOf(live.values())) {
            server.disarm();
        }
        live.clear();
        merged.clear();
    }
}
