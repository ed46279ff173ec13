package io.patchbay.bench.internal.swap;

/**
 * An exchange that is over.
 *
 * @param how as it happened: a moment that was missed makes it a plain one
 * @param millis how long it took
 */
record Exchanged(How how, double millis) {

    static Exchanged since(long begun, How how) {
        return new Exchanged(how, (System.nanoTime() - begun) / 1e6);
    }
}
