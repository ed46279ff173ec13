package io.patchbay.api.transport;

import java.util.concurrent.atomic.AtomicLong;

/** Names commands of this JVM. */
final class CommandIds {

    private static final AtomicLong NEXT = new AtomicLong();

    private CommandIds() {}

    static String next() {
        return "pb_" + NEXT.incrementAndGet();
    }
}
