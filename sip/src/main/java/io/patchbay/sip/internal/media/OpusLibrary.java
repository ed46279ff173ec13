package io.patchbay.sip.internal.media;

import io.github.jaredmdobson.concentus.OpusDecoder;

/** Whether Opus can be had: its bundle is optional. */
final class OpusLibrary {

    static final boolean PRESENT = asked();

    private OpusLibrary() {}

    private static boolean asked() {
        try {
            return !OpusDecoder.class.getName().isEmpty();
        } catch (LinkageError e) {
            return false; // without it the codec is not offered
        }
    }
}
