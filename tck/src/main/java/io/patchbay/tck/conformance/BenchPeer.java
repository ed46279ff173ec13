package io.patchbay.tck.conformance;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection of the bench, seen from the far end: its dialect lives on its loop. */
final class BenchPeer implements WebSocketListener {

    /** Begins the messages by which the bench finds out that all before them was taken. */
    static final String MARK = "\u0000patchbay-bench-";

    final String target;
    final List<String> presented;
    final AtomicInteger marks = new AtomicInteger();
    private final ServerDialect dialect;
    private final List<Heard> heard = new ArrayList<>();
    private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
    private volatile boolean replying;
    private volatile boolean gone;

    /**
     * A connection that is about to stand.
     *
     * @param target path and query that the client asked for
     * @param presented the values of its headers and the subprotocols it offered
     */
    BenchPeer(ServerDialect dialect, String target, List<String> presented, boolean replying) {
        this.dialect = dialect;
        this.target = target;
        this.presented = presented;
        this.replying = replying;
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
        connection.complete(opened);
        send(opened, dialect.greeting());
    }

    @Override
    public void onText(ByteBuffer message) {
        take(WireKind.TEXT, message);
    }

    @Override
    public void onBinary(ByteBuffer message) {
        take(WireKind.BINARY, message);
    }

    private void take(WireKind kind, ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        WireMessage whole = new WireMessage(kind, bytes);
        if (whole.isText() && whole.text().startsWith(MARK)) {
            marks.incrementAndGet();
            return;
        }
        for (Heard each : read(whole)) {
            synchronized (heard) {
                heard.add(each);
            }
            if (replying) {
                send(connection.join(), dialect.reply(each));
            }
        }
    }

    private List<Heard> read(WireMessage message) {
        try {
            return dialect.hear(message);
        } catch (RuntimeException e) {
            return List.of(
                    new Heard.Other(
                            "ServerDialect.hear could not read a "
                                    + message
                                    + ": "
                                    + Finding.shown(e)));
        }
    }

    @Override
    public void onClose(WebSocketClose how) {
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    /** All that was heard so far. */
    List<Heard> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** Lets it say something, in its own words; false when it has none. */
    boolean say(Function<ServerDialect, List<WireMessage>> what, Patience patience) {
        return on(
                loop(),
                () -> {
                    List<WireMessage> messages = what.apply(dialect);
                    send(connection.join(), messages);
                    return !messages.isEmpty();
                },
                patience);
    }

    /** From now on it answers, and first what it has not answered so far. */
    void answerNow(Patience patience) {
        on(
                loop(),
                () -> {
                    replying = true;
                    heard().forEach(each -> send(connection.join(), dialect.reply(each)));
                    return true;
                },
                patience);
    }

    void mark() {
        connection.join().sendText(MARK);
    }

    private static void send(WebSocketConnection to, List<WireMessage> messages) {
        for (WireMessage each : messages) {
            if (each.isText()) {
                to.sendText(ByteBuffer.wrap(each.bytes()));
            } else {
                to.sendBinary(ByteBuffer.wrap(each.bytes()));
            }
        }
    }

    void end(int code, String reason) {
        connection.join().close(code, reason);
    }

    void vanish() {
        connection.join().abort();
    }

    /** Reads nothing any more, until the returned action is run. */
    Runnable stall() {
        CountDownLatch held = new CountDownLatch(1);
        loop().execute(
                        () -> {
                            try {
                                held.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return held::countDown;
    }

    private Executor loop() {
        return connection.join().loop();
    }

    /** Runs on a loop and waits for what comes of it. */
    static <T> T on(Executor loop, java.util.function.Supplier<T> task, Patience patience) {
        try {
            return CompletableFuture.supplyAsync(task, loop)
                    .get(patience.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException(cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a loop of the bench hangs", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    /** The last thing of a kind that was heard after so many, or null. */
    <H extends Heard> @Nullable H last(Class<H> kind, int from) {
        List<Heard> all = heard();
        return all.subList(Math.min(from, all.size()), all.size()).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
