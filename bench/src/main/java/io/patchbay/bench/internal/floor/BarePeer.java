package io.patchbay.bench.internal.floor;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One end of a peer connection with nothing around the engine. */
public final class BarePeer implements RtcPeer.Listener, AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final RtcPeer peer;
    private final Consumer<ByteBuffer> ear;
    private final Consumer<ByteBuffer> reader;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> textOpen = new CompletableFuture<>();

    /**
     * A peer that is not connected.
     *
     * @param ear hears 10 ms of PCM16, 48 kHz, mono, at a time, on a thread of the engine
     * @param reader reads messages there
     */
    public BarePeer(RtcEngine engine, Consumer<ByteBuffer> ear, Consumer<ByteBuffer> reader) {
        this.ear = ear;
        this.reader = reader;
        this.peer = engine.open(RtcSettings.defaults(), this);
    }

    /** Connects two of this JVM. */
    public static void connect(BarePeer caller, BarePeer called) {
        caller.accept(called.answer(caller.offer()));
        caller.ready();
        called.ready();
    }

    /** Makes the offer. */
    public String offer() {
        return peer.offer()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Answers one. */
    public String answer(String offer) {
        return peer.answer(offer)
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Takes the answer. */
    public void accept(String answer) {
        peer.accept(answer)
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Waits until sound and text flow. */
    public void ready() {
        CompletableFuture.allOf(connected, textOpen)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Sends 10 ms of sound; always on the same thread. */
    public void push(ByteBuffer pcm) {
        peer.push(pcm);
    }

    /** Sends a message. */
    public void send(ByteBuffer utf8) {
        peer.sendText(utf8);
    }

    /** Bytes of text that wait. */
    public long pending() {
        return peer.bufferedText();
    }

    @Override
    public void onState(RtcState state) {
        if (state == RtcState.CONNECTED) {
            connected.complete(null);
        } else if (state == RtcState.FAILED) {
            connected.completeExceptionally(new IllegalStateException("two bare peers: no path"));
        }
    }

    @Override
    public void onTextOpen() {
        textOpen.complete(null);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        reader.accept(utf8);
    }

    @Override
    public void onTextClosed() {
        // whoever closes knows
    }

    @Override
    public void onAudio(ByteBuffer frame, int sampleRate, int channels) {
        ear.accept(frame);
    }

    @Override
    public void close() {
        peer.close();
    }
}
