package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;

/** No sound at all. */
final class Silence {
    /** A chunk of nothing. */
    static final AudioChunk CHUNK =
            new RetainedChunk(AudioClip.of(AudioFormat.PCM16_24K, new byte[0]), null, null, 0);

    private Silence() {}
}
