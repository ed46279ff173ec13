package io.patchbay.console.internal.webconsole;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a form must bring along: it was on a page of ours, and nobody has sent it before. A page of
 * somebody else can have a browser send a form with the web console's credentials, but cannot read
 * ours. For any thread.
 */
final class Nonces {

    private static final int MOST = 256;
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Long> given = new LinkedHashMap<>();
    private final LongSupplier clock;

    /** None was given yet; the clock has nanoseconds. */
    Nonces(LongSupplier clock) {
        this.clock = clock;
    }

    /** A new one. */
    synchronized String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        if (given.size() == MOST) {
            given.remove(given.keySet().iterator().next());
        }
        given.put(nonce, clock.getAsLong());
        return nonce;
    }

    /** Whether it was given within the last hour and is used for the first time. */
    synchronized boolean use(String nonce) {
        Long at = given.remove(nonce);
        return at != null && clock.getAsLong() - at < LIFE.toNanos();
    }
}
