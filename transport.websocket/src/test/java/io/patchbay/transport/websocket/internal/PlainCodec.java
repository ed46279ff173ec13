package io.patchbay.transport.websocket.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dialect for tests. Sound is binary, all else words: it says {@code hello INSTRUCTIONS}, waits
 * for {@code ready}, and understands {@code fatal}, {@code lost}, {@code newline}, {@code bug} and
 * {@code note WORDS}.
 */
final class PlainCodec implements RealtimeCodec {

    private final Window window = new Window();
    private @Nullable CodecContext opened;
    volatile boolean closed;

    @Override
    public void open(CodecContext context) {
        opened = context;
        String instructions =
                context.initialConfig().value(ConfigField.INSTRUCTIONS).orElse("nothing");
        if (instructions.equals("impossible")) {
            throw new IllegalArgumentException("instructions cannot be impossible");
        }
        say("hello " + instructions);
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
                    "the plain provider has no " + command.getClass().getSimpleName());
        }
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        ByteBuffer out = context().output().begin(audio.remaining());
        if (out == null) {
            audio.position(audio.limit()); // careless on purpose: the transport puts it back
            return false;
        }
        out.put(audio);
        context().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        if (kind == WireKind.BINARY) {
            window.bytes = message;
            context().listener().onAudio(window);
            return;
        }
        String words = StandardCharsets.UTF_8.decode(message).toString();
        switch (words.split(" ")[0]) {
            case "ready" -> context().ready();
            case "fatal" -> context().failed(error(ProviderError.Severity.FATAL));
            case "lost" -> context().failed(error(ProviderError.Severity.LINE_LOST));
            case "newline" -> context().needsNewLine("another voice");
            case "bug" -> throw new IllegalStateException("a bug of the codec");
            case "note" -> event(new TransportEvent.Extension("note", words));
            default -> event(new TransportEvent.Rejected(null, "unknown words"));
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
        closed = true;
    }

    private static ProviderError error(ProviderError.Severity severity) {
        return new ProviderError(
                "invalid_request_error", "invalid_model", "no such model", null, null, severity);
    }

    private void say(String words) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = context().output().begin(bytes.length);
        if (out != null) {
            out.put(bytes);
            context().output().end(WireKind.TEXT);
        }
    }

    private void event(TransportEvent event) {
        context().listener().onEvent(event);
    }

    private CodecContext context() {
        return Objects.requireNonNull(opened, "not opened");
    }

    private static final class Window implements AudioChunk {

        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public ByteBuffer bytes() {
            return bytes;
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
            return AudioClip.of(format(), bytes);
        }
    }
}
