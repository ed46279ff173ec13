package io.patchbay.rtc.internal.libwebrtc;

import io.patchbay.rtc.RtcException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether two peers can hear each other: libwebrtc itself goes on without sound, in silence. */
final class Codecs {

    private static final Set<String> OURS = Set.of("opus", "g722", "pcmu", "pcma");
    private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio (\\d+) \\S+ ?([\\d ]*)");
    private static final Pattern NAME = Pattern.compile("(?m)^a=rtpmap:(\\d+) ([^/\\s]+)/");

    private Codecs() {}

    /**
     * Checks that there is audio which libwebrtc speaks.
     *
     * @param whose {@code offer} or {@code answer}
     * @throws RtcException {@link RtcException.Kind#CODEC} when there is none
     */
    static void require(String sdp, String whose) {
        Matcher audio = AUDIO.matcher(sdp);
        if (!audio.find() || audio.group(1).equals("0")) {
            throw new RtcException(
                    RtcException.Kind.CODEC, "the " + whose + " has no audio, or refuses it");
        }
        Set<String> theirs = names(sdp, Set.of(audio.group(2).trim().split(" +")));
        if (theirs.stream().noneMatch(OURS::contains)) {
            throw new RtcException(
                    RtcException.Kind.CODEC,
                    "the " + whose + " knows " + theirs + ", and not opus, G.722 or G.711");
        }
    }

    private static Set<String> names(String sdp, Set<String> payloads) {
        Set<String> names = new LinkedHashSet<>();
        // these three need no line that names them
        if (payloads.contains("0")) {
            names.add("pcmu");
        }
        if (payloads.contains("8")) {
            names.add("pcma");
        }
        if (payloads.contains("9")) {
            names.add("g722");
        }
        Matcher name = NAME.matcher(sdp);
        while (name.find()) {
            if (payloads.contains(name.group(1))) {
                names.add(name.group(2).toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
