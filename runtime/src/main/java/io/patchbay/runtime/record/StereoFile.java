package io.patchbay.runtime.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A WAV file of two channels that are written independently and at any place: what is played next
 * may be written before its time and taken back. The header is valid at every moment and states
 * what {@link #state} said last. One thread at a time; calls block on the disk.
 */
final class StereoFile implements Closeable {
    static final int RATE = 24_000;
    private static final int HEADER = 44;
    private static final int FRAME = 4;
    private static final int BLOCK = 4_800;

    /** The sizes in the header have 32 bits. */
    private static final long MOST_FRAMES = (0xFFFF_FFFFL - HEADER) / FRAME;

    private final FileChannel file;
    private final ByteBuffer block =
            ByteBuffer.allocate(BLOCK * FRAME).order(ByteOrder.LITTLE_ENDIAN);

    private StereoFile(FileChannel file) throws IOException {
        this.file = file;
        state(0);
    }

    /**
     * Creates it.
     *
     * @throws IOException when it exists or cannot be written
     */
    static StereoFile create(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            return new StereoFile(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Writes PCM16 of one channel.
     *
     * @param channel 0 left, 1 right
     * @param from the first frame
     * @param pcm whole samples; consumed
     */
    void write(int channel, long from, ByteBuffer pcm) throws IOException {
        long at = from;
        while (pcm.remaining() >= 2) {
            int frames = Math.min(BLOCK, pcm.remaining() / 2);
            if (at + frames > MOST_FRAMES) {
                throw new IOException("a WAV file cannot exceed 4 GiB");
            }
            read(at, frames);
            for (int i = 0; i < frames; i++) {
                block.putShort(i * FRAME + channel * 2, pcm.getShort());
            }
            put(at);
            at += frames;
        }
    }

    /** Silences one channel from a frame to another. */
    void erase(int channel, long from, long to) throws IOException {
        for (long at = from; at < to; at += BLOCK) {
            int frames = (int) Math.min(BLOCK, to - at);
            read(at, frames);
            for (int i = 0; i < frames; i++) {
                block.putShort(i * FRAME + channel * 2, (short) 0);
            }
            put(at);
        }
    }

    /** One channel's samples. */
    ByteBuffer take(int channel, long from, long to) throws IOException {
        ByteBuffer taken =
                ByteBuffer.allocate((int) Math.max(0, to - from) * 2)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (long at = from; at < to; at += BLOCK) {
            int frames = (int) Math.min(BLOCK, to - at);
            read(at, frames);
            for (int i = 0; i < frames; i++) {
                taken.putShort(block.getShort(i * FRAME + channel * 2));
            }
        }
        return taken.flip();
    }

    private void read(long from, int frames) throws IOException {
        block.clear().limit(frames * FRAME);
        long at = HEADER + from * FRAME;
        while (block.hasRemaining()) {
            int read = file.read(block, at + block.position());
            if (read < 0) {
                break;
            }
        }
        while (block.hasRemaining()) {
            block.put((byte) 0); // what lies behind the end is silence
        }
        block.flip();
    }

    private void put(long from) throws IOException {
        block.rewind();
        while (block.hasRemaining()) {
            file.write(block, HEADER + from * FRAME + block.position());
        }
    }

    /** The file is so many frames long, for whoever opens it from now on. */
    void state(long frames) throws IOException {
        long bytes = Math.min(MOST_FRAMES, frames) * FRAME;
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt((int) (bytes + HEADER - 8));
        header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        header.putShort((short) 1).putShort((short) 2).putInt(RATE).putInt(RATE * FRAME);
        header.putShort((short) FRAME).putShort((short) 16);
        header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) bytes).flip();
        if (file.size() < HEADER + bytes) {
            file.write(ByteBuffer.allocate(1), HEADER + bytes - 1);
        }
        file.write(header, 0);
    }

    /** Cuts the file off there, and states it. */
    void finish(long frames) throws IOException {
        state(frames);
        file.truncate(HEADER + Math.min(MOST_FRAMES, frames) * FRAME);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
