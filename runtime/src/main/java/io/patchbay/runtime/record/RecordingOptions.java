package io.patchbay.runtime.record;

import org.jspecify.annotations.Nullable;

/**
 * What a recording holds. Keys and tokens are never in it.
 *
 * @param name the files' name without ending; null for the session's id and the time
 * @param sound whether there is a WAV file
 * @param content whether the journal has what people said, tools were given and tools answered;
 *     false leaves their length
 * @param queueBytes how much may wait for the disk before something is dropped and counted
 */
public record RecordingOptions(
        @Nullable String name, boolean sound, boolean content, int queueBytes) {

    /** Sound and journal with content; 4 MiB, about 40 s of sound, may wait for the disk. */
    public static final RecordingOptions DEFAULT = new RecordingOptions(null, true, true, 4 << 20);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a name with a separator of folders in it, or a queue
     *     under 64 KiB
     */
    public RecordingOptions {
        if (name != null && !name.matches("[A-Za-z0-9._-]{1,120}")) {
            throw new IllegalArgumentException(
                    "name must be 1 to 120 of A-Z a-z 0-9 . _ -, not '" + name + "'");
        }
        if (queueBytes < 1 << 16) {
            throw new IllegalArgumentException(
                    "queueBytes must be at least 65536, not " + queueBytes);
        }
    }

    /** Starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private @Nullable String name;
        private boolean sound;
        private boolean content;
        private int queueBytes;

        private Builder(RecordingOptions from) {
            this.name = from.name;
            this.sound = from.sound;
            this.content = from.content;
            this.queueBytes = from.queueBytes;
        }

        /** The files' name without ending; null for the session's id and the time. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Whether there is a WAV file. */
        public Builder sound(boolean on) {
            this.sound = on;
            return this;
        }

        /** Whether the journal has what was said; false leaves its length. */
        public Builder content(boolean on) {
            this.content = on;
            return this;
        }

        /** How much may wait for the disk. */
        public Builder queueBytes(int bytes) {
            this.queueBytes = bytes;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for a name or a bound that cannot be
         */
        public RecordingOptions build() {
            return new RecordingOptions(name, sound, content, queueBytes);
        }
    }
}
