package io.patchbay.management.resource;

import org.osgi.annotation.versioning.ProviderType;

/** An answer of many parts. For any thread; nothing here blocks. */
@ProviderType
public interface Feed extends AutoCloseable {

    /** How the parts travel. */
    enum Format {
        /** {@code application/x-ndjson}: a line each; the names of events are left out. */
        LINES,
        /** {@code text/event-stream}: server-sent events. */
        EVENTS
    }

    /**
     * Sends a part. One that would wait behind more than {@link #MOST_BYTES} ends the feed: who
     * reads so slowly begins anew.
     *
     * @param event the event's name
     * @param json the part, JSON in one line
     * @return false when the feed has ended
     */
    boolean send(String event, String json);

    /** How much may wait for a slow reader, in bytes. */
    int MOST_BYTES = 4 << 20;

    /** Called once when the feed has ended, whoever ended it; at once when it has. */
    void onEnd(Runnable action);

    /** Ends the answer after what was sent. */
    @Override
    void close();
}
