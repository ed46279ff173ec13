package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.tck.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A codec and a far end without a socket between them, on a clock that does not move: what a frame
 * costs, and what a codec does while nothing happens.
 */
final class MemoryLine implements CodecContext, WireOutput, TransportListener {

    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 20_000;

    final VirtualLoop loop = new VirtualLoop();
    int events;
    int messages;
    int ready;
    boolean failed;
    private final ServerDialect dialect;
    private final SessionConfig config;
    private final @Nullable String model;
    private final Queue<WireMessage> incoming = new ArrayDeque<>();
    private byte[] array = new byte[1 << 20];
    private ByteBuffer building = ByteBuffer.wrap(array);
    private boolean counting;
    private @Nullable RealtimeCodec codec;
    private long told;

    MemoryLine(ServerDialect dialect, SessionConfig config, @Nullable String model) {
        this.dialect = dialect;
        this.config = config;
        this.model = model;
    }

    /** Opens a codec of this connector, and lets the far end accept it. */
    RealtimeCodec open(ProviderConnector connector) {
        RealtimeCodec made = connector.openCodec();
        codec = made;
        incoming.addAll(dialect.greeting());
        made.open(this);
        deliver();
        return made;
    }

    private RealtimeCodec codec() {
        return Objects.requireNonNull(codec, "not open");
    }

    private void deliver() {
        for (WireMessage next = incoming.poll(); next != null; next = incoming.poll()) {
            codec().decode(ByteBuffer.wrap(next.bytes()), next.kind());
        }
        loop.run();
    }

    /** How many bytes are allocated for a frame of the caller's. */
    long allocatedBySending(int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        counting = true;
        try {
            return allocated(
                    () -> {
                        frame.clear();
                        codec().encodeAudio(frame);
                    });
        } finally {
            counting = false;
        }
    }

    /** How many bytes are allocated for a piece of the model's sound. */
    long allocatedByReceiving(int bytes) {
        incoming.addAll(dialect.answerBegins());
        incoming.addAll(dialect.sound(new byte[bytes]));
        deliver();
        List<ByteBuffer> wire = new ArrayList<>();
        List<WireKind> kinds = new ArrayList<>();
        for (WireMessage each : dialect.sound(new byte[bytes])) {
            wire.add(ByteBuffer.wrap(each.bytes()));
            kinds.add(each.kind());
        }
        return allocated(
                () -> {
                    for (int i = 0; i < wire.size(); i++) {
                        codec().decode(wire.get(i).clear(), kinds.get(i));
                    }
                });
    }

    private static long allocated(Runnable frame) {
        for (int i = 0; i < WARM_UP; i++) {
            frame.run();
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) { // a compiler may still be at work in the first
            long before = allocatedSoFar();
            for (int i = 0; i < MEASURED; i++) {
                frame.run();
            }
            least = Math.min(least, (allocatedSoFar() - before) / MEASURED);
        }
        return least;
    }

    private static long allocatedSoFar() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        if (array.length < maxBytes) {
            array = new byte[maxBytes];
            building = ByteBuffer.wrap(array);
        }
        return building.clear().limit(maxBytes);
    }

    @Override
    public void end(WireKind kind) {
        messages++;
        if (!counting) {
            byte[] bytes = Arrays.copyOf(array, building.position());
            for (Heard each : dialect.hear(new WireMessage(kind, bytes))) {
                incoming.addAll(dialect.reply(each));
            }
        }
    }

    @Override
    public void onEvent(TransportEvent event) {
        events++;
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        told += chunk.bytes().remaining();
    }

    /** How many bytes of sound were told. */
    long told() {
        return told;
    }

    @Override
    public WireOutput output() {
        return this;
    }

    @Override
    public TransportListener listener() {
        return this;
    }

    @Override
    public VirtualLoop loop() {
        return loop;
    }

    @Override
    public SessionConfig initialConfig() {
        return config;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public TransportCapabilities transport() {
        return ProviderBench.WEBSOCKET;
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return null;
    }

    @Override
    public void ready() {
        ready++;
    }

    @Override
    public void failed(ProviderError error) {
        failed = true;
    }

    @Override
    public void needsNewLine(String reason) {
        events++;
    }
}
