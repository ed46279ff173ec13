package io.patchbay.sip.internal.media;

import io.patchbay.sip.internal.media.SessionDescription.Attribute;
import io.patchbay.sip.internal.media.SessionDescription.Connection;
import io.patchbay.sip.internal.media.SessionDescription.Media;
import io.patchbay.sip.internal.media.SessionDescription.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads session descriptions (RFC 8866 §5). Lines may end in LF alone, and what real telephones
 * leave out ({@code s=}, {@code t=}) may be missing; what decides where sound goes may not.
 */
final class SdpReader {

    static final int MOST_CHARACTERS = 16_384;
    static final int MOST_SECTIONS = 16;
    private static final int MOST_LINES = 512;
    private static final int MOST_LINE = 2_048;
    private static final int MOST_FORMATS = 64;
    private static final int MALFORMED = 400;

    private @Nullable Origin origin;
    private @Nullable Connection connection;
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<Media> media = new ArrayList<>();
    private @Nullable Section section;

    /** What an {@code m=} line began. */
    private static final class Section {
        private final String[] line;
        private final long port;
        private final List<Attribute> attributes = new ArrayList<>();
        private @Nullable Connection connection;

        Section(String[] line, long port) {
            this.line = line;
            this.port = port;
        }

        Media finish() {
            return new Media(
                    line[0],
                    port,
                    line[2],
                    List.of(line).subList(3, line.length),
                    connection,
                    attributes);
        }
    }

    private SdpReader() {}

    /**
     * Reads one.
     *
     * @throws MediaException 400 when it is malformed, or longer than anybody needs
     */
    static SessionDescription read(String text) throws MediaException {
        if (text.length() > MOST_CHARACTERS) {
            throw malformed("longer than " + MOST_CHARACTERS + " characters");
        }
        return new SdpReader().all(text);
    }

    private SessionDescription all(String text) throws MediaException {
        int lines = 0;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            end = end < 0 ? text.length() : end;
            if (end > at && text.charAt(end - 1) == '\r') {
                end--;
            }
            if (++lines > MOST_LINES || end - at > MOST_LINE) {
                throw malformed("too many lines, or too long a line");
            }
            if (end > at) {
                line(lines, text.substring(at, end));
            } else if (!text.substring(next).isBlank()) {
                throw malformed("an empty line");
            }
            at = next;
        }
        finishSection();
        if (origin == null) {
            throw malformed("no o=");
        }
        return new SessionDescription(origin, connection, attributes, media);
    }

    private void line(int number, String line) throws MediaException {
        if (line.length() < 2 || line.charAt(1) != '=') {
            throw malformed("line " + number + " is not type=value");
        }
        String value = line.substring(2);
        char type = line.charAt(0);
        if (number == 1) {
            if (type != 'v' || !value.strip().equals("0")) {
                throw malformed("it does not begin with v=0");
            }
            return;
        }
        switch (type) {
            case 'v':
                throw malformed("a second v=");
            case 'o':
                readOrigin(value);
                break;
            case 'c':
                readConnection(value);
                break;
            case 'm':
                readMedia(value);
                break;
            case 'a':
                readAttribute(value);
                break;
            default:
                if (type < 'a' || type > 'z') {
                    throw malformed("line " + number + " has no known type");
                }
        }
    }

    private void readOrigin(String value) throws MediaException {
        String[] parts = words(value);
        if (origin != null || section != null || parts.length != 6) {
            throw malformed("o= must come once and have six fields");
        }
        if (!digits(parts[1]) || !digits(parts[2])) {
            throw malformed("id and version of o= must be numbers");
        }
        origin = new Origin(parts[0], parts[1], parts[2], parts[4], parts[5]);
    }

    private void readConnection(String value) throws MediaException {
        String[] parts = words(value);
        if (parts.length != 3) {
            throw malformed("c= must have three fields");
        }
        int slash = parts[2].indexOf('/');
        String address = slash < 0 ? parts[2] : parts[2].substring(0, slash);
        Connection read =
                parts[0].equals("IN")
                        ? new Connection(parts[1], address)
                        : new Connection("", address);
        if (section == null) {
            connection = read;
        } else if (section.connection == null) {
            section.connection = read; // more than one is for layers of multicast
        }
    }

    private void readMedia(String value) throws MediaException {
        finishSection();
        String[] parts = words(value);
        if (parts.length < 4) {
            throw malformed("m= must have kind, port, protocol and a format");
        }
        if (parts.length - 3 > MOST_FORMATS || media.size() >= MOST_SECTIONS) {
            throw malformed("too many formats, or too many m=");
        }
        int slash = parts[1].indexOf('/');
        String port = slash < 0 ? parts[1] : parts[1].substring(0, slash);
        if (!digits(port)) {
            throw malformed("the port of m= must be a number");
        }
        section = new Section(parts, port.length() > 9 ? Long.MAX_VALUE : Long.parseLong(port));
    }

    private void readAttribute(String value) throws MediaException {
        int colon = value.indexOf(':');
        String name = (colon < 0 ? value : value.substring(0, colon)).strip();
        if (name.isEmpty()) {
            throw malformed("an attribute without a name");
        }
        Attribute read =
                new Attribute(
                        name.toLowerCase(Locale.ROOT),
                        colon < 0 ? "" : value.substring(colon + 1).strip());
        (section == null ? attributes : section.attributes).add(read);
    }

    private void finishSection() {
        if (section != null) {
            media.add(section.finish());
            section = null;
        }
    }

    private static String[] words(String value) {
        return value.strip().split("[ \\t]+");
    }

    private static boolean digits(String text) {
        return !text.isEmpty()
                && text.length() <= 20
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static MediaException malformed(String what) {
        return new MediaException(MALFORMED, "malformed session description: " + what);
    }
}
