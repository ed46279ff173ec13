package io.patchbay.runtime.record;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/**
 * Records sessions: {@code NAME.wav}, the caller on the left and what was played to him on the
 * right, and {@code NAME.jsonl}, everything that happened.
 *
 * <pre>{@code
 * Recording recording = Recorder.start(session, folder, RecordingOptions.DEFAULT);
 * }</pre>
 */
public final class Recorder {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final int MOST_OF_A_NAME = 1_000;

    private Recorder() {}

    /**
     * Begins to record; ends by itself when the session closes. Best called before the session is
     * connected: what was before is not in it, and cannot be replayed. The recorder is no leg and
     * never primary. Writing has a thread of its own; when the disk is slower than the
     * conversation, what does not fit the queue is dropped and counted, and the session is not held
     * up.
     *
     * @param folder where the files go; made when it is not there
     * @throws IOException when the files cannot be made; the message names them
     * @throws IllegalStateException when the session is closed
     */
    public static Recording start(RealtimeSession session, Path folder, RecordingOptions options)
            throws IOException {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(options, "options");
        if (session.state() == SessionState.CLOSED) {
            throw new IllegalStateException(
                    "session " + session.id() + " is closed: there is nothing to record");
        }
        Files.createDirectories(folder);
        String base =
                options.name() != null
                        ? options.name()
                        : session.id() + "-" + TIME.format(Instant.now());
        for (int i = 1; i <= MOST_OF_A_NAME; i++) {
            String name = i == 1 ? base : base + "-" + i;
            Path journal = folder.resolve(name + ".jsonl");
            Path wav = folder.resolve(name + ".wav");
            if (!Files.exists(journal) && !Files.exists(wav)) {
                return begin(session, journal, options.sound() ? wav : null, options);
            }
        }
        throw new IOException(
                "there are too many recordings named " + base + " in " + folder + "; move them");
    }

    private static Recording begin(
            RealtimeSession session,
            Path journal,
            @org.jspecify.annotations.Nullable Path wav,
            RecordingOptions options)
            throws IOException {
        RecordingFiles files = RecordingFiles.create(journal, wav);
        Recording recording = new Recording(session, files, options);
        recording.begin();
        return recording;
    }
}
