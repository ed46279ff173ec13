package io.patchbay.bench.internal.swap;

/** What carries one line of a call, at the far end. On the peer's thread. */
interface Wire {

    /** Sends a text. */
    void send(String text);

    /** Sends bytes. */
    void send(byte[] bytes);

    /** Breaks it: what was not sent yet is gone, and no goodbye is heard. */
    void cut();

    /** Runs {@code task} on this thread after so many milliseconds. */
    void later(int millis, Runnable task);
}
