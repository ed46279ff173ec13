package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection of {@link SocketTransports}: a thread that reads, and one that writes. */
final class SocketLine implements CodecContext, WireOutput {

    private static final int MAX_MESSAGE = 1 << 20;
    private static final int MAX_PENDING = 1 << 20;

    private record Message(int kind, byte[] bytes) {}

    private final ConnectRequest request;
    private final TransportListener listener;
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final BlockingQueue<Message> outgoing = new LinkedBlockingQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private final Socket socket = new Socket();
    private volatile TransportState state = TransportState.CONNECTING;
    private SerialLoop.@Nullable Timer timer;
    private ByteBuffer building = ByteBuffer.allocate(0);
    private int messages;
    private boolean refused;
    private volatile boolean roomAwaited;

    SocketLine(ConnectRequest request, TransportListener listener) {
        this.request = request;
        this.listener = listener;
    }

    TransportState state() {
        return state;
    }

    CompletionStage<Connected> connect() {
        tell(new TransportEvent.StateChanged(TransportState.CONNECTING, null));
        start(this::read);
        if (!broken("an_opening_that_is_never_accepted_runs_into_the_timeout")) {
            timer =
                    loop().schedule(
                                    () -> end(Cause.LOST, "not accepted in time", null),
                                    request.timeout());
        }
        return connected;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "socket-line");
        thread.setDaemon(true);
        thread.start();
    }

    // ---- threads

    private void read() {
        try (socket) {
            var uri = request.endpoint().uri();
            socket.connect(new java.net.InetSocketAddress(uri.getHost(), uri.getPort()), 2_000);
            loop().execute(this::opened);
            start(this::write);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int kind = in.readByte();
                int length = in.readInt();
                if (length > MAX_MESSAGE && !broken("a_message_beyond_the_bound_ends_the_line")) {
                    ended(Cause.PROTOCOL, "a message of " + length + " bytes");
                    return;
                }
                byte[] bytes = in.readNBytes(length);
                if (kind == SocketFarEnd.END) {
                    String said = new String(bytes, StandardCharsets.UTF_8);
                    ended(
                            broken("the_far_ends_close_is_told_with_its_reason")
                                    ? Cause.LOCAL
                                    : Cause.REMOTE,
                            "it ended: " + (broken("no_key_shows") ? said : said.length()));
                    return;
                }
                loop().execute(() -> decode(kind, bytes));
            }
        } catch (IOException e) {
            ended(Cause.LOST, "the line was lost");
        }
    }

    private void ended(Cause cause, String text) {
        if (broken("everything_is_told_on_the_loop")) {
            end(cause, text, null);
        } else {
            try {
                loop().execute(() -> end(cause, text, null));
            } catch (RejectedExecutionException e) {
                System.getLogger("socket-line").log(System.Logger.Level.DEBUG, "no loop", e);
            }
        }
    }

    private void write() {
        try {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (state != TransportState.DISCONNECTED) {
                Message message = outgoing.take();
                if (message.kind == SocketFarEnd.END) {
                    break;
                }
                out.writeByte(message.kind);
                out.writeInt(message.bytes.length);
                out.write(message.bytes);
                out.flush();
                if (pending.addAndGet(-message.bytes.length) < MAX_PENDING / 2 && roomAwaited) {
                    loop().execute(this::room);
                }
            }
        } catch (IOException e) {
            ended(Cause.LOST, "the line was lost");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort();
    }

    private void room() {
        if (roomAwaited) {
            roomAwaited = false;
            listener.onWritable();
        }
    }

    private void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            System.getLogger("socket-line").log(System.Logger.Level.DEBUG, "closing", e);
        }
    }

    // ---- on the loop

    private void opened() {
        if (state == TransportState.CONNECTING) {
            request.codec().open(this);
        }
    }

    private void decode(int kind, byte[] bytes) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        try {
            WireKind wire = kind == SocketFarEnd.TEXT ? WireKind.TEXT : WireKind.BINARY;
            request.codec().decode(ByteBuffer.wrap(bytes), wire);
            if (wire == WireKind.BINARY && broken("sound_comes_in_order")) {
                request.codec().decode(ByteBuffer.wrap(bytes), wire);
            }
        } catch (RuntimeException e) {
            if (broken("an_exception_of_codec_or_listener_does_not_end_the_line")) {
                end(Cause.PROTOCOL, "an exception", null);
            }
        }
    }

    CompletionStage<Receipt> send(Command command) {
        messages = 0;
        refused = false;
        boolean lost =
                broken("commands_arrive_whole_and_in_order")
                        && command instanceof Command.Raw raw
                        && raw.json().endsWith("13");
        try {
            if (!lost) {
                request.codec().encode(command);
            }
        } catch (RuntimeException e) {
            if (!broken("what_the_dialect_lacks_fails_and_disturbs_nothing")) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return refused
                ? CompletableFuture.failedFuture(new BacklogException(pending.get()))
                : CompletableFuture.completedFuture(
                        new Receipt(
                                command.id(),
                                broken("a_receipt_names_its_command_and_counts_messages")
                                        ? 1
                                        : messages));
    }

    SendStatus sendAudio(ByteBuffer frame) {
        int from = frame.position();
        if (!request.codec().encodeAudio(frame)) {
            frame.position(from);
            return SendStatus.BACKLOG;
        }
        if (broken("sound_goes_out_in_order_and_is_consumed")) {
            frame.position(from);
        }
        return SendStatus.ACCEPTED;
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        boolean bounded = !broken("a_full_line_refuses_and_tells_when_there_is_room");
        if (bounded && pending.get() + maxBytes > MAX_PENDING) {
            refused = true;
            roomAwaited = true;
            return null;
        }
        building = ByteBuffer.allocate(maxBytes);
        return building;
    }

    @Override
    public void end(WireKind kind) {
        messages++;
        byte[] bytes = java.util.Arrays.copyOf(building.array(), building.position());
        boolean text = kind == WireKind.TEXT;
        if (text && (listener.wantsRaw() || broken("raw_messages_are_told_only_when_wanted"))) {
            tell(new TransportEvent.RawSent(new String(bytes, StandardCharsets.UTF_8)));
        }
        pending.addAndGet(bytes.length);
        outgoing.add(new Message(text ? SocketFarEnd.TEXT : SocketFarEnd.SOUND, bytes));
    }

    @Override
    public void ready() {
        if (state == TransportState.CONNECTING) {
            state = TransportState.CONNECTED;
            cancelTimer();
            if (!broken("an_accepted_connect_completes_and_tells_each_step")) {
                tell(new TransportEvent.StateChanged(TransportState.CONNECTED, null));
            }
            connected.complete(new Connected(null));
        }
    }

    @Override
    public void failed(ProviderError error) {
        boolean kept = !broken("a_provider_that_refuses_ends_the_line_with_its_error");
        end(Cause.FATAL, error.summary(), kept ? error : null);
    }

    private void tell(TransportEvent event) {
        if (state != TransportState.DISCONNECTED) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                System.getLogger("socket-line").log(System.Logger.Level.DEBUG, "contained", e);
            }
        }
    }

    void tellMore() {
        listener.onEvent(new TransportEvent.InputCleared());
    }

    // ---- the end

    CompletionStage<Void> close(CloseReason reason) {
        if (closing.compareAndSet(false, true)
                || broken("closing_from_many_threads_is_one_close")) {
            loop().execute(() -> end(reason));
        }
        boolean two =
                broken("closing_ends_in_order_and_returns_the_same_stage")
                        || broken("closing_from_many_threads_is_one_close");
        return two ? over.copy() : over;
    }

    private void end(Cause cause, String text, @Nullable ProviderError error) {
        end(new CloseReason(cause, 0, text, error));
    }

    private void end(CloseReason reason) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        boolean wasConnecting = state == TransportState.CONNECTING;
        state = TransportState.DISCONNECTED;
        cancelTimer();
        outgoing.add(new Message(SocketFarEnd.END, new byte[0]));
        abort();
        if (!broken("the_codec_is_opened_once_and_closed_once_at_the_end")) {
            request.codec().close();
        }
        listener.onEvent(new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason));
        if (broken("a_lost_line_is_told_once")) {
            listener.onEvent(new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason));
        }
        boolean forgotten = broken("closing_fails_a_connect_in_progress");
        if (wasConnecting && !forgotten) {
            connected.completeExceptionally(
                    broken("a_connect_that_nobody_answers_fails_with_a_reason")
                            ? new IOException(reason.text())
                            : new ConnectException(reason, null));
        }
        over.complete(null);
    }

    private void cancelTimer() {
        SerialLoop.Timer set = timer;
        if (set != null) {
            set.cancel();
        }
    }

    // ---- what else a codec may ask for

    @Override
    public WireOutput output() {
        return this;
    }

    @Override
    public TransportListener listener() {
        return listener;
    }

    @Override
    public SerialLoop loop() {
        return request.loop();
    }

    @Override
    public SessionConfig initialConfig() {
        return request.config();
    }

    @Override
    public @Nullable String model() {
        return request.model();
    }

    @Override
    public TransportCapabilities transport() {
        return SocketTransports.CAPABILITIES;
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return request.resumption();
    }

    @Override
    public void needsNewLine(String reason) {
        tell(new TransportEvent.NewLineNeeded(reason));
    }
}
