package io.patchbay.sip.internal.media;

import io.patchbay.audio.Resampler;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an even flow of 20 ms of what comes in packets: decodes them in their time, makes up what
 * is lost, leaves out what is too much. On the loop; once warm it allocates nothing.
 */
final class Playout {

    private static final int FRAME_MILLIS = 20;

    /** Hardly to be heard: 50 dB below full scale. */
    private static final int QUIET = 100;

    /** Above this it is no noise, whatever came before. */
    private static final int LOUDEST_NOISE = 1_500;

    private final int rate;
    private final int mostJitterMillis;
    private final Map<Codec, SoundDecoder> decoders = new EnumMap<>(Codec.class);
    private final short[] decoded;
    private final short[] waiting;
    private final short[] frame;
    private int waits;
    private @Nullable Codec codec;
    private @Nullable SoundDecoder decoder;
    private JitterBuffer buffer;
    private Concealment concealment;
    private @Nullable Resampler resampler;
    private boolean quiet = true;
    private double floor = QUIET;
    private long concealedSamples;
    private long lateBefore;
    private long trimmedBefore;
    private Map<Integer, Codec> types = Map.of();

    /**
     * For one call.
     *
     * @param rate samples a second of what is handed on
     */
    Playout(int rate, int mostJitterMillis) {
        this.rate = rate;
        this.mostJitterMillis = mostJitterMillis;
        int most = 16_000 / 1_000 * SoundDecoder.MOST_MILLIS;
        this.decoded = new short[most];
        this.waiting = new short[most + 16_000 / 1_000 * FRAME_MILLIS];
        this.frame = new short[rate / 1_000 * FRAME_MILLIS];
        this.buffer = new JitterBuffer(Codec.PCMU.clock(), mostJitterMillis);
        this.concealment = new Concealment(rate);
    }

    /** What the numbers of payloads mean from now on. */
    void types(Map<Integer, Codec> agreed) {
        types = agreed;
    }

    /** Whether a payload type is one of sound. */
    boolean knows(int type) {
        return types.containsKey(type);
    }

    /** The ticks a second of the timestamps of a payload type. */
    int clock(int type) {
        Codec known = types.get(type);
        return known == null ? Codec.PCMU.clock() : known.clock();
    }

    /** Takes a packet of sound; false when it came too late or before. */
    boolean put(
            long sequence, long stamp, int type, byte[] payload, int at, int length, long nanos) {
        Codec known = types.get(type);
        if (known == null) {
            return false;
        }
        if (codec == null || known.clock() != codec.clock()) {
            become(known);
        }
        return buffer.put(sequence, stamp, type, payload, at, length, nanos / 1_000);
    }

    /** A packet of the stream that is no sound. */
    void skip(long sequence, long stamp) {
        buffer.skip(sequence, stamp);
    }

    /** The stream begins anew: nothing of the old one is heard any more. */
    void restart() {
        buffer.reset();
    }

    private void become(Codec next) {
        if (codec == null || codec.clock() != next.clock()) {
            lateBefore += buffer.late();
            trimmedBefore += buffer.trimmed();
            buffer = new JitterBuffer(next.clock(), mostJitterMillis);
        }
        if (codec == null || codec.rate() != next.rate()) {
            waits = 0;
            concealment = new Concealment(next.rate());
            resampler = next.rate() == rate ? null : Resampler.of(next.rate(), rate);
        }
        codec = next;
        decoder = decoders.computeIfAbsent(next, Codec::decoder);
    }

    /** The next 20 ms, valid until the next call. */
    short[] next(long nanos) {
        Codec now = codec;
        int needed = (now == null ? rate : now.rate()) / 1_000 * FRAME_MILLIS;
        while (waits < needed) {
            more(nanos / 1_000, needed - waits, needed);
        }
        Resampler converter = resampler;
        if (converter == null) {
            System.arraycopy(waiting, 0, frame, 0, needed);
        } else {
            converter.resample(waiting, 0, needed, frame, 0);
        }
        waits -= needed;
        System.arraycopy(waiting, needed, waiting, 0, waits);
        return frame;
    }

    private void more(long micros, int missing, int wholeFrame) {
        switch (buffer.next(micros, quiet)) {
            case PACKET:
                decode(micros);
                break;
            case LOST:
                makeUp(wholeFrame);
                concealedSamples += wholeFrame;
                append(wholeFrame);
                break;
            default:
                concealment.silence(decoded, missing);
                quiet = true;
                append(missing);
        }
    }

    private void makeUp(int samples) {
        SoundDecoder by = decoder;
        if (by == null || !by.conceal(decoded, samples)) {
            concealment.conceal(decoded, samples);
        }
    }

    private void decode(long micros) {
        Codec known = types.get(buffer.type());
        if (known != null && known != codec) {
            become(known);
        }
        SoundDecoder by = decoder;
        Codec now = codec;
        if (by == null || now == null) {
            return;
        }
        int samples = by.decode(buffer.payload(), 0, buffer.length(), decoded);
        buffer.played(samples * 1_000_000L / now.rate());
        if (samples == 0) {
            return;
        }
        listen(samples);
        if (buffer.spare(micros, quiet)) {
            return;
        }
        concealment.heard(decoded, samples);
        append(samples);
    }

    /** Judges whether it is quiet: near the lowest level of late. */
    private void listen(int samples) {
        double squares = 0;
        for (int i = 0; i < samples; i++) {
            squares += (double) decoded[i] * decoded[i];
        }
        double level = Math.sqrt(squares / samples);
        floor = level < floor ? level : Math.min(LOUDEST_NOISE, floor * 1.02 + 0.1);
        quiet = level <= Math.max(QUIET, Math.min(LOUDEST_NOISE, 2 * floor));
    }

    private void append(int samples) {
        System.arraycopy(decoded, 0, waiting, waits, samples);
        waits += samples;
    }

    /** Microseconds of sound that were made up. */
    long concealedMicros() {
        Codec now = codec;
        return concealedSamples * 1_000_000L / (now == null ? rate : now.rate());
    }

    /** Packets that came too late to be heard. */
    long late() {
        return lateBefore + buffer.late();
    }

    /** Microseconds that were left out to make up for a delay. */
    long trimmedMicros() {
        return trimmedBefore + buffer.trimmed();
    }

    /** How long sound waits before it is heard. */
    long bufferMicros(long nanos) {
        return buffer.delay(nanos / 1_000);
    }
}
