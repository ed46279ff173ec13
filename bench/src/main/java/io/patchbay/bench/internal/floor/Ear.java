package io.patchbay.bench.internal.floor;

import java.nio.ByteBuffer;

/** Who hears sound, on the event loop; the buffer is valid during the call. */
@FunctionalInterface
public interface Ear {

    /** A chunk of sound. */
    void hear(ByteBuffer sound);
}
