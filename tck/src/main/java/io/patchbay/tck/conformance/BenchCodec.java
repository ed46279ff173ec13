package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The codec under test with a note of what it reports; marks of the bench pass it by. */
final class BenchCodec implements RealtimeCodec {

    private static final byte[] MARK = BenchPeer.MARK.getBytes(StandardCharsets.UTF_8);

    final RealtimeCodec codec;
    final AtomicInteger ready = new AtomicInteger();
    final AtomicInteger marks = new AtomicInteger();
    final List<ProviderError> failures = new CopyOnWriteArrayList<>();
    final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private @Nullable CodecContext line;

    BenchCodec(RealtimeCodec codec) {
        this.codec = codec;
    }

    @Override
    public void open(CodecContext context) {
        line = context;
        codec.open(new Noted(context));
    }

    /** Sends a mark behind all that was sent; on the loop. */
    boolean mark() {
        CodecContext open = line;
        ByteBuffer out = open == null ? null : open.output().begin(MARK.length);
        if (open == null || out == null) {
            return false;
        }
        out.put(MARK);
        open.output().end(WireKind.TEXT);
        return true;
    }

    @Override
    public void encode(Command command) {
        codec.encode(command);
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        return codec.encodeAudio(audio);
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        if (kind == WireKind.TEXT && isMark(message)) {
            marks.incrementAndGet();
            return;
        }
        try {
            codec.decode(message, kind);
        } catch (RuntimeException e) {
            thrown.add(e);
            throw e;
        }
    }

    private static boolean isMark(ByteBuffer message) {
        return message.remaining() == MARK.length
                && message.duplicate().equals(ByteBuffer.wrap(MARK));
    }

    @Override
    public AudioFormat inputFormat() {
        return codec.inputFormat();
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return codec.plan(current, wanted);
    }

    @Override
    public @Nullable ProviderError closed(int code, String reason) {
        return codec.closed(code, reason);
    }

    @Override
    public void close() {
        codec.close();
    }

    private final class Noted implements CodecContext {
        private final CodecContext context;

        Noted(CodecContext context) {
            this.context = context;
        }

        @Override
        public WireOutput output() {
            return context.output();
        }

        @Override
        public TransportListener listener() {
            return context.listener();
        }

        @Override
        public SerialLoop loop() {
            return context.loop();
        }

        @Override
        public SessionConfig initialConfig() {
            return context.initialConfig();
        }

        @Override
        public @Nullable String model() {
            return context.model();
        }

        @Override
        public TransportCapabilities transport() {
            return context.transport();
        }

        @Override
        public @Nullable ResumptionHandle resumption() {
            return context.resumption();
        }

        @Override
        public List<Item> history() {
            return context.history();
        }

        @Override
        public void ready() {
            ready.incrementAndGet();
            context.ready();
        }

        @Override
        public void failed(ProviderError error) {
            failures.add(error);
            context.failed(error);
        }

        @Override
        public void needsNewLine(String reason) {
            context.needsNewLine(reason);
        }
    }
}
