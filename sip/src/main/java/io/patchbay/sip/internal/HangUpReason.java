package io.patchbay.sip.internal;

import io.patchbay.sip.SipEnd;
import io.patchbay.sip.internal.signal.SipRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why somebody hangs up, as a BYE says it (RFC 3326). */
final class HangUpReason {

    private static final Pattern TEXT = Pattern.compile("text\\s*=\\s*\"([^\"]{0,200})\"");
    private static final Pattern CAUSE =
            Pattern.compile("^SIP\\s*;.*cause\\s*=\\s*([1-6][0-9]{2})");

    private HangUpReason() {}

    static String of(int status, String reason) {
        String text = reason.replaceAll("[\\p{Cntrl}\"\\\\]+", " ").strip();
        return "SIP;cause=" + status + (text.isEmpty() ? "" : ";text=\"" + text + '"');
    }

    /** What a BYE, or a CANCEL, says. */
    static SipEnd end(SipRequest bye) {
        List<String> fields = bye.headers().fields("Reason");
        for (String field : fields) {
            Matcher text = TEXT.matcher(field);
            Matcher cause = CAUSE.matcher(field);
            int status = cause.find() ? Integer.parseInt(cause.group(1)) : 0;
            if (status != 0 || text.find()) {
                return new SipEnd(
                        SipEnd.Cause.REMOTE,
                        status,
                        text.reset().find() ? text.group(1) : "hung up");
            }
        }
        return new SipEnd(SipEnd.Cause.REMOTE, 0, "hung up");
    }
}
