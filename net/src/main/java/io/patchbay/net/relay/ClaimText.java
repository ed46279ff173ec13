package io.patchbay.net.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts that a token carries: what a relay can pass on in a header, and the same on both sides. */
final class ClaimText {

    private static final int LONGEST = 256;

    private ClaimText() {}

    /**
     * Lets a text through.
     *
     * @param what for the message, which does not repeat the text
     * @return null for null
     * @throws IllegalArgumentException when it is blank, too long, or holds what no header can
     *     carry or UTF-8 cannot say
     */
    static @Nullable String of(String what, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + LONGEST + " characters, not " + text.length());
        }
        // joined surrogates are no surrogates here
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) || isSurrogate(c))) {
            throw new IllegalArgumentException(
                    what + " holds a control character or half of one beyond U+FFFF; leave it out");
        }
        return text;
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /**
     * An origin, spelled as browsers do: RFC 6454, section 6.2.
     *
     * @return null for null
     * @throws IllegalArgumentException when it is none
     */
    static @Nullable String origin(@Nullable String text) {
        String checked = of("the origin", text);
        if (checked == null) {
            return null;
        }
        try {
            URI uri = new URI(checked.toLowerCase(Locale.ROOT));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme();
            String host = uri.getHost();
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web && host != null && checked.length() == length(uri)) {
                int usual = scheme.equals("https") ? 443 : 80;
                int port = uri.getPort();
                return scheme + "://" + host + (port < 0 || port == usual ? "" : ":" + port);
            }
        } catch (URISyntaxException e) {
            throw noOrigin(e);
        }
        throw noOrigin(null);
    }

    /** How long the address is without path, query, fragment and user. */
    private static int length(URI uri) {
        int port = uri.getPort();
        return (uri.getScheme() + "://" + uri.getHost()).length()
                + (port < 0 ? 0 : 1 + Integer.toString(port).length());
    }

    private static IllegalArgumentException noOrigin(@Nullable URISyntaxException cause) {
        return new IllegalArgumentException(
                "the origin is a page's scheme, host and port and nothing else, such as"
                        + " https://example.com",
                cause);
    }
}
