package io.patchbay.api.provider;

import java.util.Objects;

/** What became of a wish, before anything is sent. */
public sealed interface Resolution {

    /** The provider does it. */
    record Native() implements Resolution {}

    /** Patchbay does it in the provider's place. */
    record Emulated(String how) implements Resolution {
        /** Checks for null. */
        public Emulated {
            Objects.requireNonNull(how, "how");
        }
    }

    /** Nobody does it. */
    record Rejected(String reason) implements Resolution {
        /** Checks for null. */
        public Rejected {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
