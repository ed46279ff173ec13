package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.Capabilities;
import io.patchbay.sip.internal.signal.SipMessage;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What we can, as our messages say it. */
final class Abilities {

    static final String SDP = "application/sdp";
    static final String FRAGMENT = "message/sipfrag";
    static final String DTMF_RELAY = "application/dtmf-relay";
    static final String DTMF = "application/dtmf";

    static final String ACCEPT = SDP + ", " + DTMF_RELAY + ", " + DTMF + ", " + FRAGMENT;

    /** What reaches us; all else is refused by whoever reads it. */
    static final Capabilities ALL =
            new Capabilities(
                    Set.of(
                            "INVITE", "BYE", "OPTIONS", "UPDATE", "PRACK", "INFO", "REFER",
                            "NOTIFY"),
                    Set.of("100rel", "timer", "replaces", "norefersub"),
                    Map.of(
                            "INVITE", Set.of(SDP),
                            "UPDATE", Set.of(SDP),
                            "PRACK", Set.of(SDP),
                            "INFO", Set.of(DTMF_RELAY, DTMF),
                            "NOTIFY", Set.of(FRAGMENT)));

    static final String ALLOW = ALL.allow();
    static final String SUPPORTED = ALL.supported();

    private Abilities() {}

    /** Whether its body is a session description. */
    static boolean isDescription(SipMessage message) {
        return message.hasBody() && message.contentType().map(type -> type.is(SDP)).orElse(false);
    }

    /** Whether its body may be left unread (§20.11). */
    static boolean isOptional(SipMessage message) {
        String disposition = message.header("Content-Disposition");
        return disposition != null
                && disposition
                        .toLowerCase(Locale.ROOT)
                        .replace(" ", "")
                        .contains("handling=optional");
    }
}
