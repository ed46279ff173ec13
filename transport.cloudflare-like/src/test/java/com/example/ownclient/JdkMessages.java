package com.example.ownclient;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.MessageStream;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one WebSocket of the JDK. It calls on threads of its own, so everything changes
 * over to the loop; and it takes one message at a time.
 */
final class JdkMessages implements MessageStream, WebSocket.Listener {

    /** No provider sends a longer one; without a bound a server could fill the memory. */
    private static final int LONGEST = 17 << 20;

    private final SerialLoop loop;
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    // on the loop
    private @Nullable Listener listener;
    private boolean reading = true;
    private boolean asked;
    private boolean sending;
    private boolean refused;
    private boolean closing;
    private boolean over;

    JdkMessages(SerialLoop loop) {
        this.loop = loop;
    }

    // ---- what the line wants

    @Override
    public void start(Listener hearing) {
        listener = hearing;
        ask();
    }

    /** Lets the JDK read one more message, if one is wanted. */
    private void ask() {
        if (listener != null && (reading || closing) && !asked && !over) {
            asked = true;
            socket.join().request(1);
        }
    }

    @Override
    public boolean send(ByteBuffer message, boolean asText) {
        if (over || closing) {
            return true;
        }
        if (sending) {
            refused = true;
            return false;
        }
        sending = true;
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
        CompletableFuture<WebSocket> sent =
                asText
                        ? socket.join().sendText(StandardCharsets.UTF_8.decode(copy), true)
                        : socket.join().sendBinary(copy, true);
        sent.whenComplete((done, failure) -> loop.execute(() -> sent(failure)));
        return true;
    }

    private void sent(@Nullable Throwable failure) {
        sending = false;
        if (failure != null) {
            ended(1006, "the message could not be sent", false);
        } else if (refused && listener != null && !over) {
            refused = false;
            listener.onWritable();
        }
    }

    @Override
    public long pendingBytes() {
        return 0; // the JDK does not say
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        ask();
    }

    @Override
    public void close(int code, String reason) {
        closing = true;
        socket.join()
                .sendClose(code, reason)
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                abort(); // there are codes that it does not send
                            }
                        });
        ask();
    }

    @Override
    public void abort() {
        socket.thenAccept(WebSocket::abort);
        loop.execute(() -> ended(1006, "dropped by this side", false));
    }

    private void ended(int code, String reason, boolean remote) {
        if (!over) {
            over = true;
            if (listener != null) {
                listener.onClose(code, reason, remote);
            }
        }
    }

    // ---- what the JDK says, one after the other, on threads of its own

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened); // and reads nothing until the line is started
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (text.length() > LONGEST) {
            abort();
        } else if (last) {
            byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
            text.setLength(0);
            heard(ByteBuffer.wrap(whole), true);
        } else {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (binary.size() > LONGEST) {
            abort();
        } else if (last) {
            byte[] whole = binary.toByteArray();
            binary.reset();
            heard(ByteBuffer.wrap(whole), false);
        } else {
            from.request(1);
        }
        return null;
    }

    private void heard(ByteBuffer message, boolean isText) {
        loop.execute(
                () -> {
                    asked = false;
                    if (listener != null && !over) {
                        listener.onMessage(message, isText);
                    }
                    ask();
                });
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        loop.execute(() -> ended(code, reason, !closing));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        boolean broken = error instanceof ProtocolException; // and the JDK has told the server
        loop.execute(() -> ended(broken ? 1002 : 1006, error.getClass().getName(), false));
    }
}
