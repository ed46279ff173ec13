package io.patchbay.tck.conformance;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a kit says when a part of the contract does not hold. */
final class Finding {

    private static final String BEGINNING = "The contract says: ";

    private Finding() {}

    /** Fails with rule, observation and remedy unless {@code holds}. */
    static void require(boolean holds, String rule, Supplier<String> seen, String remedy) {
        if (!holds) {
            throw of(rule, seen.get(), remedy, null);
        }
    }

    static AssertionError of(String rule, String seen, String remedy, @Nullable Throwable cause) {
        return new AssertionError(
                BEGINNING + rule + ".\nSeen: " + seen + ".\nTo do: " + remedy + ".", cause);
    }

    /** Whether it was made here. */
    static boolean isOne(Throwable thrown) {
        return thrown instanceof AssertionError
                && thrown.getMessage() != null
                && thrown.getMessage().startsWith(BEGINNING);
    }

    /** An exception by its type and words, for {@code seen}. */
    static String shown(@Nullable Throwable thrown) {
        return thrown == null
                ? "no exception"
                : thrown.getClass().getName() + ": " + thrown.getMessage();
    }

    /** A text that may be long. */
    static String brief(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        return text.length() <= 200
                ? "'" + text + "'"
                : "'" + text.substring(0, 200) + "' and so on, " + text.length() + " characters";
    }
}
