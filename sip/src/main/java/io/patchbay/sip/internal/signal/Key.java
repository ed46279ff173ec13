package io.patchbay.sip.internal.signal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction of the far end is known by (RFC 3261 §17.2.3).
 *
 * @param branch of the top Via; of a request of RFC 2543, all that must agree
 * @param sentBy of the top Via
 * @param method that of the INVITE for its ACK
 */
record Key(String branch, String sentBy, String method) {

    private static final int LONGEST = 160;

    /** Of the transaction that {@code request} makes, repeats or acknowledges. */
    static Key of(SipRequest request) {
        return of(request, request.is("ACK") ? "INVITE" : request.method());
    }

    /** The same for another method, as CANCEL needs. */
    static Key of(SipRequest request, String method) {
        Via via = request.topVia();
        String branch = via.branch();
        if (branch != null && via.hasUniqueBranch()) {
            return new Key(brief(branch.toLowerCase(Locale.ROOT)), brief(via.sentBy()), method);
        }
        String all =
                String.join(
                        "\n",
                        request.uri().toString(),
                        String.valueOf(request.fromTag()),
                        request.callId(),
                        Long.toString(request.cseq().number()),
                        via.without("received").without("rport").toString());
        return new Key(brief(all), brief(via.sentBy()), method);
    }

    /** What a request that came twice, by two ways, is known by (§8.2.2.2); null in a dialog. */
    static @Nullable String ofMerged(SipRequest request) {
        String tag = request.fromTag();
        if (tag == null || request.toTag() != null) {
            return null;
        }
        return brief(tag + "\n" + request.callId() + "\n" + request.cseq());
    }

    /** Itself, or its digest when it is long: keys outlive the messages that they came in. */
    private static String brief(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
