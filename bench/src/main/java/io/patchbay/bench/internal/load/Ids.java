package io.patchbay.bench.internal.load;

/** Identifiers as long as the provider's, counted instead of random. On one thread. */
public final class Ids {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 21;

    private long next;

    /** The next identifier with this prefix, e.g. {@code item}. */
    public String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix.length() + 1 + LENGTH).append(prefix);
        id.append('_');
        long number = next++;
        for (int i = 0; i < LENGTH; i++) {
            // the counter in the last places, filler before
            int at = i < LENGTH - 10 ? (i * 17 + 5) % ALPHABET.length() : digit(number, i);
            id.append(ALPHABET.charAt(at));
        }
        return id.toString();
    }

    private static int digit(long number, int place) {
        long rest = number;
        for (int i = LENGTH - 1; i > place; i--) {
            rest /= ALPHABET.length();
        }
        return (int) (rest % ALPHABET.length());
    }
}
