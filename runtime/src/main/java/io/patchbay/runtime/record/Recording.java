package io.patchbay.runtime.record;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session that is being recorded. For any thread. */
public final class Recording implements AutoCloseable {
    /** A guess at what an event costs in memory while it waits. */
    private static final int EVENT_BYTES = 512;

    /**
     * A caller's frame, for a replay: its bytes are in the WAV file.
     *
     * @param bytes how many
     * @param format of the line
     */
    record CallerAudio(int bytes, AudioFormat format) {}

    private final RealtimeSession session;
    private final RecordingFiles files;
    private final RecordingWriter writer;
    private final boolean sound;
    private RealtimeSession.@Nullable Subscription subscription;

    Recording(RealtimeSession session, RecordingFiles files, RecordingOptions options) {
        this.session = session;
        this.files = files;
        this.sound = options.sound();
        this.writer =
                new RecordingWriter(
                        session.id(),
                        files,
                        EventLines.journal(session.nanoTime(), options.content()),
                        session.nanoTime(),
                        options.queueBytes());
    }

    void begin() {
        writer.start();
        subscription = session.listenInline(new Ear());
    }

    /** Where the JSON lines are. */
    public Path journal() {
        return files.journal();
    }

    /** Where the sound is, if it is recorded. */
    public Optional<Path> wav() {
        return files.wav();
    }

    /** How many frames and events the disk was too slow for. */
    public long dropped() {
        return writer.dropped();
    }

    /**
     * Completes on the recorder's own thread when the files are whole; fails with an {@link
     * java.io.IOException} when the disk did, and what was written until then can be read.
     */
    public CompletionStage<Void> finished() {
        return writer.finished();
    }

    /** Ends the recording and returns at once; {@link #finished} tells when the files are whole. */
    @Override
    public void close() {
        RealtimeSession.Subscription current = subscription;
        if (current != null) {
            current.close();
        }
        writer.end(session.nanoTime());
    }

    /** Hears everything on the loop, copies it, and hands it over. */
    private final class Ear implements SessionListener {
        @Override
        public Set<Interest> interests() {
            Set<Interest> wanted =
                    EnumSet.of(
                            Interest.EVENTS,
                            Interest.TRANSPORT,
                            Interest.RAW,
                            Interest.CALLS,
                            Interest.CALLER_AUDIO);
            if (sound) {
                wanted.add(Interest.AUDIO);
            }
            return wanted;
        }

        @Override
        public void onEvent(SessionEvent event) {
            writer.add(event.stamp().nanos(), event, EVENT_BYTES);
            if (event instanceof SessionEvent.StateChanged change
                    && change.state() == SessionState.CLOSED) {
                close();
            }
        }

        @Override
        public void onCall(SessionCall call) {
            writer.add(call.stamp().nanos(), call, EVENT_BYTES);
        }

        @Override
        public void onTransportEvent(TransportEvent event) {
            int size =
                    event instanceof TransportEvent.Raw raw
                            ? raw.json().length()
                            : event instanceof TransportEvent.RawSent sent
                                    ? sent.json().length()
                                    : event instanceof TransportEvent.StateChanged ? 0 : -1;
            if (size < 0) {
                return; // the wire says it already
            }
            writer.add(session.nanoTime(), event, EVENT_BYTES + size);
        }

        @Override
        public void onCallerAudio(AudioChunk chunk) {
            sound(chunk, false);
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            sound(chunk, true);
        }

        private void sound(AudioChunk chunk, boolean agent) {
            ByteBuffer bytes = chunk.bytes();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            writer.add(
                    session.nanoTime(),
                    new RecordingWriter.Sound(
                            agent, chunk.format(), chunk.itemId(), chunk.contentIndex(), copy),
                    copy.length);
        }
    }

    /** Names the files and the session. */
    @Override
    public String toString() {
        return "Recording["
                + session.id()
                + ", "
                + Objects.requireNonNullElse(files.journal().getFileName(), files.journal())
                + "]";
    }
}
