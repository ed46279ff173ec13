package io.patchbay.audio;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the sound of a WAV file.
 *
 * @param format what a reader makes of it
 * @param sampleBytes bytes of one sample of one channel in the file
 * @param floating whether samples are floating-point numbers
 * @param dataBytes bytes of sound, or -1 when the file leaves that open
 */
record WavHeader(AudioFormat format, int sampleBytes, boolean floating, long dataBytes) {

    private static final String ADVICE =
            "; convert it first, for example: ffmpeg -i INPUT -ar 24000 -ac 1 -c:a pcm_s16le"
                    + " OUTPUT.wav";

    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int ALAW = 6;
    private static final int MULAW = 7;
    private static final int EXTENSIBLE = 0xFFFE;

    /** Sizes from here on are placeholders of writers that could not go back. */
    private static final long OPEN = 0x7FFF_F000L;

    private static final int MOST_CHUNKS = 256;
    private static final long MOST_BYTES_BEFORE_SOUND = 16L << 20;

    /** The format chunk, before it is known whether it can be read. */
    private record Fmt(int tag, int channels, long rate, int blockBytes, int bits) {}

    static WavHeader read(InputStream in) throws IOException {
        try {
            return parse(in);
        } catch (EOFException e) {
            InvalidAudioException cut =
                    new InvalidAudioException(
                            "the WAV file ends before its sound begins: it is cut off or empty;"
                                    + " record or copy it again");
            cut.initCause(e);
            throw cut;
        }
    }

    private static WavHeader parse(InputStream in) throws IOException {
        byte[] start = new byte[12];
        int got = in.readNBytes(start, 0, start.length);
        checkMagic(start, got);
        long riffBytes = uint32(start, 4);
        long consumed = start.length;
        long longDataBytes = -1;
        Fmt fmt = null;
        for (int chunk = 0; chunk < MOST_CHUNKS && consumed < MOST_BYTES_BEFORE_SOUND; chunk++) {
            byte[] head = bytes(in, 8);
            consumed += head.length;
            String id = ascii(head, 0);
            long size = uint32(head, 4);
            if (id.equals("data")) {
                long known = size == 0xFFFF_FFFFL && longDataBytes >= 0 ? longDataBytes : size;
                boolean open =
                        known != longDataBytes
                                && (known >= OPEN || known == 0 && endsHere(riffBytes, consumed));
                return accept(fmt, open ? -1 : known);
            }
            long wanted = id.equals("fmt ") ? 40 : id.equals("ds64") ? 24 : 0;
            byte[] body = bytes(in, (int) Math.min(size, wanted));
            if (id.equals("fmt ")) {
                fmt = fmt(body);
            } else if (id.equals("ds64") && body.length >= 16) {
                long stated = uint32(body, 8) | uint32(body, 12) << 32;
                longDataBytes = stated < 0 ? -1 : stated;
            }
            long rest = size - body.length + (size & 1);
            consumed += size + (size & 1);
            if (consumed > MOST_BYTES_BEFORE_SOUND) {
                break;
            }
            in.skipNBytes(rest);
        }
        throw new InvalidAudioException(
                "no sound within the first "
                        + (MOST_BYTES_BEFORE_SOUND >> 20)
                        + " MiB of the WAV file: it is damaged or made of other things"
                        + ADVICE);
    }

    /** An empty file with something behind the sound says so by the length of the whole. */
    private static boolean endsHere(long riffBytes, long consumed) {
        return riffBytes >= OPEN || riffBytes + 8 <= consumed;
    }

    private static void checkMagic(byte[] start, int got) throws InvalidAudioException {
        if (got == 0) {
            throw new InvalidAudioException("the WAV file is empty; record or copy it again");
        }
        String id = ascii(start, 0);
        boolean wave = got == 12 && ascii(start, 8).equals("WAVE");
        if (wave && (id.equals("RIFF") || id.equals("RF64"))) {
            return;
        }
        throw new InvalidAudioException("this is " + guess(id, start, wave) + ADVICE);
    }

