package io.patchbay.tck;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A dialect so plain that tests of transports need no provider: it says {@code hello}, with the
 * instructions behind it if there are any, waits for {@code ready}, and understands {@code fatal},
 * {@code lost}, {@code newline}, {@code bug} and {@code note WORDS}, the first two and {@code bug}
 * also as the reason of a close; sound is binary and as it is. For one line, and its loop; the
 * counters are for any thread.
 */
public final class PlainCodec implements RealtimeCodec {

    /** What opens a line. */
    public static final String HELLO = "hello";

    /** The far end has accepted the opening. */
    public static final String READY = "ready";

    /** The far end refuses for good: an error of severity FATAL. */
    public static final String FATAL = "fatal";

    /** The far end wants the line to be lost: an error of severity LINE_LOST. */
    public static final String LOST = "lost";

    /** The far end wants another line. */
    public static final String NEW_LINE = "newline";

    /** The codec throws an exception. */
    public static final String BUG = "bug";

    /** Before words of which an event {@link TransportEvent.Extension} is made. */
    public static final String NOTE = "note ";

    /** Instructions of which {@link #open} throws. */
    public static final String IMPOSSIBLE = "impossible";

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Window window = new Window();
    private final boolean careless;
    private @Nullable CodecContext context;

    /** One that keeps its contract. */
    public PlainCodec() {
        this(false);
    }

    private PlainCodec(boolean careless) {
        this.careless = careless;
    }

    /** One that uses up a frame for which there is no room; a transport gives it back untouched. */
    public static PlainCodec careless() {
        return new PlainCodec(true);
    }

    /** How often it was opened. */
    public int opened() {
        return opened.get();
    }

    /** How often it was closed. */
    public int closed() {
        return closed.get();
    }

    @Override
    public void open(CodecContext given) {
        opened.incrementAndGet();
        context = given;
        String instructions = given.initialConfig().value(ConfigField.INSTRUCTIONS).orElse("");
        if (instructions.equals(IMPOSSIBLE)) {
            throw new IllegalArgumentException("instructions cannot be impossible");
        }
        say((HELLO + " " + instructions).strip());
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
                    "the plain dialect has no " + command.getClass().getSimpleName());
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
            audio.position(careless ? audio.limit() : audio.position());
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
            window.begin = message.position();
            context().listener().onAudio(window);
            return;
        }
        String words = StandardCharsets.UTF_8.decode(message).toString();
        switch (words.split(" ", 2)[0]) {
            case READY -> context().ready();
            case FATAL -> context().failed(error(ProviderError.Severity.FATAL));
            case LOST -> context().failed(error(ProviderError.Severity.LINE_LOST));
            case NEW_LINE -> context().needsNewLine("another voice");
            case BUG -> throw new IllegalStateException("a bug of the codec");
            case "note" -> event(new TransportEvent.Extension("note", words));
            default -> event(new TransportEvent.Rejected(null, "unknown words"));
        }
    }

    private static ProviderError error(ProviderError.Severity severity) {
        return new ProviderError(
                "invalid_request_error", "invalid_model", "no such model", null, null, severity);
    }

    private void event(TransportEvent event) {
        context().listener().onEvent(event);
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return new ConfigPlan(wanted, SessionConfig.EMPTY, SessionConfig.EMPTY, Map.of());
    }

    /** Closes with these words mean the same as messages. */
    @Override
    public @Nullable ProviderError closed(int code, String reason) {
        return switch (reason) {
            case FATAL -> error(ProviderError.Severity.FATAL);
            case LOST -> error(ProviderError.Severity.LINE_LOST);
            case BUG -> throw new IllegalStateException("a bug of the codec");
            default -> null;
        };
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
        private int begin;

        @Override
        public ByteBuffer bytes() {
            return bytes.position(begin);
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
