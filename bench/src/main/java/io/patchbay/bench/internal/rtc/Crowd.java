package io.patchbay.bench.internal.rtc;

/** Calls in which both sides speak all the time. */
interface Crowd extends AutoCloseable {

    /** Connects so many, whose far ends speak for so many seconds. */
    void connect(int count, int seconds);

    /** The share of what was heard that was clear, since this was last asked. */
    double takeClear();

    @Override
    void close();
}
