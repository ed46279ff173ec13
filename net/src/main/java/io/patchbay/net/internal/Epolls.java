package io.patchbay.net.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Errors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The native transport of Linux, where its classes and its library are there. */
final class Epolls {

    static final boolean AVAILABLE = asked();

    private Epolls() {}

    /**
     * Asks on a thread of its own: Netty keeps the exception that says why not, and with its stack
     * the classes of all callers, among them the plug that happened to be first. Its first buffer
     * wakes the flight recorder of the JVM, which keeps them as well.
     */
    private static boolean asked() {
        try {
            return CompletableFuture.supplyAsync(
                            Probe::available,
                            task ->
                                    NettyEventLoops.daemons("patchbay-first-")
                                            .newThread(task)
                                            .start())
                    .join();
        } catch (CompletionException e) {
            return false;
        }
    }

    static IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
    }

    static ChannelFactory<SocketChannel> clientChannels() {
        return EpollSocketChannel::new;
    }

    static ChannelFactory<ServerChannel> serverChannels() {
        return EpollServerSocketChannel::new;
    }

    static DatagramChannel datagramChannel(SocketProtocolFamily family) {
        return new EpollDatagramChannel(family);
    }

    /** A class of its own: the thread that asks must not wait for this one's initialisation. */
    private static final class Probe {
        private Probe() {}

        static boolean available() {
            ByteBufAllocator.DEFAULT.buffer(1).release();
            try {
                // a library older than the classes passes the first test and fails at the
                // second, which otherwise a failing connect would find
                return Epoll.isAvailable() && Errors.ERRNO_ECONNRESET_NEGATIVE < 0;
            } catch (LinkageError e) {
                return false; // the optional bundle is not there or does not fit: NIO serves
            }
        }
    }
}
