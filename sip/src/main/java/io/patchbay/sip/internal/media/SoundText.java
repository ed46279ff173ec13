package io.patchbay.sip.internal.media;

import io.patchbay.sip.internal.media.SessionDescription.Media;
import io.patchbay.sip.internal.media.SoundSection.Format;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Writes the session descriptions of one call (RFC 8866), with a version that counts changes. */
final class SoundText {

    private static final String END = "\r\n";
    private static final int PACKET_MILLIS = 20;
    private static final int LONGEST_PACKET = 60;

    private final InetAddress address;
    private final int port;
    private final int controlPort;
    private final long id = ThreadLocalRandom.current().nextLong(1L << 32, 1L << 53);
    private long version;
    private @Nullable String last;

    SoundText(InetAddress address, int port, int controlPort) {
        this.address = address;
        this.port = port;
        this.controlPort = controlPort;
    }

    boolean sameFamily(InetAddress other) {
        return address instanceof Inet6Address == other instanceof Inet6Address;
    }

    private String network() {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        return (address instanceof Inet6Address ? "IN IP6 " : "IN IP4 ")
                + (zone < 0 ? host : host.substring(0, zone));
    }

    /** All of it; the version is the same as long as nothing else changes. */
    String whole(List<String> sections) {
        String body =
                "s=-" + END + "c=" + network() + END + "t=0 0" + END + String.join("", sections);
        if (!body.equals(last)) {
            version++;
            last = body;
        }
        return "v=0" + END + "o=- " + id + " " + version + " " + network() + END + body;
    }

    /** Our section. */
    String section(
            String protocol,
            List<Format> formats,
            Direction direction,
            boolean mux,
            List<SdesKey> keys) {
        StringBuilder out = new StringBuilder("m=audio " + port + " " + protocol);
        formats.forEach(format -> out.append(' ').append(format.type()));
        out.append(END);
        for (Format format : formats) {
            Codec codec = format.codec();
            String map = codec == null ? "telephone-event/" + format.clock() : codec.map();
            line(out, "a=rtpmap:" + format.type() + " " + map);
            String parameters = codec == null ? "0-15" : codec.parameters();
            if (!parameters.isEmpty()) {
                line(out, "a=fmtp:" + format.type() + " " + parameters);
            }
        }
        keys.forEach(key -> line(out, "a=crypto:" + key.write()));
        line(out, "a=ptime:" + PACKET_MILLIS);
        line(out, "a=maxptime:" + LONGEST_PACKET);
        line(out, "a=" + direction.attribute());
        if (mux) {
            line(out, "a=rtcp-mux");
        } else if (controlPort != port + 1) {
            line(out, "a=rtcp:" + controlPort);
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String line) {
        out.append(line).append(END);
    }

    /** A section that is not wanted. */
    String refused(Media media) {
        return "m="
                + media.kind()
                + " 0 "
                + media.protocol()
                + " "
                + String.join(" ", media.formats())
                + END;
    }
}
