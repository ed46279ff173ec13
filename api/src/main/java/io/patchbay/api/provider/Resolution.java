package io.patchbay.api.provider;

/** What became of a wish, before anything is sent. */
public sealed interface Resolution {

    /** The provider does it. */
    record Native() implements Resolution {}

    /** Patchbay does it in the provider's place. */
    record Emulated(String how) implements Resolution {}

    /** Nobody does it. */
    record Rejected(String reason) implements Resolution {}
}
