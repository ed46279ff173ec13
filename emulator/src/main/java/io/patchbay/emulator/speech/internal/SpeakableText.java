package io.patchbay.emulator.speech.internal;

import java.text.Normalizer;

/**
 * Text as the engine can take it: plain ASCII, and as long as the original, so that a position in
 * the one is a position in the other.
 */
final class SpeakableText {
    private SpeakableText() {}

    /**
     * Replaces each character beyond ASCII by its nearest relative, or by a blank.
     *
     * @return a text of the same length
     */
    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            plain.append(plain(text.charAt(i)));
        }
        return plain.toString();
    }

    /** Whether there is anything to say. */
    static boolean isSpeakable(String plain) {
        return plain.chars().anyMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
    }

    private static char plain(char c) {
        if (c < 0x80) {
            return c < ' ' || c == 0x7F ? ' ' : c;
        }
        return switch (c) {
            case '\u2018', '\u2019', '\u02BC' -> '\'';
            case '\u201C', '\u201D', '\u00AB', '\u00BB' -> '"';
            case '\u2013', '\u2014' -> ',';
            case '\u2010', '\u2011', '\u2212' -> '-';
            case '\u2026' -> '.';
            case '\u00DF' -> 's';
            case '\u00E6' -> 'e';
            case '\u00C6' -> 'E';
            case '\u00F8' -> 'o';
            case '\u00D8' -> 'O';
            case '\u0142' -> 'l';
            case '\u0141' -> 'L';
            default -> withoutMarks(c);
        };
    }

    private static char withoutMarks(char c) {
        if (Character.isSurrogate(c)) {
            return ' ';
        }
        char base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD).charAt(0);
        return base > ' ' && base < 0x7F ? base : ' ';
    }
}
