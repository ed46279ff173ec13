package io.patchbay.tck.rtc;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Session descriptions of peers without a network, in the form that browsers give them. */
final class ScriptedSdp {

    private static final AtomicLong COUNT = new AtomicLong();
    private static final Pattern NAME =
            Pattern.compile("^a=ice-ufrag:(scripted[0-9a-f]+)", Pattern.MULTILINE);

    private ScriptedSdp() {}

    /** A name that no other peer has. */
    static String freshName() {
        return "scripted" + Long.toHexString(COUNT.incrementAndGet());
    }

    /** Whose description this is, when it is one of ours. */
    static Optional<String> nameIn(String sdp) {
        Matcher matcher = NAME.matcher(sdp);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static String of(String name, String setup) {
        String print = "00:".repeat(31) + "00";
        String transport =
                ("a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:%s\r\n")
                        .formatted(name, "p".repeat(24), print, setup);
        return String.format(
                Locale.ROOT,
                "v=0\r\no=- %d 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
                        + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n%sa=mid:0\r\n"
                        + "a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
                        + "c=IN IP4 0.0.0.0\r\n%sa=mid:1\r\na=sctp-port:5000\r\n",
                Long.parseLong(name.substring("scripted".length()), 16),
                transport,
                transport);
    }
}
