package io.patchbay.bench.internal.edge;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.bench.internal.client.BenchException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** One line of a transport to the echo. */
final class EchoLine implements AutoCloseable, TransportListener {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SerialLoop loop;
    private final RealtimeTransport transport;

    /** Nothing in it is looked at. */
    private final ByteBuffer frame = ByteBuffer.allocateDirect(960);

    private EchoLine(SerialLoop loop, RealtimeTransport transport) {
        this.loop = loop;
        this.transport = transport;
    }

    /**
     * Connects, and waits until the line stands.
     *
     * @param back hears on the loop how many nanoseconds each message was on its way
     * @throws BenchException when it does not come about
     */
    static EchoLine open(Way way, SerialLoop loop, LongConsumer back) {
        RealtimeTransport transport = way.transport();
        EchoLine line = new EchoLine(loop, transport);
        ConnectRequest request =
                new ConnectRequest(
                        loop,
                        way.endpoint(),
                        new EchoCodec(back),
                        SessionConfig.EMPTY,
                        null,
                        null,
                        null,
                        PATIENCE);
        CompletableFuture<Connected> stands = new CompletableFuture<>();
        loop.execute(
                () ->
                        transport
                                .connect(request, line)
                                .whenComplete(
                                        (connected, failure) -> {
                                            if (failure == null) {
                                                stands.complete(connected);
                                            } else {
                                                stands.completeExceptionally(failure);
                                            }
                                        }));
        try {
            stands.orTimeout(PATIENCE.toSeconds() + 5, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            transport.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BenchException("no line, " + way.name() + ": " + cause.getMessage(), cause);
        }
        return line;
    }

    SerialLoop loop() {
        return loop;
    }

    /** Sends one message; false when there is no room. On the loop. */
    boolean send() {
        return transport.sendAudio(frame.clear()) == SendStatus.ACCEPTED;
    }

    boolean stands() {
        return transport.state() == TransportState.CONNECTED;
    }

    @Override
    public void onEvent(TransportEvent event) {
        // whoever counts misses what does not come back
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        // the echo is no sound
    }

    @Override
    public void close() {
        transport
                .close(CloseReason.NORMAL)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }
}
