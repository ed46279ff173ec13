package io.patchbay.api.session;

import org.jspecify.annotations.Nullable;

/** What happens when the conversation outgrows the model's memory. */
public sealed interface ContextTruncation {

    /** The provider drops the oldest as it sees fit. */
    record Auto() implements ContextTruncation {}

    /** Nothing is dropped; the response fails instead. */
    record Disabled() implements ContextTruncation {}

    /**
     * The oldest are dropped until a share is left.
     *
     * @param ratio 0 to 1
     * @param postInstructionTokens limit of all that follows the instructions, or null
     */
    record RetentionRatio(double ratio, @Nullable Integer postInstructionTokens)
            implements ContextTruncation {
        /**
         * Checks the ratio.
         *
         * @throws IllegalArgumentException when it is not between 0 and 1
         */
        public RetentionRatio {
            if (!(ratio >= 0 && ratio <= 1)) {
                throw new IllegalArgumentException("ratio must be between 0 and 1, not " + ratio);
            }
        }
    }
}
