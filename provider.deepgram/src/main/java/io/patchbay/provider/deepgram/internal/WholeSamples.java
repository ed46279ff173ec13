package io.patchbay.provider.deepgram.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Samples that begin in one message and end in the next are put together. Costs nothing where
 * messages hold whole samples, as they usually do.
 */
final class WholeSamples {

    private final int sampleBytes;
    private byte[] begun = new byte[0];

    /** For samples of so many bytes. */
    WholeSamples(int sampleBytes) {
        this.sampleBytes = sampleBytes;
    }

    /** The whole samples that there are now; the message itself where it can be. */
    ByteBuffer of(ByteBuffer message) {
        int total = begun.length + message.remaining();
        int rest = total % sampleBytes;
        if (begun.length == 0 && rest == 0) {
            return message;
        }
        byte[] all = new byte[total];
        System.arraycopy(begun, 0, all, 0, begun.length);
        message.get(all, begun.length, message.remaining());
        begun = Arrays.copyOfRange(all, total - rest, total);
        return ByteBuffer.wrap(all, 0, total - rest);
    }

    /** What follows does not continue what was. */
    void reset() {
        begun = new byte[0];
    }
}
