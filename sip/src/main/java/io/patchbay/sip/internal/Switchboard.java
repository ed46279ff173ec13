package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipCounters;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.media.MediaRoute;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.Locator;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipMessage;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import io.patchbay.sip.internal.signal.Transactions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All calls over one set of sockets: brings each request to the call that it belongs to. On the
 * door's loop, where nothing is said.
 */
final class Switchboard implements Transactions.User {

    /** Who decides on new calls, and under what settings. */
    record Owner(SipSettings settings, SipHandler handler) {}

    /** Counts of requests, for any thread. */
    static final class Counts {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicLong offered = new AtomicLong();
        final AtomicLong refusedByLimit = new AtomicLong();
        final AtomicLong unauthorised = new AtomicLong();
    }

    private static final System.Logger LOG = System.getLogger("io.patchbay.sip");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SerialLoop loop;
    private final Sounds sounds;
    private final Locator locator;
    private final Counts counts = new Counts();
    private final Map<Dialog.Id, CallSignals> dialogs = new HashMap<>();
    private final Set<CallSignals> calls = new LinkedHashSet<>();
    private final Map<InetAddress, Integer> sources = new HashMap<>();

    private final Map<String, InetAddress> hosts = new ConcurrentHashMap<>();
    private final Arrivals arrivals = new Arrivals(this);
    private final Registrars registrars = new Registrars(this);
    private volatile @Nullable Transactions transactions;
    private String product = "Patchbay";
    private volatile @Nullable Owner owner;

    Switchboard(SerialLoop loop, Sounds sounds, Locator locator) {
        this.loop = loop;
        this.sounds = sounds;
        this.locator = locator;
    }

    /** What carries its messages. Before anything else. */
    void over(Transactions carriers) {
        transactions = carriers;
    }

    /** Looks up the hosts that settings name. Blocks, so not on a loop. */
    void lookUp(SipSettings settings) throws IOException {
        hosts.put(settings.host(), InetAddress.getByName(settings.host()));
        if (settings.advertisedHost().isPresent()) {
            String advertised = settings.advertisedHost().get();
            hosts.put(advertised, InetAddress.getByName(advertised));
        }
    }

    /** Who decides from now on, or nobody. From any thread. */
    void ownedBy(@Nullable Owner now) {
        owner = now;
        if (now != null) {
            loop.execute(() -> settled(now.settings()));
        }
    }

    private void settled(SipSettings settings) {
        Owner now = owner;
        if (now != null && now.settings() == settings) {
            product = settings.product();
            transactions().limit(settings);
            registrars.become(settings);
        }
    }

    Registrars registrars() {
        return registrars;
    }

    /** Where requests to an address go, best first; empty when there is no such host. */
    void find(SipUri uri, SipSettings.Carrier usual, Consumer<List<Hop>> then) {
        Set<SipSettings.Carrier> carriers =
                transactions().listening().stream().map(Hop::carrier).collect(Collectors.toSet());
        Destinations.find(locator, uri, usual, carriers)
                .exceptionally(failure -> List.of())
                .thenAccept(
                        found -> {
                            try {
                                loop.execute(() -> then.accept(found));
                            } catch (RejectedExecutionException e) {
                                LOG.log(
                                        System.Logger.Level.DEBUG,
                                        "a name was found for a door that has ended");
                            }
                        });
    }

    @Nullable Owner owner() {
        return owner;
    }

    SerialLoop loop() {
        return loop;
    }

    Sounds sounds() {
        return sounds;
    }

    Counts counts() {
        return counts;
    }

    Transactions transactions() {
        return Objects.requireNonNull(transactions, "transactions");
    }

    /** From any thread. */
    SipCounters counters() {
        Transactions.Counters carried = transactions().counters();
        return new SipCounters(
                counts.calls.get(),
                counts.offered.get(),
                counts.refusedByLimit.get() + carried.refused(),
                counts.unauthorised.get(),
                carried.malformed(),
                carried.retransmitted());
    }

    /** Characters that nobody guesses, for tags and names of calls. */
    static String chance(int bytes) {
        byte[] chance = new byte[bytes];
        RANDOM.nextBytes(chance);
        return HexFormat.of().formatHex(chance);
    }

    static int chanceBelow(int limit) {
        return RANDOM.nextInt(limit);
    }

    // ---- calls

    /** There is one more. */
    void add(CallSignals call) {
        if (calls.add(call)) {
            if (call.source() != null) {
                sources.merge(call.source(), 1, Integer::sum);
            }
            counts.calls.set(calls.size());
        }
    }

