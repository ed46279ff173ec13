package io.patchbay.tck.conformance;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.fetch.UpgradeResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whoever holds a stream that a fetch brought: of bytes, with frames by hand, or of messages. */
final class FetchProbe implements ByteStream.Listener, MessageStream.Listener {

    private final SerialLoop loop;
    private final @Nullable ByteStream bytes;
    private final @Nullable MessageStream messages;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private int ends;
    private int strays;
    private int afterEnd;

    FetchProbe(UpgradeResponse answer, SerialLoop loop) {
        this.loop = loop;
        this.bytes = answer.bytes();
        this.messages = answer.messages();
    }

    boolean framed() {
        return messages != null;
    }

    private void on(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    void start() {
        on(
                () -> {
                    if (bytes != null) {
                        bytes.start(this);
                    } else if (messages != null) {
                        messages.start(this);
                    }
                });
    }

    /** Sends a short text message. */
    void say(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        on(
                () -> {
                    if (bytes != null) {
                        // a text frame, masked with zeros: RFC 6455, section 5.2
                        bytes.write(
                                ByteBuffer.allocate(6 + payload.length)
                                        .put((byte) 0x81)
                                        .put((byte) (0x80 | payload.length))
                                        .putInt(0)
                                        .put(payload)
                                        .flip());
                        bytes.flush();
                    } else if (messages != null) {
                        messages.send(ByteBuffer.wrap(payload), true);
                    }
                });
    }

    /** Whether bytes that come too late are taken, and dropped. */
    boolean takes(int length) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            ByteBuffer late = ByteBuffer.allocate(length);
                            return bytes == null
                                    ? messages == null || messages.send(late, false)
                                    : bytes.write(late) && !late.hasRemaining();
                        },
                        loop)
                .join();
    }

    void reading(boolean wanted) {
        on(
                () -> {
                    if (bytes != null) {
                        bytes.reading(wanted);
                    } else if (messages != null) {
                        messages.reading(wanted);
                    }
                });
    }

    void end() {
        on(
                () -> {
                    if (bytes != null) {
                        bytes.end();
                    } else if (messages != null) {
                        messages.close(1000, "");
                    }
                });
    }

    /** From this thread. */
    void abort() {
        if (bytes != null) {
            bytes.abort();
        } else if (messages != null) {
            messages.abort();
        }
    }

    private synchronized void came() {
        if (!loop.inLoop()) {
            strays++;
        }
        if (ends > 0) {
            afterEnd++;
        }
    }

    @Override
    public synchronized void onBytes(ByteBuffer piece) {
        came();
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        heard.writeBytes(copy);
    }

    @Override
    public void onMessage(ByteBuffer message, boolean text) {
        onBytes(message);
    }

    @Override
    public synchronized void onWritable() {
        came();
    }

    @Override
    public synchronized void onEnd(@Nullable String reason) {
        came();
        ends++;
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        onEnd(reason);
    }

    /** Whether these words were among what came. */
    synchronized boolean heard(String words) {
        return heard.toString(StandardCharsets.ISO_8859_1).contains(words);
    }

    synchronized long bytesHeard() {
        return heard.size();
    }

    synchronized int ends() {
        return ends;
    }

    /** How often it was called on a wrong thread. */
    synchronized int strays() {
        return strays;
    }

    /** How often it was called after the end. */
    synchronized int afterEnd() {
        return afterEnd;
    }
}
