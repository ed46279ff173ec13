package io.patchbay.sip.internal.media;

/** Makes payloads of sound at its codec's rate; keeps state from packet to packet. */
interface SoundEncoder {

    /**
     * Encodes one packet's sound.
     *
     * @return the bytes written
     */
    int encode(short[] pcm, int samples, byte[] out, int at);
}
