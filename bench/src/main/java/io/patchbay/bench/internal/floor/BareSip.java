package io.patchbay.bench.internal.floor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * SIP as text over datagrams of this machine, for peers that know neither transactions nor
 * retransmissions.
 */
final class BareSip {

    static final String HOST = "127.0.0.1";

    /** The longest datagram. */
    static final int LONGEST = 65_535;

    private BareSip() {}

    /** A request of the call {@code id}; {@code tag} is the far end's, once it has one. */
    static String request(String method, String uri, int port, String id, String tag, String body) {
        int number = method.equals("BYE") ? 2 : 1;
        String me = "sip:bare@" + HOST + ":" + port;
        return method
                + " "
                + uri
                + " SIP/2.0\r\nVia: SIP/2.0/UDP "
                + HOST
                + ":"
                + port
                + ";branch=z9hG4bK"
                + id
                + method
                + "\r\nMax-Forwards: 70\r\nFrom: <"
                + me
                + ">;tag="
                + id
                + "\r\nTo: <"
                + uri
                + ">"
                + (tag.isEmpty() ? "" : ";tag=" + tag)
                + "\r\nCall-ID: "
                + id
                + "\r\nCSeq: "
                + number
                + " "
                + method
                + "\r\nContact: <"
                + me
                + ">\r\n"
                + ending(body);
    }

    /** An answer to a request. */
    static String answer(String request, String status, String tag, int port, String body) {
        String to = field(request, "To");
        return "SIP/2.0 "
                + status
                + "\r\nVia: "
                + field(request, "Via")
                + "\r\nFrom: "
                + field(request, "From")
                + "\r\nTo: "
                + (tag.isEmpty() || to.contains(";tag=") ? to : to + ";tag=" + tag)
                + "\r\nCall-ID: "
                + field(request, "Call-ID")
                + "\r\nCSeq: "
                + field(request, "CSeq")
                + "\r\nContact: <sip:bare@"
                + HOST
                + ":"
                + port
                + ">\r\n"
                + ending(body);
    }

    private static String ending(String body) {
        return (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    /** A description of G.711 at this port. */
    static String sound(int port) {
        return "v=0\r\no=- 1 1 IN IP4 "
                + HOST
                + "\r\ns=-\r\nc=IN IP4 "
                + HOST
                + "\r\nt=0 0\r\nm=audio "
                + port
                + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendrecv\r\n";
    }

    /** The port of a description, or 0. */
    static int soundPort(String message) {
        int at = message.indexOf("m=audio ");
        return at < 0 ? 0 : Integer.parseInt(message.substring(at + 8).split(" ", 2)[0]);
    }

    /** The first field of this name, which is written out; empty when there is none. */
    static String field(String message, String name) {
        String wanted = "\r\n" + name.toLowerCase(Locale.ROOT) + ":";
        int at = message.toLowerCase(Locale.ROOT).indexOf(wanted);
        if (at < 0) {
            return "";
        }
        int begin = at + wanted.length();
        int end = message.indexOf("\r\n", begin);
        return message.substring(begin, end).strip();
    }

    /** The tag of the far end. */
    static String tag(String message) {
        String to = field(message, "To");
        int at = to.indexOf(";tag=");
        return at < 0 ? "" : to.substring(at + 5).split(";", 2)[0];
    }

    /** Where requests within a call go: what stands in {@code Contact}. */
    static String contact(String message) {
        return field(message, "Contact").replaceAll("^<|>.*$", "");
    }

    /** The status of an answer, or 0 of a request. */
    static int status(String message) {
        return message.startsWith("SIP/2.0 ") ? Integer.parseInt(message.substring(8, 11)) : 0;
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
