package io.patchbay.audio;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads the sound of a RIFF/WAVE file or stream, piece by piece. Linear samples of 8, 16, 24 and 32
 * bits and 32-bit floats come out as PCM16, G.711 as it is; mono or stereo, 8 to 192 kHz. One
 * thread at a time; calls block as the stream does.
 *
 * <p>Tolerant of what writers in the wild do: chunks that it does not know, sizes left open by a
 * writer that could not go back (0 or 0xFFFFFFFF), a file that was cut off. What stands before the
 * sound is bounded. A frame of which a part is missing at the end is dropped.
 */
public final class WavReader implements Closeable {

    private static final int BLOCK = 4_096;

    private final InputStream in;
    private final WavHeader header;
    private final AudioFormat format;
    private final int frameBytes;
    private final byte[] block;

    /** Bytes of sound that are still to come, or -1 when only the stream's end will tell. */
    private long left;

    private WavReader(InputStream in) throws IOException {
        this.in = in;
        header = WavHeader.read(in);
        format = header.format();
        frameBytes = header.sampleBytes() * format.channels();
        block = new byte[BLOCK / frameBytes * frameBytes];
        left = header.dataBytes();
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws InvalidAudioException when it is not WAV or is of a kind that is not supported; the
     *     message says what to do
     * @throws IOException when it cannot be read
     */
    public static WavReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            return new WavReader(in);
        } catch (IOException | RuntimeException e) {
            try {
                in.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /**
     * Reads the header of a stream that stands at its beginning.
     *
     * @param in closed with the reader, not when this fails
     * @throws InvalidAudioException when it is not WAV or is of a kind that is not supported; the
     *     message says what to do
     * @throws IOException when it cannot be read
     */
    public static WavReader of(InputStream in) throws IOException {
        return new WavReader(in);
    }

    /** The format of what {@link #read} gives. */
    public AudioFormat format() {
        return format;
    }

    /**
     * How many bytes {@link #read} will still give if the file is as long as it says; empty when it
     * leaves its length open.
     */
    public OptionalLong remaining() {
        return left < 0
                ? OptionalLong.empty()
                : OptionalLong.of(left / frameBytes * format.frameBytes());
    }

    /**
     * Reads as many whole frames (samples of all channels) as fit between the position and the
     * limit of {@code out}, fewer only at the end.
     *
     * @return bytes written; -1 at the end
     * @throws IllegalArgumentException when not even one frame fits
     * @throws IOException when the stream fails
     */
    public int read(ByteBuffer out) throws IOException {
        int room = out.remaining() / format.frameBytes();
        if (room == 0) {
            throw new IllegalArgumentException(
                    "room for at least " + format.frameBytes() + " bytes is needed");
        }
        int written = 0;
        while (room > 0) {
            int wanted = Math.min(room * frameBytes, block.length);
            if (left >= 0) {
                wanted = (int) Math.min(wanted, left);
            }
            int got = in.readNBytes(block, 0, wanted);
            left = left < 0 ? left : left - got;
            int frames = got / frameBytes;
            convert(frames * format.channels(), out);
            written += frames * format.frameBytes();
            room -= frames;
            if (got < wanted || frames == 0) {
                left = 0;
                break;
            }
        }
        return written == 0 ? -1 : written;
    }

    private void convert(int samples, ByteBuffer out) {
        int width = header.sampleBytes();
        if (format.encoding() != Encoding.PCM16 || width == 2) {
            out.put(block, 0, samples * width);
            return;
        }
        for (int i = 0; i < samples; i++) {
            int at = i * width;
            short sample;
            if (header.floating()) {
                float value = Float.intBitsToFloat(WavHeader.int32(block, at));
                sample = Pcm16.clip(value * 32_768f);
            } else if (width == 1) {
                sample = (short) ((block[at] & 0xFF) - 128 << 8);
            } else {
                // the upper half of a longer number
                sample = (short) (block[at + width - 1] << 8 | block[at + width - 2] & 0xFF);
            }
            Pcm16.put(out, sample);
        }
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        in.close();
    }
}
