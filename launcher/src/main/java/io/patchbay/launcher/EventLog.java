package io.patchbay.launcher;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.record.EventLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens as JSON lines, one file for one or more sessions. Keys never get here; sound
 * that a wire carries as text stays.
 */
final class EventLog implements AutoCloseable {

    private final BufferedWriter file;
    private boolean closed;

    /**
     * Begins a log.
     *
     * @throws IOException when the file cannot be written; the message names it
     */
    EventLog(Path path) throws IOException {
        try {
            file = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new IOException("cannot write events to " + path + ": " + Failures.line(e), e);
        }
    }

    /** Writes what happens in this session from now on. */
    void follow(RealtimeSession session) {
        EventLines lines = EventLines.whole(session.nanoTime());
        session.listen(
                new SessionListener() {
                    @Override
                    public Set<Interest> interests() {
                        return Set.of(Interest.EVENTS, Interest.RAW);
                    }

                    @Override
                    public void onEvent(SessionEvent event) {
                        write(lines.session(session.nanoTime(), event));
                    }

                    @Override
                    public void onTransportEvent(TransportEvent event) {
                        write(lines.wire(session.nanoTime(), event));
                    }
                });
    }

    private synchronized void write(@Nullable String line) {
        if (line == null || closed) {
            return; // a session that was refused still tells of its end
        }
        try {
            file.write(line);
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        file.close();
    }
}
