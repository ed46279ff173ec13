package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The dialect in which a kit talks over a transport: it says {@code hello}, waits for {@code
 * ready}, and understands {@code fatal}, {@code bug} and {@code note WORDS}; sound is as it is.
 */
final class KitCodec implements RealtimeCodec {

    static final String HELLO = "hello";
    static final String READY = "ready";
    static final String FATAL = "fatal";
    static final String BUG = "bug";
    static final String NOTE = "note ";

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final Window window = new Window();
    private @Nullable CodecContext context;

    @Override
    public void open(CodecContext given) {
        opened.incrementAndGet();
        context = given;
        say(HELLO);
    }

    @Override
    public void encode(Command command) {
        if (command instanceof Command.Raw raw) {
            say(raw.json());
        } else if (command instanceof Command.CommitAudio) {
            say("commit");
            say("respond");
        } else {
            throw new UnsupportedOperationException(
                    "the kit's dialect has no " + command.getClass().getSimpleName());
        }
    }

    private void say(String words) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = context().output().begin(bytes.length);
        if (out != null) {
            out.put(bytes);
            context().output().end(WireKind.TEXT);
        }
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        ByteBuffer out = context().output().begin(audio.remaining());
        if (out == null) {
            return false;
        }
        out.put(audio);
        context().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        if (kind == WireKind.BINARY) {
            window.bytes = message.slice();
            context().listener().onAudio(window);
            return;
        }
        String words = StandardCharsets.UTF_8.decode(message).toString();
        switch (words) {
            case READY -> context().ready();
            case FATAL ->
                    context()
                            .failed(
                                    new ProviderError(
                                            "invalid_request_error",
                                            "no_such_model",
                                            "there is no such model",
                                            null,
                                            null,
                                            ProviderError.Severity.FATAL));
            case BUG -> throw new IllegalStateException("a bug of the codec");
            default -> context().listener().onEvent(new TransportEvent.Extension("note", words));
        }
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return new ConfigPlan(wanted, SessionConfig.EMPTY, SessionConfig.EMPTY, Map.of());
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }

    private CodecContext context() {
        CodecContext given = context;
        if (given == null) {
            throw new IllegalStateException("the codec was not opened");
        }
        return given;
    }

    private static final class Window implements AudioChunk {

        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public ByteBuffer bytes() {
            return bytes.rewind();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.PCM16_24K;
        }

        @Override
        public @Nullable String responseId() {
            return null;
        }

        @Override
        public @Nullable String itemId() {
            return null;
        }

        @Override
        public int contentIndex() {
            return 0;
        }

        @Override
        public AudioClip retain() {
            return AudioClip.of(format(), bytes());
        }
    }
}
