package io.patchbay.bench.internal.floor;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A relay that does the unavoidable: reads the head of the request, puts the provider's key in it,
 * and passes bytes both ways as they come, no faster than they are taken. All on one thread.
 */
public final class BareRelay implements AutoCloseable {

    private static final int LONGEST_HEAD = 16 << 10;

    private final MultiThreadIoEventLoopGroup loop;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final URI to;
    private final int port;

    private BareRelay(int port, URI to) {
        this.to = to;
        this.loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel channel =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1_024)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel child) {
                                        open.add(child);
                                        child.pipeline().addLast(new Head());
                                    }
                                })
                        .bind("127.0.0.1", port)
                        .syncUninterruptibly()
                        .channel();
        open.add(channel);
        this.port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port 0 for a free one
     * @param to the address of the server behind it, by {@code ws} or {@code http}
     */
    public static BareRelay start(int port, URI to) {
        return new BareRelay(port, to);
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Ends it with all that goes through it, as a process that is killed. */
    @Override
    public void close() {
        open.close().awaitUninterruptibly(5_000);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }

    /** Collects the head of the request, and passes it on with the key. */
    private final class Head extends ChannelInboundHandlerAdapter {

        private final StringBuilder head = new StringBuilder();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                head.append(((ByteBuf) message).toString(StandardCharsets.ISO_8859_1));
            } finally {
                ReferenceCountUtil.release(message);
            }
            int end = head.indexOf("\r\n\r\n");
            if (end >= 0) {
                ctx.channel().config().setAutoRead(false);
                String asked =
                        head.substring(0, end).replaceAll("(?im)^(host|authorization):.*\r\n", "");
                int line = asked.indexOf("\r\n");
                pass(
                        ctx.channel(),
                        asked.substring(0, line)
                                + "\r\nhost: "
                                + to.getAuthority()
                                + "\r\nauthorization: Bearer bench"
                                + asked.substring(line)
                                + head.substring(end));
            } else if (head.length() > LONGEST_HEAD) {
                ctx.close();
            }
        }

        private void pass(Channel client, String request) {
            new Bootstrap()
                    .group(client.eventLoop())
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(
                            new ChannelInitializer<Channel>() {
                                @Override
                                protected void initChannel(Channel made) {
                                    open.add(made);
                                    made.pipeline().addLast(new Pass(client));
                                }
                            })
                    .connect(to.getHost(), to.getPort())
                    .addListener(
                            (ChannelFutureListener)
                                    done -> {
                                        if (!done.isSuccess() || !client.isActive()) {
                                            done.channel().close();
                                            client.close();
                                            return;
                                        }
                                        Channel server = done.channel();
                                        client.pipeline().replace(this, "pass", new Pass(server));
                                        server.writeAndFlush(
                                                server.alloc()
                                                        .buffer()
                                                        .writeBytes(
                                                                request.getBytes(
                                                                        StandardCharsets
                                                                                .ISO_8859_1)));
                                        client.config().setAutoRead(true);
                                    });
        }
    }

    /** Passes all that comes on to the other channel. */
    private static final class Pass extends ChannelInboundHandlerAdapter {

        private final Channel other;

        Pass(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            other.write(message, other.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
            ctx.channel().config().setAutoRead(other.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            other.config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            // what was passed on goes first
            other.writeAndFlush(ctx.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable cause) {
            ctx.close();
        }
    }
}
