package io.patchbay.console.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an answer without ever waiting for its reader: what they do not take yet is kept, up to a
 * bound. For any thread.
 */
final class Outgoing implements WriteListener, AsyncListener {

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Waiting waiting;
    private final List<Runnable> endings = new ArrayList<>();

    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int onTheWay;
    private boolean writable;
    private boolean unflushed;
    private boolean closing;
    private boolean ended;

    /**
     * Begins to write; status and headers are set by then.
     *
     * @param waiting what all answers together keep
     */
    Outgoing(AsyncContext async, Waiting waiting) throws IOException {
        this.async = async;
        this.waiting = waiting;
        out = async.getResponse().getOutputStream();
        async.addListener(this);
        out.setWriteListener(this);
    }

    /**
     * Sends bytes.
     *
     * @param most how many may be kept with these; more ends the answer
     * @return whether it goes on
     */
    boolean write(byte[] bytes, int most) {
        boolean over;
        boolean done = false;
        synchronized (this) {
            if (ended || closing) {
                return false;
            }
            over =
                    (long) kept.size() + onTheWay + bytes.length > most
                            || !waiting.take(bytes.length);
            if (!over) {
                kept.write(bytes, 0, bytes.length);
                done = push();
            }
        }
        if (over) {
            end();
        } else if (done) {
            complete();
        }
        return !over;
    }

    /** Ends the answer after what was sent. */
    void close() {
        boolean done;
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
            done = push();
        }
        if (done) {
            complete();
        }
    }

    /** Has something done at the end; at once when it has ended. */
    void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                endings.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void onWritePossible() {
        boolean done;
        synchronized (this) {
            writable = true;
            done = push();
        }
        if (done) {
            complete();
        }
    }

    /**
     * Writes what the connection takes.
     *
     * @return whether that was all there will be; it is completed by whoever holds no lock
     */
    private boolean push() {
        try {
            while (writable && !ended) {
                if (!out.isReady()) {
                    writable = false; // until onWritePossible
                    return false;
                }
                waiting.give(onTheWay);
                onTheWay = 0;
                if (kept.size() > 0) {
                    byte[] bytes = kept.toByteArray();
                    kept = new ByteArrayOutputStream();
                    onTheWay = bytes.length;
                    unflushed = true;
                    out.write(bytes);
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    ended = closing;
                    return closing;
                }
            }
            return false;
        } catch (IOException | IllegalStateException e) {
            // who read it is gone
            writable = false;
            closing = true;
            return true;
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // it was completed already
        }
    }

    /** Ends the answer wherever it is. */
    private void end() {
        synchronized (this) {
            closing = true;
            writable = false;
        }
        complete();
        finish();
    }

    private void finish() {
        List<Runnable> actions;
        synchronized (this) {
            ended = true;
            closing = true;
            waiting.give(onTheWay + kept.size());
            onTheWay = 0;
            kept = new ByteArrayOutputStream();
            actions = List.copyOf(endings);
            endings.clear();
        }
        actions.forEach(Runnable::run);
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        finish();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nobody starts it again
    }
}
