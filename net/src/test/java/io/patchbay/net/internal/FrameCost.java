package io.patchbay.net.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.patchbay.net.Heard;
import io.patchbay.net.Peer;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/**
 * What a frame costs on the loop's thread, beside bare Netty in the same run: CPU microseconds a
 * frame, in and out, flat out over loopback. Run by hand: {@code main}, optionally with the number
 * of frames a round.
 */
@NullUnmarked
public final class FrameCost {

    private static final int PAYLOAD = 1500;
    private static final int BLOCK = 64;

    private final NettyEventLoops loops = NettyEventLoops.create(1);
    private final int frames;

    private FrameCost(int frames) {
        this.frames = frames;
    }

    /** Prints a table. */
    public static void main(String[] arguments) throws Exception {
        int frames = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400_000;
        var cost = new FrameCost(frames);
        System.out.println("epoll: " + cost.loops.nativeTransport() + ", CPU us a frame");
        for (int round = 0; round < 5; round++) {
            System.out.printf(
                    "round %d: in netty %.3f ours %.3f | out netty %.3f ours %.3f%n",
                    round,
                    cost.inbound(false),
                    cost.inbound(true),
                    cost.outbound(false),
                    cost.outbound(true));
        }
        cost.loops.close();
    }

    private long cpu() throws Exception {
        var used = new CompletableFuture<Long>();
        loops.next()
                .execute(
                        () ->
                                used.complete(
                                        ManagementFactory.getThreadMXBean()
                                                .getCurrentThreadCpuTime()));
        return used.get(60, TimeUnit.SECONDS);
    }

    private double inbound(boolean ours) throws Exception {
        var done = new CompletableFuture<Void>();
        try (var peer = new Peer(this::flood)) {
            long from = cpu();
            if (ours) {
                new WebSocketClient(loops)
                        .connect(
                                WebSocketRequest.builder(peer.url()).build(),
                                loops.next(),
                                new Counting(done));
            } else {
                bare(peer, done, null);
            }
            done.get(120, TimeUnit.SECONDS);
            return (cpu() - from) / 1000.0 / frames;
        }
    }

    private void flood(Socket socket) throws Exception {
        Peer.say(socket, Peer.upgraded(Peer.head(socket)));
        var block = ByteBuffer.allocate(BLOCK * (PAYLOAD + 4));
        for (int i = 0; i < BLOCK; i++) {
            block.put((byte) 0x81).put((byte) 126).putShort((short) PAYLOAD);
            block.put("x".repeat(PAYLOAD).getBytes());
        }
        for (int sent = 0; sent < frames; sent += BLOCK) {
            socket.getOutputStream().write(block.array());
        }
        Peer.rest(socket);
    }

    private double outbound(boolean ours) throws Exception {
        var received = new CompletableFuture<Void>();
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            var in = socket.getInputStream();
                            byte[] drain = new byte[1 << 20];
                            long left = (long) frames * (PAYLOAD + 8);
                            while (left > 0) {
                                left -= in.read(drain);
                            }
                            received.complete(null);
                        })) {
            long from = cpu();
            if (ours) {
                var heard =
                        new Heard() {
                            @Override
                            public void onWritable() {
                                connection.getNow(null).loop().execute(pump);
                            }

                            private Runnable pump = () -> {};
                        };
                WebSocketConnection line =
                        new WebSocketClient(loops)
                                .connect(
                                        WebSocketRequest.builder(peer.url()).build(),
                                        loops.next(),
                                        heard)
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS);
                byte[] payload = "x".repeat(PAYLOAD).getBytes();
                int[] sent = {0};
                heard.pump =
                        () -> {
                            for (int i = 0; i < BLOCK && sent[0] < frames; i++) {
                                ByteBuffer buffer = line.begin(PAYLOAD);
                                if (buffer == null || !line.writable()) {
                                    return;
                                }
                                buffer.put(payload);
                                line.endText();
                                sent[0]++;
                            }
                            if (sent[0] < frames) {
                                line.loop().execute(heard.pump);
                            }
                        };
                line.loop().execute(heard.pump);
            } else {
                bare(peer, new CompletableFuture<>(), new byte[PAYLOAD]);
            }
            received.get(120, TimeUnit.SECONDS);
            return (cpu() - from) / 1000.0 / frames;
        }
    }

    private final class Counting implements WebSocketListener {
        private final CompletableFuture<Void> done;
        private int count;

        Counting(CompletableFuture<Void> done) {
            this.done = done;
        }

        @Override
        public void onText(ByteBuffer message) {
            if (++count == frames) {
                done.complete(null);
            }
        }

        @Override
        public void onClose(WebSocketClose close) {
            done.completeExceptionally(new IllegalStateException(close.toString()));
        }
    }

    /** Netty alone, tuned as far as its settings go. */
    private void bare(Peer peer, CompletableFuture<Void> done, byte[] send) {
        var config =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(peer.url())
                        .version(WebSocketVersion.V13)
                        .customHeaders(new DefaultHttpHeaders())
                        .maxFramePayloadLength(1 << 20)
                        .withUTF8Validator(false)
                        .build();
        new Bootstrap()
                .group(loops.group())
                .channelFactory(loops.clientChannels())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                new HttpClientCodec(),
                                                new HttpObjectAggregator(8192),
                                                new WebSocketClientProtocolHandler(config),
                                                new Bare(done, send));
                            }
                        })
                .connect("127.0.0.1", peer.port());
    }

    private final class Bare extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Void> done;
        private final byte[] send;
        private int count;

        Bare(CompletableFuture<Void> done, byte[] send) {
            this.done = done;
            this.send = send;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && send != null) {
                pump(ctx);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (send != null && ctx.channel().isWritable()) {
                ctx.executor().execute(() -> pump(ctx));
            }
        }

        private void pump(ChannelHandlerContext ctx) {
            for (int i = 0; i < BLOCK && count < frames; i++, count++) {
                if (!ctx.channel().isWritable()) {
                    ctx.flush();
                    return;
                }
                ByteBuf buffer = ctx.alloc().buffer(PAYLOAD).writeBytes(send);
                ctx.write(new TextWebSocketFrame(buffer), ctx.voidPromise());
            }
            ctx.flush();
            if (count < frames) {
                ctx.executor().execute(() -> pump(ctx));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof WebSocketFrame frame) {
                frame.release();
                if (++count == frames) {
                    done.complete(null);
                }
            }
        }
    }
}
