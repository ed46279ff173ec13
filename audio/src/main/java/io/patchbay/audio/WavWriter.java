package io.patchbay.audio;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes PCM16 as a WAV file while it comes in. Until it is closed the header says that the length
 * is open, so that what is there can be played meanwhile and survives a crash; {@link #flush()}
 * states the length so far. One thread at a time; calls may block on the disk.
 */
public final class WavWriter implements Closeable {

    private static final int HEADER = 44;
    private static final int BUFFER = 1 << 14;
    private static final int OPEN = -1;

    /** The sizes in the header have 32 bits. */
    private static final long LARGEST = 0xFFFF_FFFFL - HEADER;

    private final FileChannel file;
    private final AudioFormat format;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer size =
            ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long dataBytes;

    private WavWriter(FileChannel file, AudioFormat format) throws IOException {
        this.file = file;
        this.format = format;
        buffer.put("RIFF".getBytes(StandardCharsets.US_ASCII));
        buffer.putInt(OPEN);
        buffer.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        buffer.putInt(16).putShort((short) 1).putShort((short) format.channels());
        buffer.putInt(format.sampleRate()).putInt(format.sampleRate() * format.frameBytes());
        buffer.putShort((short) format.frameBytes()).putShort((short) 16);
        buffer.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(OPEN);
        drain();
    }

    /**
     * Creates a file, or empties it if it exists.
     *
     * @param format PCM16, mono or stereo
     * @throws IllegalArgumentException for another encoding
     * @throws IOException when the file cannot be written
     */
    public static WavWriter create(Path path, AudioFormat format) throws IOException {
        if (format.encoding() != Encoding.PCM16) {
            throw new IllegalArgumentException(
                    "WAV files are written as PCM16, not " + format.encoding());
        }
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        try {
            return new WavWriter(file, format);
        } catch (IOException | RuntimeException e) {
            try {
                file.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** The format of what is written. */
    public AudioFormat format() {
        return format;
    }

    /** Milliseconds of sound written so far. */
    public long millis() {
        return format.millis(dataBytes);
    }

    /**
     * Writes the bytes between the position and the limit of {@code pcm}; all are consumed. Pieces
     * may end within a sample.
     *
     * @throws IOException when the disk fails or the file would exceed 4 GiB
     */
    public void write(ByteBuffer pcm) throws IOException {
        if (dataBytes + pcm.remaining() > LARGEST) {
            throw new IOException("a WAV file cannot exceed 4 GiB; begin another one");
        }
        dataBytes += pcm.remaining();
        while (pcm.hasRemaining()) {
            int limit = pcm.limit();
            pcm.limit(pcm.position() + Math.min(pcm.remaining(), buffer.remaining()));
            buffer.put(pcm);
            pcm.limit(limit);
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
    }

    /**
     * Writes silence, as where nothing was played.
     *
     * @param millis at least 0
     * @throws IOException as {@link #write} does
     */
    public void writeSilence(long millis) throws IOException {
        long bytes = millis * format.sampleRate() / 1_000 * format.frameBytes();
        if (dataBytes + bytes > LARGEST) {
            throw new IOException("a WAV file cannot exceed 4 GiB; begin another one");
        }
        for (long left = bytes; left > 0; left--) {
            buffer.put((byte) 0);
            dataBytes++;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
    }

    /**
     * Brings everything into the file and states its length so far in the header; more can follow.
     *
     * @throws IOException when the disk fails
     */
    public void flush() throws IOException {
        drain();
        patch(4, HEADER - 8 + dataBytes + (dataBytes & 1));
        patch(HEADER - 4, dataBytes);
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    private void patch(long at, long value) throws IOException {
        size.clear().putInt((int) value).flip();
        while (size.hasRemaining()) {
            file.write(size, at + size.position());
        }
    }

    /**
     * Completes the file. A second call does nothing.
     *
     * @throws IOException when the disk fails; the file is closed nevertheless
     */
    @Override
    public void close() throws IOException {
        if (!file.isOpen()) {
            return;
        }
        try (file) {
            if ((dataBytes & 1) == 1) {
                buffer.put((byte) 0);
                dataBytes++;
            }
            flush();
        }
    }
}
