package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** A handler that makes a channel of messages look like a socket to whoever stands behind it. */
interface Outlet extends ChannelHandler {

    /** What is written in place of these bytes, so that they count while they wait. Any thread. */
    Object message(ByteBuf bytes);

    /** Ends this side behind what was written; bytes may still come. Any thread. */
    void end(Channel channel);

    /** The close that follows waits for nobody, and what waits is lost. Any thread. */
    void drop();

    /** Closes at once, whatever waits. Any thread. */
    static ChannelFuture drop(Channel channel) {
        Outlet outlet = of(channel);
        if (outlet != null) {
            outlet.drop();
        }
        return channel.close();
    }

    /** The one of a channel; none where there is a socket. */
    static @Nullable Outlet of(Channel channel) {
        return channel.pipeline().get(Outlet.class);
    }
}
