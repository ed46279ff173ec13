package io.patchbay.bench.internal.sip;

import java.io.IOException;

/** Calls with the trunk in another process, in which both sides speak all the time. */
interface SoundCrowd extends AutoCloseable {

    /** Connects so many. */
    void connect(int count) throws IOException;

    /** The share of what was heard that was clear, in the first few, since this was last asked. */
    double takeClear();

    @Override
    void close() throws IOException;
}
