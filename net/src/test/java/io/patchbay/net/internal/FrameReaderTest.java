package io.patchbay.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.patchbay.net.Leaks;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@NullUnmarked
@ExtendWith(Leaks.class)
class FrameReaderTest {

    private static final class Collected implements FrameReader.Sink {
        final List<String> frames = new ArrayList<>();

        @Override
        public void message(boolean text, ByteBuffer payload) {
            frames.add((text ? "text " : "binary ") + StandardCharsets.UTF_8.decode(payload));
        }

        @Override
        public void control(int opcode, byte[] payload) {
            frames.add(opcode + " " + new String(payload, StandardCharsets.UTF_8));
        }
    }

    private static byte[] masked(int firstByte, String payload, int key) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        Frames.mask(bytes, 0, bytes.length, key);
        return ByteBuffer.allocate(6 + bytes.length)
                .put((byte) firstByte)
                .put((byte) (0x80 | bytes.length))
                .putInt(key)
                .put(bytes)
                .array();
    }

    @Test
    void wherever_the_stream_is_cut_the_messages_are_the_same() throws Exception {
        var stream = Unpooled.buffer();
        stream.writeBytes(masked(0x81, "whole", 0x01020304));
        stream.writeBytes(masked(0x01, "frag", 0xfffefdfc));
        stream.writeBytes(masked(0x89, "ping", 0x11223344));
        stream.writeBytes(masked(0x00, "", 7));
        stream.writeBytes(masked(0x80, "mented, a little longer", 0x55667788));
        stream.writeBytes(masked(0x82, "", 9));
        var expected =
                List.of("text whole", "9 ping", "text fragmented, a little longer", "binary ");
        for (int first = 0; first <= stream.readableBytes(); first++) {
            for (int second = first; second <= stream.readableBytes(); second++) {
                var collected = new Collected();
                var reader = new FrameReader(new Scratch(), true, 1000, collected);
                reader.read(stream.slice(0, first));
                reader.read(stream.slice(first, second - first));
                reader.read(stream.slice(second, stream.readableBytes() - second));
                assertEquals(expected, collected.frames, "cut at " + first + " and " + second);
            }
        }
    }

    @Test
    void a_message_that_arrives_whole_allocates_nothing() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        // a buffer that leak detection, which allocates, does not watch
        ByteBuf frame =
                Unpooled.wrappedBuffer(
                        ByteBuffer.allocate(1504).putInt(0x817e_05dc).position(0).array());
        long[] heard = {0};
        var reader =
                new FrameReader(
                        new Scratch(),
                        false,
                        10_000,
                        new FrameReader.Sink() {
                            @Override
                            public void message(boolean text, ByteBuffer payload) {
                                heard[0] += payload.remaining();
                            }

                            @Override
                            public void control(int opcode, byte[] payload) {
                                throw new AssertionError("no control frame was sent");
                            }
                        });
        long bytes = 0;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 1000; i++) {
                reader.read(frame.readerIndex(0));
            }
            bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        assertEquals(20L * 1000 * 1500, heard[0]);
        assertTrue(bytes < 1000, bytes + " bytes for 1000 messages");
    }
}
