package io.patchbay.emulator.protocol.internal;

import java.util.concurrent.ThreadLocalRandom;

/** Ids as the provider forms them: a prefix and 21 letters and digits. */
public final class Ids {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 21;

    private Ids() {}

    /** A new id, unique for all practical purposes; not a secret. */
    public static String next(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder(prefix.length() + LENGTH).append(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
