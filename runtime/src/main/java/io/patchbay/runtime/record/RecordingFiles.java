package io.patchbay.runtime.record;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of one recording. One thread at a time; calls block on the disk. */
final class RecordingFiles {
    private final Path journalPath;
    private final @Nullable Path wavPath;
    private final Writer journal;
    private final @Nullable StereoFile stereo;
    private final @Nullable Tracks tracks;

    private RecordingFiles(
            Path journalPath, @Nullable Path wavPath, Writer journal, @Nullable StereoFile stereo) {
        this.journalPath = journalPath;
        this.wavPath = wavPath;
        this.journal = journal;
        this.stereo = stereo;
        this.tracks = stereo == null ? null : new Tracks(stereo);
    }

    static RecordingFiles create(Path journal, @Nullable Path wav) throws IOException {
        Writer lines =
                Files.newBufferedWriter(
                        journal, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        try {
            return new RecordingFiles(
                    journal, wav, lines, wav == null ? null : StereoFile.create(wav));
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    Path journal() {
        return journalPath;
    }

    Optional<Path> wav() {
        return Optional.ofNullable(wavPath);
    }

    @Nullable Tracks tracks() {
        return tracks;
    }

    void line(String text) throws IOException {
        journal.write(text);
        journal.write('\n');
    }

    /** What is here survives a crash. */
    void state(long now) throws IOException {
        journal.flush();
        if (tracks != null) {
            tracks.state(now);
        }
    }

    void finish(long now) throws IOException {
        try {
            if (tracks != null) {
                tracks.finish(now);
            }
        } finally {
            close();
        }
    }

    void close() throws IOException {
        try {
            journal.close();
        } finally {
            if (stereo != null) {
                stereo.close();
            }
        }
    }
}
