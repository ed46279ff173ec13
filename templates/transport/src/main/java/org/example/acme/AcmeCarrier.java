package org.example.acme;

import static java.lang.System.Logger.Level.DEBUG;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.ConnectRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The socket of a line: two threads block on it, one each way, and end with it. */
final class AcmeCarrier {

    private static final System.Logger LOG = System.getLogger(AcmeCarrier.class.getName());

    private final ConnectRequest request;
    private final int bufferBytes;
    private final boolean plain;
    private final AcmeOutput output;
    private final Carried line;
    private volatile @Nullable Socket socket;
    private volatile boolean cut;

    /** What is told on the reading thread, which hands it to the session's loop. */
    interface Carried {

        /** The far end is there. */
        void opened();

        /** A message has come; the next one is read when this returns. */
        void received(AcmeWire.Message message) throws InterruptedException;

        /** Nothing comes any more, and nothing is written. */
        void ended(CloseReason reason);
    }

    AcmeCarrier(
            ConnectRequest request,
            int bufferBytes,
            boolean plain,
            AcmeOutput output,
            Carried line) {
        this.request = request;
        this.bufferBytes = bufferBytes;
        this.plain = plain;
        this.output = output;
        this.line = line;
    }

    void start() {
        thread("acme-reader", this::run).start();
    }

    /** Connects, reads to the end, waits for the other thread, says why. */
    private void run() {
        CloseReason reason;
        Thread writer = null;
        String what = "there is no connection: ";
        try (Socket own = AcmeWire.socket(request.endpoint())) {
            socket = own;
            if (cut) {
                throw new IOException("it was given up");
            }
            DataInputStream in = AcmeWire.open(own, request.endpoint(), plain, request.timeout());
            writer = thread("acme-writer", () -> write(own));
            writer.start();
            what = "the line was lost: ";
            line.opened();
            read(in);
            reason = reason(Cause.REMOTE, "the server closed the line");
        } catch (IllegalArgumentException e) {
            reason = reason(Cause.FATAL, String.valueOf(e.getMessage()));
        } catch (AcmeWire.RefusedException e) {
            reason = reason(Cause.PROTOCOL, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            reason = reason(Cause.LOST, what + e.getMessage());
        } catch (InterruptedException e) {
            reason = reason(Cause.LOST, "the line's thread was interrupted");
        }
        output.finish();
        join(writer);
        line.ended(reason);
    }

    private void read(DataInputStream in) throws IOException, InterruptedException {
        for (AcmeWire.Message message = AcmeWire.read(in, bufferBytes);
                message != null;
                message = AcmeWire.read(in, bufferBytes)) {
            line.received(message);
        }
    }

    private void write(Socket own) {
        try (own) {
            output.writeTo(own.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // the reader sees the same end, and says why
            output.finish();
        }
    }

    /** Wakes whoever blocks on the socket. From any thread. */
    void cut() {
        cut = true;
        output.finish();
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(DEBUG, "a socket closed with an error", e); // closed it is all the same
            }
        }
    }

    /** What the far end writes may repeat a key that was sent to it: it is not quoted. */
    static CloseReason reason(Cause cause, String text) {
        return new CloseReason(cause, 0, text, null);
    }

    private static void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // whoever connects is not kept by it
        return thread;
    }
}
