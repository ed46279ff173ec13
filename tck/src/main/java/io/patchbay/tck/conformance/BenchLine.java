package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link ProviderBench}: the session's side of it by its methods, the provider's side
 * by {@link #say} and {@link #heard}. Each method returns when all that follows from it on the wire
 * has arrived. For one test thread.
 */
public final class BenchLine implements AutoCloseable {

    /** A piece of sound as it was told. */
    record Piece(
            AudioFormat format,
            @Nullable String responseId,
            @Nullable String itemId,
            byte[] bytes) {}

    final BenchCodec codec;
    final SerialLoop loop;
    final CompletionStage<Connected> connecting;
    final BenchPeer peer;
    private final RealtimeTransport transport;
    private final Ear ear;
    private final Patience patience;

    BenchLine(
            BenchCodec codec,
            SerialLoop loop,
            CompletionStage<Connected> connecting,
            BenchPeer peer,
            RealtimeTransport transport,
            Ear ear,
            Patience patience) {
        this.codec = codec;
        this.loop = loop;
        this.connecting = connecting;
        this.peer = peer;
        this.transport = transport;
        this.ear = ear;
        this.patience = patience;
    }

    /** The session: keeps what it is told. */
    static final class Ear implements TransportListener {
        final List<TransportEvent> events = new CopyOnWriteArrayList<>();
        final List<Piece> pieces = new CopyOnWriteArrayList<>();
        volatile int writable;

        @Override
        public void onEvent(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            byte[] bytes = new byte[chunk.bytes().remaining()];
            chunk.bytes().get(bytes);
            pieces.add(new Piece(chunk.format(), chunk.responseId(), chunk.itemId(), bytes));
        }

        @Override
        public void onWritable() {
            writable++;
        }
    }

    /** What became of a command: what the far end heard of it, or why it was refused. */
    record Sent(List<Heard> heard, @Nullable Throwable refusal) {
        <H extends Heard> @Nullable H first(Class<H> kind) {
            return heard.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
        }

        /** Refused as the contract has it, with a reason. */
        boolean isRefusal() {
            return (refusal instanceof UnsupportedOperationException
                            || refusal instanceof IllegalArgumentException)
                    && refusal.getMessage() != null
                    && !refusal.getMessage().isBlank();
        }

        @Override
        public String toString() {
            return refusal != null ? Finding.shown(refusal) : "the far end heard " + heard;
        }
    }

    // ---- the provider's side

    /**
     * Lets the provider say something, in the words of its dialect.
     *
     * @return false when the dialect has no word for it: nothing was said
     */
    public boolean say(Function<ServerDialect, List<WireMessage>> what) {
        boolean said = peer.say(what, patience);
        settle();
        return said;
    }

    /** All that the provider has heard on this line, its opening first. */
    public List<Heard> heard() {
        return peer.heard();
    }

    /** The caller's sound that the provider has heard, in one piece. */
    public byte[] heardSound() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Heard each : heard()) {
            if (each instanceof Heard.Sound sound) {
                all.writeBytes(sound.bytes());
            }
        }
        return all.toByteArray();
    }

    // ---- the session's side

    /**
     * Sends a command.
     *
     * @return what the provider heard of it
     * @throws RuntimeException that the codec refused it with
     */
    public List<Heard> send(Command command) {
        Sent sent = sent(command);
        if (sent.refusal instanceof RuntimeException refused) {
            throw refused;
        }
        return sent.heard;
    }

    Sent sent(Command command) {
        int before = heard().size();
        Patience.Outcome<Receipt> outcome = patience.outcome(on(() -> transport.send(command)));
        settle();
        List<Heard> all = heard();
        Throwable failure =
                outcome.ended() ? outcome.failure() : new IllegalStateException("it never ended");
        return new Sent(all.subList(before, all.size()), failure);
    }

    /**
     * Sends sound of the caller.
     *
     * @return false when there was no room, and nothing was sent
     */
    public boolean sound(byte[] frame) {
        return offer(ByteBuffer.wrap(frame)) == SendStatus.ACCEPTED;
    }

    SendStatus offer(ByteBuffer frame) {
        return on(() -> transport.sendAudio(frame));
    }

    /** How a change would reach the provider. */
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return on(() -> codec.plan(current, wanted));
    }

    /** All that the session was told, but for sound. */
    public List<TransportEvent> events() {
        return List.copyOf(ear.events);
    }

    /** All events of a kind that the session was told. */
    public <E extends TransportEvent> List<E> events(Class<E> kind) {
        return ear.events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Piece> pieces() {
        return List.copyOf(ear.pieces);
    }

    int writable() {
        return ear.writable;
    }

    /** The model's sound that the session was told of, in one piece. */
    public byte[] sound() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ear.pieces.forEach(piece -> all.writeBytes(piece.bytes));
        return all.toByteArray();
    }

    /** What the codec reported as the end of the line. */
    public List<ProviderError> failures() {
        return List.copyOf(codec.failures);
    }

    /** How often the codec said that the provider has accepted the opening. */
    public int ready() {
        return codec.ready.get();
    }

    /** The format in which the codec takes sound now. */
    public AudioFormat inputFormat() {
        return on(codec::inputFormat);
    }

    boolean isOver() {
        return transport.state() == TransportState.DISCONNECTED;
    }

    <T> T on(java.util.function.Supplier<T> task) {
        return BenchPeer.on(loop, task, patience);
    }

    /** Waits until what is under way in both directions has arrived, and what that brought. */
    void settle() {
        toClient();
        int want = peer.marks.get() + 1;
        if (!isOver() && on(codec::mark)) {
            arrived(() -> peer.marks.get() >= want, "the far end");
        }
        toClient();
    }

    private void toClient() {
        int want = codec.marks.get() + 1;
        if (!isOver() && !peer.gone()) {
            peer.mark();
            arrived(() -> codec.marks.get() >= want, "the session");
        }
    }

    private void arrived(java.util.function.BooleanSupplier condition, String where) {
        if (!patience.until(() -> condition.getAsBoolean() || isOver() || peer.gone())) {
            throw new IllegalStateException(
                    "what was sent did not reach " + where + " within " + patience.limit());
        }
    }

    @Override
    public void close() {
        patience.outcome(transport.close(CloseReason.NORMAL));
    }
}
