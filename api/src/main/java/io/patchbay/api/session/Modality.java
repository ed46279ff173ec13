package io.patchbay.api.session;

/** In what the model answers. */
public enum Modality {
    /** Spoken, with a transcript. */
    AUDIO,
    /** Written. */
    TEXT
}
