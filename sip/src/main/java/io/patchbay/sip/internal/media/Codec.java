package io.patchbay.sip.internal.media;

import io.patchbay.audio.G711;
import io.patchbay.audio.G722Decoder;
import io.patchbay.audio.G722Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What sound can be coded as, with its facts of RFC 3551. */
enum Codec {
    PCMU("PCMU", 0, 8_000, 8_000) {
        @Override
        SoundEncoder encoder() {
            return g711Encoder(G711.MU_LAW);
        }

        @Override
        SoundDecoder decoder() {
            return g711Decoder(G711.MU_LAW);
        }
    },
    PCMA("PCMA", 8, 8_000, 8_000) {
        @Override
        SoundEncoder encoder() {
            return g711Encoder(G711.A_LAW);
        }

        @Override
        SoundDecoder decoder() {
            return g711Decoder(G711.A_LAW);
        }
    },
    /** Its clock is half of what it should be, by an error of RFC 1890 that stayed. */
    G722("G722", 9, 8_000, 16_000) {
        @Override
        SoundEncoder encoder() {
            G722Encoder encoder = new G722Encoder();
            return (pcm, samples, out, at) -> encoder.encode(pcm, 0, samples, out, at);
        }

        @Override
        SoundDecoder decoder() {
            G722Decoder decoder = new G722Decoder();
            return (payload, at, length, pcm) ->
                    decoder.decode(payload, at, Math.min(length, pcm.length / 2), pcm, 0);
        }
    },
    /** Its clock and channels are always these, whatever is in it (RFC 7587). */
    OPUS("opus", 111, 48_000, 16_000) {
        @Override
        SoundEncoder encoder() {
            return new OpusEncoding();
        }

        @Override
        SoundDecoder decoder() {
            return new OpusDecoding();
        }

        @Override
        boolean available() {
            return OpusLibrary.PRESENT;
        }

        @Override
        int channels() {
            return 2;
        }

        @Override
        String parameters() {
            return "useinbandfec=1;maxplaybackrate=16000;sprop-maxcapturerate=16000;stereo=0";
        }

        @Override
        int packetMillis(int wanted) {
            // there are frames of 10, 20, 40 and 60 ms
            return wanted == 30 || wanted == 50 ? 20 : wanted;
        }
    };
    private final String encoding;
    private final int type;
    private final int clock;
    private final int rate;

    Codec(String encoding, int type, int clock, int rate) {
        this.encoding = encoding;
        this.type = type;
        this.clock = clock;
        this.rate = rate;
    }

    private static SoundEncoder g711Encoder(G711 law) {
        return (pcm, samples, out, at) -> {
            law.encode(pcm, 0, out, at, samples);
            return samples;
        };
    }

    private static SoundDecoder g711Decoder(G711 law) {
        return (payload, at, length, pcm) -> {
            int samples = Math.min(length, pcm.length);
            law.decode(payload, at, pcm, 0, samples);
            return samples;
        };
    }

    /** A fresh one. */
    abstract SoundEncoder encoder();

    /** A fresh one. */
    abstract SoundDecoder decoder();

    /** Its name in session descriptions. */
    String encoding() {
        return encoding;
    }

    /** The payload type: fixed where it is below 96, else the one that we propose. */
    int type() {
        return type;
    }

    /** Ticks of its timestamps in a second. */
    int clock() {
        return clock;
    }

    /** Samples a second of the sound, which for G.722 is not the clock. */
    int rate() {
        return rate;
    }

    /** Whether it can be had here. */
    boolean available() {
        return true;
    }

    /** What its {@code a=rtpmap} says of channels. */
    int channels() {
        return 1;
    }

    /** What follows the payload type in {@code a=fmtp}; empty for nothing. */
    String parameters() {
        return "";
    }

    /** How much sound is in a packet when so much is wanted. */
    int packetMillis(int wanted) {
        return wanted;
    }

    /** What follows the payload type in {@code a=rtpmap}. */
    String map() {
        return encoding + "/" + clock + (channels() == 1 ? "" : "/" + channels());
    }

    /** The codec of an {@code a=rtpmap}, or null when we do not have it. */
    static @Nullable Codec of(String encoding, int clock, int channels) {
        for (Codec codec : values()) {
            if (codec.encoding.equalsIgnoreCase(encoding)
                    && codec.clock == clock
                    && codec.channels() == channels
                    && codec.available()) {
                return codec;
            }
        }
        return null;
    }

    /** The codec that a payload type means without {@code a=rtpmap}, or null. */
    static @Nullable Codec ofStatic(int type) {
        for (Codec codec : values()) {
            if (codec.type == type && type < 96) {
                return codec;
            }
        }
        return null;
    }

    /** Those of these names that can be had here, in the same order. */
    static List<Codec> available(List<String> names) {
        List<Codec> found = new ArrayList<>();
        for (String name : names) {
            for (Codec codec : values()) {
                if (codec.encoding.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))
                        && codec.available()
                        && !found.contains(codec)) {
                    found.add(codec);
                }
            }
        }
        return found;
    }

    /** Why one of these names cannot be had here, and what to do about it; null where all can. */
    static @Nullable String wanting(List<String> names) {
        List<String> wanting = new ArrayList<>();
        for (String name : names) {
            if (available(List.of(name)).isEmpty()) {
                wanting.add(
                        name.equalsIgnoreCase(OPUS.encoding)
                                ? "there is no library for opus; add io.patchbay.lib.concentus"
                                : "there is no codec " + name);
            }
        }
        return wanting.isEmpty() ? null : String.join(", ", wanting);
    }
}
