package io.patchbay.net.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Errors;

/** The native transport of Linux, where its classes and its library are there. */
final class Epolls {

    static final boolean AVAILABLE = available();

    private Epolls() {}

    private static boolean available() {
        try {
            // a library older than the classes passes the first test and fails at the second, which
            // otherwise a failing connect would find
            return Epoll.isAvailable() && Errors.ERRNO_ECONNRESET_NEGATIVE < 0;
        } catch (LinkageError e) {
            return false; // the optional bundle is not there or does not fit: NIO serves as well
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
}
