package io.patchbay.console.internal;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a body without waiting for its sender, who has some seconds and so many bytes. */
final class Incoming implements ReadListener {

    private static final int SECONDS = 15;

    /** What becomes of it; told once. */
    interface Reader {
        /** That is the body. */
        void read(byte[] body);

        /** There was none that would do. */
        void failed(int status, String message);
    }

    private final ServletInputStream in;
    private final int most;
    private final Reader reader;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicBoolean told = new AtomicBoolean();
    private final ScheduledFuture<?> late;

    /** Begins to read. */
    Incoming(ServletInputStream in, int most, ScheduledExecutorService timer, Reader reader) {
        this.in = in;
        this.most = most;
        this.reader = reader;
        late =
                timer.schedule(
                        () -> fail(408, "the body did not come within " + SECONDS + " s"),
                        SECONDS,
                        TimeUnit.SECONDS);
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] part = new byte[4_096];
        while (!told.get() && in.isReady()) {
            int length = in.read(part);
            if (length < 0) {
                return;
            }
            body.write(part, 0, length);
            if (body.size() > most) {
                fail(413, "the body is longer than the " + most + " bytes that it may have");
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (told.compareAndSet(false, true)) {
            late.cancel(false);
            reader.read(body.toByteArray());
        }
    }

    @Override
    public void onError(Throwable failure) {
        fail(400, "the body broke off");
    }

    private void fail(int status, String message) {
        if (told.compareAndSet(false, true)) {
            late.cancel(false);
            reader.failed(status, message);
        }
    }
}
