package io.patchbay.sip.internal;

import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.NameAddress;
import io.patchbay.sip.internal.signal.SipMessage;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipResponse;
import io.patchbay.sip.internal.signal.SipUri;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a call know of each other (RFC 3261 §12): tags, the way between them, targets
 * and numbers. On the door's loop.
 */
final class Dialog {

    /**
     * Names a dialog at this end.
     *
     * @param remoteTag empty for a far end without one (RFC 2543)
     */
    record Id(String callId, String localTag, String remoteTag) {}

    private final Id id;
    private final NameAddress local;
    private final NameAddress remote;
    private final NameAddress contact;
    private final List<NameAddress> routes;
    private final Hop first;
    private final boolean directly;
    private final boolean incoming;
    private SipUri target;
    private Hop hop;
    private long localNumber;
    private long remoteNumber;

    private Dialog(
            Id id,
            NameAddress local,
            NameAddress remote,
            NameAddress contact,
            List<NameAddress> routes,
            SipUri target,
            Hop first,
            boolean directly,
            boolean incoming,
            long localNumber,
            long remoteNumber) {
        this.id = id;
        this.local = local;
        this.remote = remote;
        this.contact = contact;
        this.routes = routes;
        this.target = target;
        this.first = first;
        this.directly = directly;
        this.incoming = incoming;
        this.localNumber = localNumber;
        this.remoteNumber = remoteNumber;
        this.hop = towards();
    }

    /** Of a call that came. */
    static Dialog of(SipRequest invite, String localTag, NameAddress contact, Hop from) {
        NameAddress remote = invite.from();
        SipUri target = invite.contact().map(NameAddress::uri).orElse(remote.uri());
        return new Dialog(
                new Id(invite.callId(), localTag, Objects.requireNonNullElse(remote.tag(), "")),
                invite.to().withTag(localTag),
                remote,
                contact,
                List.copyOf(invite.addresses("Record-Route")),
                target,
                from,
                invite.vias().size() < 2,
                true,
                0,
                invite.cseq().number());
    }

    /** Of a call that we placed, from an answer with a tag. */
    static Dialog of(
            SipRequest invite, SipResponse answer, NameAddress contact, Hop to, boolean proxied) {
        List<NameAddress> routes = new ArrayList<>(answer.addresses("Record-Route"));
        Collections.reverse(routes);
        SipUri target = answer.contact().map(NameAddress::uri).orElse(invite.uri());
        NameAddress remote = answer.to();
        return new Dialog(
                new Id(
                        invite.callId(),
                        Objects.requireNonNullElse(invite.fromTag(), ""),
                        Objects.requireNonNullElse(remote.tag(), "")),
                invite.from(),
                remote,
                contact,
                List.copyOf(routes),
                target,
                to,
                proxied,
                false,
                invite.cseq().number(),
                -1);
    }

    Id id() {
        return id;
    }

    /** Where the far end shall ask for us. */
    NameAddress contact() {
        return contact;
    }

    /** Whether it began with a request of the far end. */
    boolean isIncoming() {
        return incoming;
    }

    /** Where the far end wants to be asked. */
    SipUri target() {
        return target;
    }

    /** Us, with our tag. */
    NameAddress local() {
        return local;
    }

    /** The far end, with its tag. */
    NameAddress remote() {
        return remote;
    }

    /** Where requests go. */
    Hop hop() {
        return hop;
    }

    /** Whether requests go to a place that has to be looked up first. */
    @Nullable SipUri lookedUp() {
        SipUri next = next();
        return stays() || Destinations.literal(next) != null ? null : next;
    }

    /** It was looked up. */
    void hop(Hop found) {
        hop = found;
    }

    /** A request or answer that may say where the far end is from now on (§12.2). */
    void refresh(SipMessage message) {
        message.contact()
                .ifPresent(
                        at -> {
                            target = at.uri();
                            hop = towards();
                        });
    }

    /**
     * Whether a request of the far end comes after those before it (§12.2.2). It is the newest
     * then.
     */
    boolean isNext(SipRequest request) {
        long number = request.cseq().number();
        if (number <= remoteNumber) {
            return false;
        }
        remoteNumber = number;
        return true;
    }

    /** Starts a request, with the next number. */
    SipRequest.Builder request(String method) {
        return numbered(method, ++localNumber).add("Contact", contact);
    }

    /** Starts the ACK of a 2xx to our INVITE of that number. */
    SipRequest.Builder ack(long number) {
        return numbered("ACK", number);
    }

    private SipRequest.Builder numbered(String method, long number) {
        boolean strict = !routes.isEmpty() && !routes.get(0).uri().parameters().has("lr");
        SipUri uri = strict ? routes.get(0).uri() : target.withoutHeaders();
        SipRequest.Builder request = SipRequest.builder(method, uri);
        for (NameAddress route : strict ? routes.subList(1, routes.size()) : routes) {
            request.add("Route", route);
        }
        if (strict) {
            request.add("Route", NameAddress.of(target));
        }
        return request.add("From", local)
                .add("To", remote)
                .add("Call-ID", id.callId)
                .add("CSeq", number + " " + method)
                .add("Max-Forwards", 70);
    }

    private SipUri next() {
        return routes.isEmpty() ? target : routes.get(0).uri();
    }

    /**
     * Whether requests go where the first message came from or went to: over a stream, which is
     * there already; to an outbound proxy; to a caller who talks to us directly from another
     * address than the one he gives, behind an address translation.
     */
    private boolean stays() {
        if (first.carrier() != Carrier.UDP) {
            return routes.isEmpty() || incoming;
        }
        InetSocketAddress literal = Destinations.literal(next());
        boolean same = literal != null && literal.getAddress().equals(first.address().getAddress());
        return directly && routes.isEmpty() && !same;
    }

    private Hop towards() {
        InetSocketAddress literal = Destinations.literal(next());
        if (stays() || literal == null) {
            return first;
        }
        return new Hop(
                Destinations.carrier(next(), first.carrier()), literal, literal.getHostString());
    }
}
