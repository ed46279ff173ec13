package io.patchbay.audio;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sound on its way to a far end in packets: a bounded ring that a pacer empties by one packet's
 * time each time, counted from the first so that no delay adds up; silence goes out when it is
 * empty. PCM16, little-endian, mono, at the rate of the link. On the link's loop; neither locks nor
 * allocates.
 */
@ProviderType
public interface PacedSound {

    /**
     * Takes sound, all of it or nothing.
     *
     * @param frame valid during the call; its position is moved to its limit when it was taken
     * @return false when there is no room: the link tells its listener when there is again
     */
    boolean offer(ByteBuffer frame);

    /** Drops what waits; silence goes out from the next packet on. */
    void flush();

    /** Sends silence and keeps what waits. */
    void pause();

    /** Goes on after {@link #pause}. */
    void resume();

    /** Sends silence in place of what comes due, or no longer; true from the first packet on. */
    void mute(boolean on);

    /** Microseconds of offered sound that left, in order; silence that filled gaps is not in it. */
    long sentMicros();

    /** Microseconds of sound that wait. */
    long waitingMicros();

    /** Microseconds of silence that were left out to make up for a delay. */
    long trimmedMicros();
}
