package io.patchbay.runtime.record;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The way of a recording to the disk: a bounded queue, which the loop fills without ever waiting,
 * and one thread, which empties it.
 */
final class RecordingWriter {
    private static final System.Logger LOG = System.getLogger("io.patchbay.record");

    /** So often the files are made fit to survive a crash. */
    private static final long STATE_NANOS = 1_000_000_000L;

    /** A frame of either side. */
    record Sound(
            boolean agent,
            AudioFormat format,
            @Nullable String itemId,
            int contentIndex,
            byte[] bytes) {}

    /** A line for the journal about what was dropped. */
    record Dropped(long entries) {}

    private record Entry(long nanos, Object what, int bytes) {}

    /** Marks the end. */
    private static final Object END = new Object();

    private final String session;
    private final RecordingFiles files;
    private final EventLines lines;
    private final long origin;
    private final int bound;
    private final ConcurrentLinkedQueue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final Thread thread;
    private volatile long dropped;
    private volatile boolean ending;
    private long told;
    private long stated;

    RecordingWriter(
            String session, RecordingFiles files, EventLines lines, long origin, int bound) {
        this.session = session;
        this.files = files;
        this.lines = lines;
        this.origin = origin;
        this.bound = bound;
        thread = new Thread(null, this::write, "patchbay-record-" + session, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    void start() {
        thread.start();
    }

    /** Hands over; drops what does not fit. On the loop. */
    void add(long nanos, Object what, int bytes) {
        if (ending) {
            return;
        }
        if (waiting.get() + bytes > bound) {
            if (dropped++ == 0) {
                LOG.log(
                        Level.WARNING,
                        "session {0}: the disk is too slow for the recording; there will be gaps",
                        session);
            }
            return;
        }
        put(nanos, what, bytes);
    }

    private void put(long nanos, Object what, int bytes) {
        waiting.addAndGet(bytes);
        queue.add(new Entry(nanos, what, bytes));
        LockSupport.unpark(thread);
    }

    long dropped() {
        return dropped;
    }

    CompletionStage<Void> finished() {
        return finished.minimalCompletionStage();
    }

    /** Nothing comes after this. Any thread; only the first call counts. */
    synchronized void end(long nanos) {
        if (!ending) {
            ending = true;
            put(nanos, END, 0);
        }
    }

    private void write() {
        long now = origin;
        try {
            while (true) {
                Entry next = queue.poll();
                if (next == null) {
                    LockSupport.park(this);
                    continue;
                }
                waiting.addAndGet(-next.bytes);
                now = Math.max(now, next.nanos);
                if (next.what == END) {
                    break;
                }
                if (dropped > told) {
                    told = dropped;
                    files.line(lines.other(now, "recorder", new Dropped(told)));
                }
                take(next);
                if (now - stated >= STATE_NANOS) {
                    stated = now;
                    files.state(now - origin);
                }
            }
            files.finish(now - origin);
            finished.complete(null);
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        ending = true;
        LOG.log(Level.WARNING, "session {0}: the recording ends early: {1}", session, e.toString());
        try {
            files.close();
        } catch (IOException closing) {
            e.addSuppressed(closing);
        }
        queue.clear();
        finished.completeExceptionally(e);
    }

    private void take(Entry entry) throws IOException {
        Object what = entry.what;
        if (what instanceof Sound sound) {
            sound(entry.nanos, sound);
        } else if (what instanceof SessionEvent event) {
            files.line(lines.session(event));
            played(entry.nanos - origin, event);
        } else if (what instanceof SessionCall call && call instanceof Record record) {
            files.line(lines.other(entry.nanos, "call", record));
        } else if (what instanceof TransportEvent event) {
            String line = lines.wire(entry.nanos, event);
            if (line != null) {
                files.line(line);
            } else if (event instanceof TransportEvent.StateChanged change) {
                files.line(lines.other(entry.nanos, "line", change));
            }
        }
    }

    private void sound(long nanos, Sound sound) throws IOException {
        Tracks tracks = files.tracks();
        ByteBuffer bytes = ByteBuffer.wrap(sound.bytes);
        if (sound.agent) {
            if (tracks != null) {
                tracks.agent(nanos - origin, sound.format, sound.itemId, sound.contentIndex, bytes);
            }
            return;
        }
        files.line(
                lines.other(
                        nanos,
                        "audio",
                        new Recording.CallerAudio(bytes.remaining(), sound.format)));
        if (tracks != null) {
            tracks.caller(nanos - origin, sound.format, bytes);
        }
    }

    private void played(long now, SessionEvent event) throws IOException {
        Tracks tracks = files.tracks();
        if (tracks == null) {
            return;
        }
        if (event instanceof SessionEvent.AudioInterrupted interrupted) {
            tracks.interrupted(now, interrupted.heard());
        } else if (event instanceof SessionEvent.AudioPaused) {
            tracks.paused(now);
        } else if (event instanceof SessionEvent.AudioResumed) {
            tracks.resumed(now);
        } else if (event instanceof SessionEvent.PlaybackEnded) {
            tracks.ended();
        }
    }
}
