package io.patchbay.bench.internal.rtc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sound as it arrived, and when; markers are found in it to the sample. */
public final class Recording {

    /** A marker is looked for so long after it was spoken. */
    private static final int LOOK_MILLIS = 1_200;

    /** Whoever is not this loud was not found. */
    private static final double LEAST = 2_000;

    private record Frame(int at, long nanos) {}

    private final int rate;
    private final List<Frame> frames = new ArrayList<>();
    private short[] samples = new short[1 << 16];
    private int count;

    public Recording(int rate) {
        this.rate = rate;
    }

    /** More sound, which arrived just now. */
    public synchronized void add(ByteBuffer pcm) {
        ByteBuffer in = pcm.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        frames.add(new Frame(count, System.nanoTime()));
        int more = in.remaining() / 2;
        if (count + more > samples.length) {
            samples = Arrays.copyOf(samples, 2 * samples.length);
        }
        for (int i = 0; i < more; i++) {
            samples[count++] = in.getShort();
        }
    }

    /**
     * How long each marker was on its way, in milliseconds, from when its first sample was given to
     * the sender to when that sample can be played. Markers that are not found are left out.
     */
    public synchronized double[] delays(MarkerLedger ledger, long from, long to) {
        return java.util.stream.LongStream.range(from, to)
                .mapToDouble(number -> delay(number, ledger.begunAt(number)))
                .filter(millis -> !Double.isNaN(millis))
                .toArray();
    }

    /** Correlates with the burst, in and out of phase, at each place. */
    private double delay(long number, long spoken) {
        int length = rate * Markers.TONE_MILLIS / 1_000;
        int first = Math.max(0, at(spoken) - rate / 50);
        int last = Math.min(count - length, first + rate * LOOK_MILLIS / 1_000);
        double turn = 2 * Math.PI * Markers.hertz(number) / rate;
        double in = 0;
        double out = 0;
        double most = 0;
        int best = -1;
        for (int i = first; i < last + length; i++) {
            in += samples[i] * Math.cos(turn * i);
            out += samples[i] * Math.sin(turn * i);
            int begin = i - length + 1;
            if (begin >= first) {
                double power = in * in + out * out;
                if (power > most) {
                    most = power;
                    best = begin;
                }
                in -= samples[begin] * Math.cos(turn * begin);
                out -= samples[begin] * Math.sin(turn * begin);
            }
        }
        boolean found = best >= 0 && Math.sqrt(most) * 2 / length > LEAST;
        return found ? (playable(best) - spoken) / 1e6 : Double.NaN;
    }

    /** The sample that arrived at this time. */
    private int at(long nanos) {
        int low = 0;
        int high = frames.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (frames.get(middle).nanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == frames.size() ? count : frames.get(low).at();
    }

    private long playable(int sample) {
        int low = 0;
        int high = frames.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (frames.get(middle).at() <= sample) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Frame frame = frames.get(low);
        return frame.nanos() + (sample - frame.at()) * 1_000_000_000L / rate;
    }
}
