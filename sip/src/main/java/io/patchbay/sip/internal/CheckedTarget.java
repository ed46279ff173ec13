package io.patchbay.sip.internal;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import io.patchbay.sip.internal.signal.MalformedException;
import io.patchbay.sip.internal.signal.SipUri;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom to call, looked through.
 *
 * @param uri who
 * @param from as whom, or null
 * @param proxy over whom, or null
 */
record CheckedTarget(SipUri uri, @Nullable SipUri from, @Nullable SipUri proxy) {

    private static final int HEADERS = 64;
    private static final int HEADER_BYTES = 4_096;

    /** What messages say by themselves, by long and compact name. */
    private static final Set<String> RESERVED =
            Set.of(
                    "via",
                    "v",
                    "from",
                    "f",
                    "to",
                    "t",
                    "call-id",
                    "i",
                    "cseq",
                    "contact",
                    "m",
                    "max-forwards",
                    "route",
                    "record-route",
                    "content-length",
                    "l",
                    "content-type",
                    "c",
                    "content-encoding",
                    "e",
                    "content-disposition",
                    "require",
                    "proxy-require",
                    "supported",
                    "k",
                    "unsupported",
                    "allow",
                    "session-expires",
                    "x",
                    "min-se",
                    "authorization",
                    "proxy-authorization",
                    "replaces",
                    "refer-to",
                    "r",
                    "refer-sub",
                    "rseq",
                    "rack",
                    "user-agent",
                    "mime-version",
                    "event",
                    "o",
                    "subscription-state",
                    "allow-events",
                    "u",
                    "expires");

    /**
     * Looks.
     *
     * @throws IllegalArgumentException naming what is wrong and what to do
     */
    static CheckedTarget of(SipTarget target, SipSettings settings) {
        SipUri proxy = settings.outboundProxy().map(at -> sip("outboundProxy", at)).orElse(null);
        SipUri uri = parse("address", target.address());
        if (uri.scheme().equals("tel")) {
            if (proxy == null) {
                throw new IllegalArgumentException(
                        "address is a telephone number; set outboundProxy, which knows the way");
            }
        } else if (!uri.isSip()) {
            throw new IllegalArgumentException(
                    "address must be a sip:, sips: or tel: address, not " + uri.scheme() + ":");
        }
        if (uri.headers() != null) {
            throw new IllegalArgumentException(
                    "address has headers behind '?'; put them into the target's headers");
        }
        URI from = target.from();
        if (target.limit().isNegative() || target.limit().isZero()) {
            throw new IllegalArgumentException("limit must be longer than nothing");
        }
        headers(target.headers());
        return new CheckedTarget(uri, from == null ? null : parse("from", from), proxy);
    }

    private static SipUri sip(String name, URI text) {
        SipUri uri = parse(name, text);
        if (!uri.isSip()) {
            throw new IllegalArgumentException(name + " must be a sip: or sips: address");
        }
        return uri;
    }

    private static SipUri parse(String name, URI text) {
        try {
            return SipUri.parse(text.toString());
        } catch (MalformedException e) {
            throw new IllegalArgumentException(name + " is no address: " + e.getMessage(), e);
        }
    }

    private static void headers(Map<String, String> headers) {
        if (headers.size() > HEADERS) {
            throw new IllegalArgumentException("headers has more than " + HEADERS + " fields");
        }
        headers.forEach(CheckedTarget::header);
    }

    private static void header(String name, String value) {
        if (!name.matches("[A-Za-z0-9.!%*_+`'~-]{1,100}")) {
            throw new IllegalArgumentException(
                    "headers has a name that is none; use letters, digits and '-'");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "headers has " + name + ", which belongs to the call itself; leave it out");
        }
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)
                || value.length() > HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "the value of header "
                            + name
                            + " has a line end or another control character, or is longer than "
                            + HEADER_BYTES
                            + "; take it out");
        }
    }
}
