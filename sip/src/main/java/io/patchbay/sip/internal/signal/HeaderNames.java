package io.patchbay.sip.internal.signal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of header fields: long for compact ones (RFC 3261 §7.3.3, §20), and what is a list. */
final class HeaderNames {

    private static final Map<String, String> KNOWN = new HashMap<>();

    /** Fields whose values a comma separates. */
    private static final Set<String> LISTS =
            Set.of(
                    "Accept",
                    "Accept-Encoding",
                    "Accept-Language",
                    "Alert-Info",
                    "Allow",
                    "Allow-Events",
                    "Call-Info",
                    "Contact",
                    "Content-Encoding",
                    "Content-Language",
                    "Diversion",
                    "Error-Info",
                    "History-Info",
                    "In-Reply-To",
                    "P-Asserted-Identity",
                    "Path",
                    "Proxy-Require",
                    "Reason",
                    "Record-Route",
                    "Require",
                    "Route",
                    "Service-Route",
                    "Supported",
                    "Unsupported",
                    "Via",
                    "Warning");

    /** Fields of which there is one at most. */
    static final Set<String> SINGLE =
            Set.of(
                    "Call-ID",
                    "Content-Disposition",
                    "Content-Length",
                    "Content-Type",
                    "CSeq",
                    "Event",
                    "Expires",
                    "From",
                    "Max-Forwards",
                    "Min-Expires",
                    "Min-SE",
                    "RAck",
                    "Refer-To",
                    "Referred-By",
                    "Replaces",
                    "RSeq",
                    "Session-Expires",
                    "Subscription-State",
                    "To");

    static {
        LISTS.forEach(HeaderNames::know);
        SINGLE.forEach(HeaderNames::know);
        for (String name :
                "Authentication-Info Authorization Date MIME-Version Organization Priority"
                        .split(" ")) {
            know(name);
        }
        for (String name :
                ("Proxy-Authenticate Proxy-Authorization Reply-To Retry-After Server Subject"
                                + " Timestamp User-Agent WWW-Authenticate Privacy Identity")
                        .split(" ")) {
            know(name);
        }
        compact("a", "Accept-Contact");
        compact("b", "Referred-By");
        compact("c", "Content-Type");
        compact("d", "Request-Disposition");
        compact("e", "Content-Encoding");
        compact("f", "From");
        compact("i", "Call-ID");
        compact("j", "Reject-Contact");
        compact("k", "Supported");
        compact("l", "Content-Length");
        compact("m", "Contact");
        compact("n", "Identity-Info");
        compact("o", "Event");
        compact("r", "Refer-To");
        compact("s", "Subject");
        compact("t", "To");
        compact("u", "Allow-Events");
        compact("v", "Via");
        compact("x", "Session-Expires");
        compact("y", "Identity");
    }

    private HeaderNames() {}

    private static void know(String name) {
        KNOWN.put(name.toLowerCase(Locale.ROOT), name);
        KNOWN.put(name, name);
    }

    private static void compact(String letter, String name) {
        know(name);
        KNOWN.put(letter, name);
        KNOWN.put(letter.toUpperCase(Locale.ROOT), name);
    }

    /** The long name in its usual case; of an unknown one the name itself. */
    static String canonical(String name) {
        @Nullable String known = KNOWN.get(name);
        if (known == null) {
            known = KNOWN.get(name.toLowerCase(Locale.ROOT));
        }
        return known == null ? name : known;
    }

    static boolean isList(String canonical) {
        return LISTS.contains(canonical);
    }
}
