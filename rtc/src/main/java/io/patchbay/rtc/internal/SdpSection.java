package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One {@code m=} line of a session description and what belongs to it. */
public final class SdpSection {

    private static final Pattern LINE = Pattern.compile("([a-z]+) (\\d{1,5}) ([A-Z/]+) (.+)");
    private static final Pattern CODEC = Pattern.compile("(\\d{1,3}) ([A-Za-z0-9_.+-]{1,32})/.*");
    private static final Pattern FINGERPRINT =
            Pattern.compile(
                    "(?i)(sha-256 [0-9a-f]{2}(:[0-9a-f]{2}){31}"
                            + "|sha-384 [0-9a-f]{2}(:[0-9a-f]{2}){47}"
                            + "|sha-512 [0-9a-f]{2}(:[0-9a-f]{2}){63}"
                            + "|sha-1 [0-9a-f]{2}(:[0-9a-f]{2}){19})");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9+/]{4,256}");
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9+/]{22,256}");
    private static final Set<String> DIRECTIONS =
            Set.of("sendrecv", "sendonly", "recvonly", "inactive");

    private final Map<String, String> session;
    private final Map<String, String> own = new HashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final String media;
    private final int port;
    private final String protocol;
    private final List<String> formats;

    SdpSection(String line, Map<String, String> session, String whose) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new RtcException(
                    RtcException.Kind.DESCRIPTION,
                    whose + " has a line m= that is none: media, port, protocol, formats");
        }
        this.session = session;
        this.media = matcher.group(1);
        this.port = Integer.parseInt(matcher.group(2));
        this.protocol = matcher.group(3);
        this.formats = List.of(matcher.group(4).trim().split(" +"));
        // these three need no line that names them
        names.put("0", "pcmu");
        names.put("8", "pcma");
        names.put("9", "g722");
    }

    void attribute(String name, String value) {
        if (name.equals("rtpmap")) {
            var codec = CODEC.matcher(value);
            if (codec.matches()) {
                names.put(codec.group(1), codec.group(2).toLowerCase(Locale.ROOT));
            }
        } else {
            own.putIfAbsent(name, value);
        }
    }

    /** Whether it is wanted. */
    public boolean isAccepted() {
        return port != 0 || own.containsKey("bundle-only");
    }

    /** Whether it is sound. */
    public boolean isAudio() {
        return media.equals("audio");
    }

    /** Whether it is a data channel. */
    public boolean isText() {
        return media.equals("application");
    }

    /** How a bundle names it, or an empty text. */
    public String mid() {
        return own.getOrDefault("mid", "");
    }

    /** The codecs it names, in lower case, each once, as it prefers them. */
    public List<String> codecs() {
        List<String> codecs = new ArrayList<>();
        for (String format : formats) {
            String name = names.get(format);
            if (name != null && !codecs.contains(name)) {
                codecs.add(name);
            }
        }
        return List.copyOf(codecs);
    }

    /** {@code sendrecv} where nothing else is said. */
    public String direction() {
        return DIRECTIONS.stream()
                .filter(own::containsKey)
                .findFirst()
                .or(() -> DIRECTIONS.stream().filter(session::containsKey).findFirst())
                .orElse("sendrecv");
    }

    /**
     * Checks protocol, keys and ICE credentials.
     *
     * @param whose how a failure begins
     * @param decided whether it must say who begins the key exchange
     * @throws RtcException saying what is missing
     */
    public void requireTransport(String whose, boolean decided) {
        String what = isText() ? "data channel" : "audio";
        boolean fits =
                isText()
                        ? protocol.endsWith("DTLS/SCTP")
                                && (formats.equals(List.of("webrtc-datachannel"))
                                        || formats.equals(List.of("5000")))
                        : protocol.endsWith("TLS/RTP/SAVPF");
        if (!fits) {
            throw bad(
                    whose,
                    "wants its "
                            + what
                            + " in another way than WebRTC: "
                            + (isText() ? "UDP/DTLS/SCTP webrtc-datachannel" : "UDP/TLS/RTP/SAVPF")
                            + " is spoken");
        }
        require(whose, what, "fingerprint", FINGERPRINT);
        require(whose, what, "ice-ufrag", USER);
        require(whose, what, "ice-pwd", PASSWORD);
        String setup = value("setup");
        if (setup == null || !Set.of("actpass", "active", "passive").contains(setup)) {
            throw bad(whose, "does not say a=setup for its " + what);
        }
        if (decided && setup.equals("actpass")) {
            throw bad(whose, "must say a=setup:active or a=setup:passive, not actpass");
        }
    }

    private void require(String whose, String what, String name, Pattern pattern) {
        String value = value(name);
        if (value == null) {
            throw bad(whose, "has no a=" + name + " for its " + what);
        }
        if (!pattern.matcher(value.trim()).matches()) {
            throw bad(whose, "has an a=" + name + " that is none for its " + what);
        }
    }

    private @Nullable String value(String name) {
        String value = own.get(name);
        return value != null ? value : session.get(name);
    }

    private static RtcException bad(String whose, String what) {
        return new RtcException(RtcException.Kind.DESCRIPTION, whose + " " + what);
    }
}
