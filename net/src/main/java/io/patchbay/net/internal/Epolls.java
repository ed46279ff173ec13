package io.patchbay.net.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;

/** The native transport of Linux, where its classes and its library are there. */
final class Epolls {

    static final boolean AVAILABLE = available();

    private Epolls() {}

    private static boolean available() {
        try {
            return Epoll.isAvailable();
        } catch (NoClassDefFoundError e) {
            return false; // the optional bundle is not there: NIO serves as well
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
