package io.patchbay.bench.internal.client;

import io.netty.buffer.ByteBuf;
import io.patchbay.bench.internal.floor.BareSocket;
import io.patchbay.bench.internal.floor.Ear;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** A floor as a client. */
final class BareClient implements Client {

    private static final Duration CONNECT = Duration.ofSeconds(15);

    private final String id;
    private final String name;
    private final BareSocket.Loops loops;
    private final Function<Ear, Consumer<ByteBuf>> receiver;

    BareClient(
            String id,
            String name,
            BareSocket.Loops loops,
            Function<Ear, Consumer<ByteBuf>> receiver) {
        this.id = id;
        this.name = name;
        this.loops = loops;
        this.receiver = receiver;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Conn connect(URI uri, Ear ear) {
        return new Bare(open(uri, receiver.apply(ear)));
    }

    /** A socket whose messages go to {@code messages}. */
    BareSocket open(URI uri, Consumer<ByteBuf> messages) {
        return Waiting.on(
                "connecting to " + uri,
                BareSocket.connect(loops, withModel(uri), messages),
                CONNECT);
    }

    /** The provider wants the model in the address. */
    private static URI withModel(URI uri) {
        return uri.getQuery() == null ? URI.create(uri + "?model=gpt-realtime") : uri;
    }

    @Override
    public void close() {
        // the loops end with whoever gave them
    }

    private record Bare(BareSocket socket) implements Conn {
        @Override
        public void send(String json) {
            socket.send(json);
        }

        @Override
        public boolean open() {
            return socket.isOpen();
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
