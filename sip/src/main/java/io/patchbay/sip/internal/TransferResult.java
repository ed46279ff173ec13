package io.patchbay.sip.internal;

import io.patchbay.sip.TransferException;
import io.patchbay.sip.TransferException.Kind;
import org.jspecify.annotations.Nullable;

/** What the answers of a transfer mean. */
final class TransferResult {
    private TransferResult() {}

    /** Of the status that the new call ended with, as the far end reports it. */
    static TransferException of(int status, String reason) {
        Kind kind =
                switch (status) {
                    case 486, 600 -> Kind.BUSY;
                    case 408, 480, 487, 603 -> Kind.NO_ANSWER;
                    case 404, 410, 484, 485, 604 -> Kind.NOT_FOUND;
                    default -> Kind.FAILED;
                };
        return new TransferException(
                kind, status, "the other was not reached: " + status + " " + reason);
    }

    /** Of the far end's answer to our asking. */
    static TransferException refused(int status, String reason) {
        Kind kind = status == 408 ? Kind.TIMEOUT : Kind.REFUSED;
        return new TransferException(
                kind, status, "the far end does not transfer: " + status + " " + reason);
    }

    /** The status line in a report ({@code message/sipfrag}, RFC 3515 §2.4.5), or -1. */
    static int status(@Nullable String report) {
        if (report == null) {
            return -1;
        }
        String line = report.strip();
        if (!line.regionMatches(true, 0, "SIP/2.0 ", 0, 8) || line.length() < 11) {
            return -1;
        }
        String number = line.substring(8, 11);
        return number.matches("[1-6][0-9][0-9]") ? Integer.parseInt(number) : -1;
    }

    /** The words of that line. */
    static String reason(String report) {
        String line = report.strip().lines().findFirst().orElse("");
        return line.length() > 12 ? line.substring(12).strip() : "";
    }
}
