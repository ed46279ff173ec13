package io.patchbay.sip.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which dialog a new call takes the place of (RFC 3891).
 *
 * @param callId its Call-ID
 * @param toTag the tag of whoever gets the request: ours
 * @param fromTag the far end's
 * @param earlyOnly whether only a call that still rings may be replaced
 */
record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {

    /** Of the header field, or null when it is malformed; escaped line ends are in no field. */
    static @Nullable Replaces parse(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        String[] parts = value.split(";", -1);
        String to = "";
        String from = "";
        boolean early = false;
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            String name = parameter[0].strip().toLowerCase(Locale.ROOT);
            String text = parameter.length == 2 ? parameter[1].strip() : "";
            switch (name) {
                case "to-tag" -> {
                    if (!to.isEmpty()) {
                        return null;
                    }
                    to = text;
                }
                case "from-tag" -> {
                    if (!from.isEmpty()) {
                        return null;
                    }
                    from = text;
                }
                case "early-only" -> early = true;
                default -> {
                    // generic parameters mean nothing to us
                }
            }
        }
        String callId = parts[0].strip();
        return callId.isEmpty() || to.isEmpty() || from.isEmpty()
                ? null
                : new Replaces(callId, to, from, early);
    }

    /** As it stands in a header field. */
    String header() {
        return callId
                + ";to-tag="
                + toTag
                + ";from-tag="
                + fromTag
                + (earlyOnly ? ";early-only" : "");
    }

    /** As it stands in the headers of an address ({@code Refer-To}), escaped. */
    String escaped() {
        StringBuilder text = new StringBuilder();
        for (char c : header().toCharArray()) {
            if (Character.isLetterOrDigit(c) && c < 128 || "-_.!~*'()".indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append("%02X".formatted((int) c));
            }
        }
        return text.toString();
    }
}
