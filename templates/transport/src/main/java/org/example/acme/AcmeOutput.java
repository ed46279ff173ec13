package org.example.acme;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent: codecs fill one buffer on the session's loop while a thread writes the
 * other one to the socket. Bounded, and without allocation per frame.
 */
final class AcmeOutput implements WireOutput {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteBuffer message;
    private final TransportListener listener;
    private final Runnable onRoom;
    private ByteBuffer filling;
    private ByteBuffer writing;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean refused;
    private boolean ending;
    private boolean ended;

    /** How many messages were begun and ended; on the loop only. */
    private int messages;

    /** How many were refused; on the loop only. */
    private int refusals;

    /**
     * An output.
     *
     * @param bufferBytes how much may wait
     * @param listener told of each text that goes out, if it wants to know
     * @param onRoom called on the writing thread when there is room after something was refused
     */
    AcmeOutput(int bufferBytes, TransportListener listener, Runnable onRoom) {
        message = ByteBuffer.allocate(bufferBytes);
        filling = ByteBuffer.allocate(bufferBytes + AcmeWire.HEADER_BYTES);
        writing = ByteBuffer.allocate(bufferBytes + AcmeWire.HEADER_BYTES);
        this.listener = listener;
        this.onRoom = onRoom;
    }

    int messages() {
        return messages;
    }

    int refusals() {
        return refusals;
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        lock.lock();
        try {
            if (ended || ending || maxBytes + AcmeWire.HEADER_BYTES > filling.remaining()) {
                refused = true;
                refusals++;
                return null;
            }
        } finally {
            lock.unlock();
        }
        return message.clear();
    }

    @Override
    public void end(WireKind kind) {
        message.flip();
        messages++;
        if (kind == WireKind.TEXT && listener.wantsRaw()) {
            listener.onEvent(
                    new TransportEvent.RawSent(
                            new String(
                                    message.array(), 0, message.limit(), StandardCharsets.UTF_8)));
        }
        lock.lock();
        try {
            AcmeWire.write(filling, kind, message);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Completes when all that was handed over so far is written; on the writing thread. */
    CompletableFuture<Void> written() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        lock.lock();
        try {
            if (ended) {
                written.completeExceptionally(AcmeLine.notConnected());
            } else {
                waiting.add(written);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        return written;
    }

    /** How many bytes wait. */
    int pending() {
        lock.lock();
        try {
            return filling.position();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; {@link #writeTo} returns when all is written. From any thread. */
    void finish() {
        lock.lock();
        try {
            ending = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what comes until {@link #finish}. Blocks. */
    void writeTo(OutputStream out) throws IOException, InterruptedException {
        try {
            List<CompletableFuture<Void>> told = next();
            while (told != null) {
                out.write(writing.array(), 0, writing.limit());
                out.flush();
                told.forEach(each -> each.complete(null));
                told = next();
            }
        } finally {
            abandon();
        }
    }

    /** Swaps the buffers; null when all is written and nothing more comes. */
    private @Nullable List<CompletableFuture<Void>> next() throws InterruptedException {
        boolean room;
        List<CompletableFuture<Void>> told;
        lock.lock();
        try {
            while (filling.position() == 0 && waiting.isEmpty()) {
                if (ending) {
                    return null;
                }
                changed.await();
            }
            ByteBuffer full = filling;
            filling = writing.clear();
            writing = full.flip();
            told = waiting;
            waiting = new ArrayList<>();
            room = refused;
            refused = false;
        } finally {
            lock.unlock();
        }
        if (room) {
            onRoom.run();
        }
        return told;
    }

    /** Whoever still waits is told that it was not sent. */
    private void abandon() {
        List<CompletableFuture<Void>> told;
        lock.lock();
        try {
            ended = true;
            told = waiting;
            waiting = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        told.forEach(each -> each.completeExceptionally(AcmeLine.notConnected()));
    }
}
