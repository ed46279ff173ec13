package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One direct buffer that is used again when whoever had it has let it go; else there is a fresh
 * one. On the loop.
 */
final class ReusedBuffer {

    private final int bytes;
    private @Nullable ByteBuf kept;
    private boolean released;

    /** One of {@code bytes}, or as long as is asked for. */
    ReusedBuffer(int bytes) {
        this.bytes = bytes;
    }

    /** An empty buffer with room for {@code room} at least; the caller releases it. */
    ByteBuf take(ByteBufAllocator allocator, int room) {
        ByteBuf buffer = kept;
        if (buffer != null && buffer.refCnt() == 1 && buffer.capacity() >= room) {
            return buffer.clear().retain();
        }
        int capacity = Math.max(bytes, room);
        ByteBuf fresh = allocator.directBuffer(capacity, capacity);
        if (!released) {
            if (buffer != null) {
                buffer.release();
            }
            kept = fresh.retain();
        }
        return fresh;
    }

    /** Gives the memory back. Buffers that are taken later are not kept. */
    void release() {
        released = true;
        ByteBuf buffer = kept;
        kept = null;
        if (buffer != null) {
            buffer.release();
        }
    }

    /** Receives into it. */
    static final class ForReceiving extends DefaultMaxMessagesRecvByteBufAllocator {

        private final ReusedBuffer buffer;

        ForReceiving(ReusedBuffer buffer, int perPass) {
            super(perPass);
            this.buffer = buffer;
        }

        @Override
        @SuppressWarnings("deprecation") // what the interface asks for is deprecated there
        public RecvByteBufAllocator.Handle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public int guess() {
                    return buffer.bytes;
                }

                @Override
                public ByteBuf allocate(ByteBufAllocator allocator) {
                    return buffer.take(allocator, buffer.bytes);
                }
            };
        }
    }
}
