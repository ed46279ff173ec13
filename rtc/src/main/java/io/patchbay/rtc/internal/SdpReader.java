package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the lines of a session description into its parts, and knows what belongs together. */
public final class SdpReader {

    private static final int MAX_LINES = 2_000;
    private static final int MAX_LINE = 8_192;
    private static final int MAX_SECTIONS = 16;

    /** Attributes that hold for every part that has none of its own. */
    private static final Set<String> INHERITED =
            Set.of(
                    "ice-ufrag",
                    "ice-pwd",
                    "fingerprint",
                    "setup",
                    "sendrecv",
                    "sendonly",
                    "recvonly",
                    "inactive");

    private final String whose;
    private final Map<String, String> session = new HashMap<>();
    private final List<SdpSection> sections = new ArrayList<>();
    private final List<String> bundled = new ArrayList<>();
    private final StringBuilder head = new StringBuilder();

    private SdpReader(String whose) {
        this.whose = whose;
    }

    /**
     * Reads.
     *
     * @param whose how a failure begins, as {@code the offer}
     * @throws RtcException when it is no session description; the message is safe to show
     */
    public static SdpReader read(String sdp, String whose) {
        SdpReader reader = new SdpReader(whose);
        int number = 0;
        for (int from = 0; from < sdp.length(); ) {
            int end = sdp.indexOf('\n', from);
            int to = end < 0 ? sdp.length() : end;
            int next = to + 1;
            if (to > from && sdp.charAt(to - 1) == '\r') {
                to--;
            }
            number++;
            reader.line(sdp.substring(from, to), number);
            from = next;
        }
        reader.finish();
        return reader;
    }

    private void line(String line, int number) {
        if (number > MAX_LINES || line.length() > MAX_LINE) {
            throw bad("has more lines, or longer ones, than a call needs");
        }
        if (line.length() < 2
                || line.charAt(1) != '='
                || line.charAt(0) < 'a'
                || line.charAt(0) > 'z') {
            throw bad("is no SDP: line " + number + " is not a letter, '=' and a value");
        }
        if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)) {
            throw bad("is no SDP: line " + number + " has a control character");
        }
        String value = line.substring(2);
        if (line.charAt(0) == 'm') {
            if (sections.size() == MAX_SECTIONS) {
                throw bad("has more media than a call needs");
            }
            sections.add(new SdpSection(value, session, whose));
        } else if (sections.isEmpty()) {
            head.append(line.charAt(0));
            if (number == 1 && !line.equals("v=0")) {
                throw bad("is no SDP: it does not begin with v=0");
            }
        }
        if (line.charAt(0) == 'a') {
            attribute(value);
        }
    }

    private void attribute(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        String rest = colon < 0 ? "" : value.substring(colon + 1);
        if (!sections.isEmpty()) {
            sections.get(sections.size() - 1).attribute(name, rest);
        } else if (name.equals("group") && rest.startsWith("BUNDLE")) {
            bundled.addAll(List.of(rest.substring("BUNDLE".length()).trim().split(" +")));
        } else if (INHERITED.contains(name)) {
            session.putIfAbsent(name, rest);
        }
    }

    private void finish() {
        if (head.length() == 0) {
            throw bad("is empty, where a session description should be");
        }
        for (char line : "ost".toCharArray()) {
            if (head.indexOf(String.valueOf(line)) < 0) {
                throw bad("is no whole SDP: there is no line " + line + "=");
            }
        }
        if (!head.toString().startsWith("vos")) {
            throw bad("is no SDP: it begins with the lines v=, o=, s= in this order");
        }
    }

    /** The parts that are wanted, in order: those with port 0 were refused. */
    public List<SdpSection> accepted() {
        return sections.stream().filter(SdpSection::isAccepted).toList();
    }

    /**
     * Checks that all wanted parts go one way.
     *
     * @param whose how a failure begins
     */
    public void requireBundle(String whose) {
        List<SdpSection> wanted = accepted();
        if (wanted.size() > 1 && !wanted.stream().allMatch(part -> bundled.contains(part.mid()))) {
            throw new RtcException(
                    RtcException.Kind.DESCRIPTION,
                    whose
                            + " does not bundle audio and data channel: a=group:BUNDLE must name"
                            + " the a=mid of both");
        }
    }

    private RtcException bad(String what) {
        return new RtcException(RtcException.Kind.DESCRIPTION, whose + " " + what);
    }
}
