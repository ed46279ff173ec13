package io.patchbay.transport.sip.internal.leg;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a call may be handed or placed to: patterns such as {@code sip:*@example.org}, {@code
 * tel:+49*} or {@code *} for everybody. A star stands for any characters but {@code @}, {@code ;}
 * and {@code ?}. Compared are scheme, user, host and port; an address with anything else in it that
 * could lead elsewhere (header fields, {@code maddr}, escapes) is nobody's.
 */
final class AddressPatterns implements Predicate<URI> {

    private static final Pattern SHAPE =
            Pattern.compile("\\*|(?i:sips?):[^@;?\\s]+(@[^@;?\\s]+)?|(?i:tel):[-+0-9*().]+");

    /** Scheme, user, host and port; then parameters. */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "((?i:sips?):(?:[^@;?%\\s:]+@)?(?:[^@;?%\\s\\[\\]:]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d+)?"
                            + "|(?i:tel):[-+0-9*#().]+)((?:;[^;?%\\s]+)*)");

    private final List<Pattern> patterns;
    private final boolean everybody;

    private AddressPatterns(List<Pattern> patterns, boolean everybody) {
        this.patterns = patterns;
        this.everybody = everybody;
    }

    /**
     * Reads a list.
     *
     * @param setting what it is the value of
     * @throws IllegalArgumentException for a pattern that is none; the message says what one is
     */
    static AddressPatterns of(String setting, String list) {
        List<Pattern> patterns = new ArrayList<>();
        boolean everybody = false;
        for (String each : list.split("[,\\s]+")) {
            if (each.isEmpty()) {
                continue;
            }
            if (!SHAPE.matcher(each).matches()) {
                throw new IllegalArgumentException(
                        "setting '"
                                + setting
                                + "' must list patterns like sip:*@example.org,"
                                + " tel:+49* or *, not '"
                                + each
                                + "'");
            }
            everybody |= each.equals("*");
            patterns.add(pattern(each));
        }
        return new AddressPatterns(List.copyOf(patterns), everybody);
    }

    private static Pattern pattern(String text) {
        StringBuilder regex = new StringBuilder();
        for (String part : plain(text).split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : "[^@;?]*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString());
    }

    /** Scheme and host do not know of capitals; digits of a number are the same with dashes. */
    private static String plain(String address) {
        int colon = address.indexOf(':');
        if (colon < 0) {
            return address;
        }
        String scheme = address.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = address.substring(colon + 1);
        if (scheme.equals("tel")) {
            return scheme + ":" + rest.replaceAll("[-().]", "");
        }
        int at = rest.lastIndexOf('@');
        return scheme
                + ":"
                + rest.substring(0, at + 1)
                + rest.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean test(URI target) {
        String whole = target.toString();
        Matcher address = ADDRESS.matcher(whole);
        if (!address.matches() || !harmless(address.group(2))) {
            return false;
        }
        String bare = plain(address.group(1));
        return everybody || patterns.stream().anyMatch(each -> each.matcher(bare).matches());
    }

    private static boolean harmless(String parameters) {
        for (String each : parameters.split(";")) {
            String name = each.split("=", 2)[0].toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !name.equals("transport") && !name.equals("user")) {
                return false;
            }
        }
        return true;
    }
}
