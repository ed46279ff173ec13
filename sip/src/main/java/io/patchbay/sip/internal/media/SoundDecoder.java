package io.patchbay.sip.internal.media;

/** Makes sound of payloads; keeps state from packet to packet. */
interface SoundDecoder {

    /** The most sound of one packet that is taken. */
    int MOST_MILLIS = 120;

    /**
     * Decodes one packet.
     *
     * @param pcm room for {@link #MOST_MILLIS}
     * @return the samples written; 0 for a payload that is none
     */
    int decode(byte[] payload, int at, int length, short[] pcm);

    /**
     * Makes up sound that was lost, where the codec can do so itself.
     *
     * @return false when it cannot, and nothing was written
     */
    default boolean conceal(short[] pcm, int samples) {
        return false;
    }
}