    private static String guess(String id, byte[] start, boolean wave) {
        if (wave && id.equals("RIFX")) {
            return "big-endian WAV (RIFX), which is not supported";
        }
        if (id.equals("RIFF")) {
            return "a RIFF file but not WAV (perhaps video)";
        }
        String kind = null;
        if (id.startsWith("ID3") || (start[0] & 0xFF) == 0xFF && (start[1] & 0xE0) == 0xE0) {
            kind = "MP3";
        } else if (id.equals("OggS")) {
            kind = "Ogg";
        } else if (id.equals("fLaC")) {
            kind = "FLAC";
        } else if (id.equals("FORM")) {
            kind = "AIFF";
        } else if (id.equals(".snd")) {
            kind = "AU";
        } else if (ascii(start, 4).equals("ftyp")) {
            kind = "MP4";
        }
        return kind == null ? "not a WAV file" : kind + ", not WAV";
    }

    private static Fmt fmt(byte[] body) throws InvalidAudioException {
        if (body.length < 16) {
            throw new InvalidAudioException(
                    "the WAV file's format chunk is too short: it is damaged" + ADVICE);
        }
        int tag = uint16(body, 0);
        if (tag == EXTENSIBLE && body.length >= 26) {
            // the sub-format's GUID begins with the tag that matters
            tag = uint16(body, 24);
        }
        return new Fmt(tag, uint16(body, 2), uint32(body, 4), uint16(body, 12), uint16(body, 14));
    }

    private static WavHeader accept(@Nullable Fmt fmt, long dataBytes)
            throws InvalidAudioException {
        if (fmt == null) {
            throw new InvalidAudioException(
                    "the WAV file has sound but no format chunk before it: it is damaged" + ADVICE);
        }
        if (fmt.channels < 1 || fmt.channels > 2) {
            throw new InvalidAudioException(
                    "the WAV file has " + fmt.channels + " channels, not 1 or 2" + ADVICE);
        }
        if (fmt.rate < 8_000 || fmt.rate > 192_000) {
            throw new InvalidAudioException(
                    ("the WAV file has " + fmt.rate + " samples a second, not 8000 to 192000")
                            + ADVICE);
        }
        int sampleBytes = sampleBytes(fmt);
        if (fmt.blockBytes != sampleBytes * fmt.channels) {
            throw new InvalidAudioException(
                    ("the WAV file says that a frame has " + fmt.blockBytes)
                            + (" bytes where it must have " + sampleBytes * fmt.channels)
                            + (": it is damaged" + ADVICE));
        }
        Encoding encoding =
                switch (fmt.tag) {
                    case ALAW -> Encoding.PCMA;
                    case MULAW -> Encoding.PCMU;
                    default -> Encoding.PCM16;
                };
        AudioFormat format = new AudioFormat(encoding, (int) fmt.rate, fmt.channels);
        return new WavHeader(format, sampleBytes, fmt.tag == FLOAT, dataBytes);
    }

    private static int sampleBytes(Fmt fmt) throws InvalidAudioException {
        boolean readable =
                switch (fmt.tag) {
                    case PCM -> fmt.bits == 8 || fmt.bits == 16 || fmt.bits == 24 || fmt.bits == 32;
                    case FLOAT -> fmt.bits == 32;
                    case ALAW, MULAW -> fmt.bits == 8;
                    default -> false;
                };
        if (!readable) {
            throw new InvalidAudioException(
                    ("the WAV file is coded in a way that is not supported (format tag " + fmt.tag)
                            + (", " + fmt.bits + " bits)" + ADVICE));
        }
        return fmt.bits / 8;
    }

    private static byte[] bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String ascii(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static int uint16(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    static int int32(byte[] bytes, int at) {
        return uint16(bytes, at) | uint16(bytes, at + 2) << 16;
    }

    private static long uint32(byte[] bytes, int at) {
        return int32(bytes, at) & 0xFFFF_FFFFL;
    }
}
