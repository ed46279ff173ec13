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

    /** The same with another name. */
    public RecordingOptions withName(String name) {
        return new RecordingOptions(name, sound, content, queueBytes);
    }

    /** The same with or without a WAV file. */
    public RecordingOptions withSound(boolean on) {
        return new RecordingOptions(name, on, content, queueBytes);
    }

    /** The same with or without what was said. */
    public RecordingOptions withContent(boolean on) {
        return new RecordingOptions(name, sound, on, queueBytes);
    }

    /** The same with another bound. */
    public RecordingOptions withQueueBytes(int bytes) {
        return new RecordingOptions(name, sound, content, bytes);
    }
}
