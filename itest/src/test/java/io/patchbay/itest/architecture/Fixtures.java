package io.patchbay.itest.architecture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.locks.ReentrantLock;

/** What the rules forbid. */
final class Fixtures {
    private Fixtures() {}

    static final class Uses {
        final FixtureTarget target = new FixtureTarget();
    }

    static final class FixtureHelper {}

    static final class Unmakeable {
        final int size;

        Unmakeable(int size) {
            this.size = size;
        }
    }

    static final class Waits {
        private final ReentrantLock lock = new ReentrantLock();

        synchronized int method() {
            return 1;
        }

        int block() {
            synchronized (lock) {
                return 2;
            }
        }

        void lock() {
            lock.lock();
            lock.unlock();
        }
    }

    static class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            context.flush();
        }
    }

    static class TypedHandler extends SimpleChannelInboundHandler<ByteBuf> {
        TypedHandler() {
            super(ByteBuf.class);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            context.flush();
        }
    }
}