    void remove(CallSignals call) {
        if (calls.remove(call)) {
            if (call.source() != null) {
                sources.computeIfPresent(
                        call.source(), (key, count) -> count > 1 ? count - 1 : null);
            }
            counts.calls.set(calls.size());
        }
    }

    List<CallSignals> calls() {
        return List.copyOf(calls);
    }

    int callCount() {
        return calls.size();
    }

    int callsOf(InetAddress source) {
        return sources.getOrDefault(source, 0);
    }

    void add(Dialog.Id id, CallSignals call) {
        dialogs.put(id, call);
    }

    void remove(Dialog.Id id) {
        dialogs.remove(id);
    }

    /** The call of that dialog, or null. */
    @Nullable CallSignals find(Dialog.Id id) {
        return dialogs.get(id);
    }

    // ---- what every message of ours says

    /** Puts on what all answers carry. */
    SipResponse.Builder signed(SipResponse.Builder answer) {
        return answer.set("Server", product);
    }

    String product() {
        return product;
    }

    /** Us, as the far end over there shall ask for us. */
    NameAddress contact(Hop to, SipSettings settings) throws IOException {
        InetSocketAddress local = transactions().localTowards(to);
        String host = settings.advertisedHost().orElseGet(local::getHostString);
        SipUri uri = SipUri.of("patchbay", host, local.getPort());
        return NameAddress.of(
                switch (to.carrier()) {
                    case UDP -> uri;
                    case TCP -> uri.with("transport", "tcp");
                    case TLS -> uri.with("transport", "tls");
                });
    }

    /** Between whom sound will run. */
    MediaRoute route(Hop to, SipSettings settings, boolean trusted) throws IOException {
        InetAddress advertised = settings.advertisedHost().map(hosts::get).orElse(null);
        return new MediaRoute(
                Objects.requireNonNull(hosts.get(settings.host()), "host"),
                advertised == null ? transactions().localTowards(to).getAddress() : advertised,
                to.address().getAddress(),
                to.carrier() == SipSettings.Carrier.TLS,
                trusted || !settings.allowedSources().isEmpty());
    }

    /** Refuses, with what belongs to that status. */
    void refuse(ServerTransaction transaction, int status) {
        SipResponse.Builder answer = signed(tagged(transaction.request(), status));
        if (status == 415) {
            answer.set("Accept", Abilities.ACCEPT);
        } else if (status == 500 || status == 503) {
            answer.set("Retry-After", status == 503 ? 1 : 1 + chanceBelow(9));
        }
        transaction.respond(answer.build());
    }

    /** The answer to an OPTIONS. */
    SipResponse.Builder options(SipRequest request) {
        return signed(tagged(request, 200))
                .set("Allow", Abilities.ALLOW)
                .set("Accept", Abilities.ACCEPT)
                .set("Accept-Encoding", "identity")
                .set("Accept-Language", "en")
                .set("Supported", Abilities.SUPPORTED);
    }

    static SipResponse.Builder tagged(SipRequest request, int status) {
        SipResponse.Builder answer = request.answer(status);
        if (request.toTag() == null) {
            answer.set("To", request.to().withTag(chance(8)));
        }
        return answer;
    }

    // ---- requests

    @Override
    public void onRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        if (request.toTag() != null) {
            within(transaction, request);
        } else {
            outside(transaction, request);
        }
    }

    private void within(ServerTransaction transaction, SipRequest request) {
        CallSignals call = dialogs.get(idOf(request));
        if (call != null) {
            call.onRequest(transaction);
        } else {
            refuse(transaction, 481);
        }
    }

    private void outside(ServerTransaction transaction, SipRequest request) {
        switch (request.method()) {
            case "INVITE" -> arrivals.invited(transaction);
            case "OPTIONS" -> arrivals.asked(transaction);
            case "REFER" -> refuse(transaction, 603);
            default -> refuse(transaction, 481);
        }
    }

    private static Dialog.Id idOf(SipMessage request) {
        return new Dialog.Id(
                request.callId(),
                Objects.requireNonNullElse(request.toTag(), ""),
                Objects.requireNonNullElse(request.fromTag(), ""));
    }

    @Override
    public void onAck(SipRequest ack, Hop from) {
        CallSignals call = dialogs.get(idOf(ack));
        if (call != null) {
            call.onAck(ack);
        }
    }

    @Override
    public void onStrayAnswer(SipResponse answer) {
        CallSignals call =
                dialogs.get(
                        new Dialog.Id(
                                answer.callId(),
                                Objects.requireNonNullElse(answer.fromTag(), ""),
                                Objects.requireNonNullElse(answer.toTag(), "")));
        if (call != null) {
            call.line().onStrayAnswer(answer);
        }
    }
}
