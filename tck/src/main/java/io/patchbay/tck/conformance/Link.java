package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.PlainCodec;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The session's side of a transport under test: calls it on the loop, and keeps what it tells. */
final class Link {

    /** A key that nothing may show. */
    static final String KEY = "sk-kit-3e21b0c9d4";

    final RealtimeTransport transport;
    final LentLoop loop;
    private final Patience patience;
    private final @Nullable String callId;
    volatile Ear ear = new Ear();
    volatile PlainCodec codec = new PlainCodec();
    volatile Duration timeout;

    /**
     * A link.
     *
     * @param joins whether it can only join a call that is there
     */
    Link(RealtimeTransport transport, LentLoop loop, Patience patience, boolean joins) {
        this.transport = transport;
        this.loop = loop;
        this.patience = patience;
        this.callId = joins ? "call-of-the-kit" : null;
        this.timeout = patience.limit().multipliedBy(2);
    }

    /** What one connection tells. */
    final class Ear implements TransportListener {

        final List<TransportEvent> events = new CopyOnWriteArrayList<>();
        final List<String> offLoop = new CopyOnWriteArrayList<>();
        final ByteArrayOutputStream sound = new ByteArrayOutputStream();
        final AtomicInteger writable = new AtomicInteger();
        volatile boolean raw;
        volatile boolean angry;

        @Override
        public void onEvent(TransportEvent event) {
            where("onEvent");
            events.add(event);
            if (angry && event instanceof TransportEvent.Extension) {
                throw new IllegalStateException("an angry listener");
            }
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            where("onAudio");
            byte[] bytes = new byte[chunk.bytes().remaining()];
            chunk.bytes().get(bytes);
            synchronized (sound) {
                sound.writeBytes(bytes);
            }
        }

        @Override
        public boolean wantsRaw() {
            return raw;
        }

        @Override
        public void onWritable() {
            where("onWritable");
            writable.incrementAndGet();
        }

        private void where(String call) {
            if (!loop.inLoop()) {
                offLoop.add(call + " on " + Thread.currentThread().getName());
            }
        }

        byte[] sound() {
            synchronized (sound) {
                return sound.toByteArray();
            }
        }

        List<TransportState> states() {
            return events.stream()
                    .filter(TransportEvent.StateChanged.class::isInstance)
                    .map(event -> ((TransportEvent.StateChanged) event).state())
                    .toList();
        }

        /** The reasons of all ends that were told. */
        List<CloseReason> ends() {
            return events.stream()
                    .filter(TransportEvent.StateChanged.class::isInstance)
                    .map(TransportEvent.StateChanged.class::cast)
                    .filter(changed -> changed.state() == TransportState.DISCONNECTED)
                    .map(TransportEvent.StateChanged::reason)
                    .filter(java.util.Objects::nonNull)
                    .toList();
        }

        boolean heard(String note) {
            return events.stream()
                    .anyMatch(
                            event ->
                                    event instanceof TransportEvent.Extension extension
                                            && extension.json().equals(PlainCodec.NOTE + note));
        }
    }

    /** Begins to connect, with a listener and a codec of its own. */
    CompletionStage<Connected> connect(URI uri) {
        Ear before = ear;
        ear = new Ear();
        ear.raw = before.raw;
        codec = new PlainCodec();
        return again(uri);
    }

    /** Connects with the listener and codec at hand; an exception is in the stage. */
    CompletionStage<Connected> again(URI uri) {
        Endpoint endpoint =
                new Endpoint(
                        uri,
                        Map.of(),
                        Map.of("Authorization", Secret.of("Bearer " + KEY)),
                        List.of());
        ConnectRequest request =
                new ConnectRequest(
                        loop, endpoint, codec, SessionConfig.EMPTY, null, callId, null, timeout);
        return on(() -> transport.connect(request, ear)).thenCompose(stage -> stage);
    }

    /** Connects all the way. */
    FarEnd.Peer open(FarEnd far) throws Exception {
        CompletionStage<Connected> connecting = connect(far.uri());
        FarEnd.Peer peer = begun(far);
        peer.say(PlainCodec.READY);
        Patience.Outcome<Connected> outcome = patience.outcome(connecting);
        if (outcome.value() == null) {
            throw Finding.of(
                    "connect completes when the provider has accepted the opening",
                    "after the codec called CodecContext.ready(): " + outcome,
                    "complete the stage then, and tell StateChanged(CONNECTED)",
                    outcome.failure());
        }
        return peer;
    }

    /** The far end's side of a connect that has got as far as the hello. */
    FarEnd.Peer begun(FarEnd far) throws Exception {
        FarEnd.Peer peer = far.accept(patience.limit());
        String hello = peer.text(patience.limit());
        if (!hello.equals(PlainCodec.HELLO)) {
            throw Finding.of(
                    "what a codec sends when it is opened goes onto the wire first",
                    "the far end heard " + Finding.brief(hello),
                    "open the codec when the connection stands, before anything else",
                    null);
        }
        return peer;
    }

    CompletionStage<Receipt> send(Command command) {
        return on(() -> transport.send(command)).thenCompose(stage -> stage);
    }

    /** Sends sound; the buffer tells what was consumed. */
    Patience.Outcome<SendStatus> sound(ByteBuffer frame) {
        return patience.outcome(on(() -> transport.sendAudio(frame)));
    }

    <T> CompletableFuture<T> on(Supplier<T> task) {
        return loop.call(task);
    }

    Patience.Outcome<Void> close(CloseReason reason) {
        return patience.outcome(transport.close(reason));
    }

    /** Waits for all that the loop has to do now. */
    void settle() {
        patience.outcome(on(() -> true));
    }
}
