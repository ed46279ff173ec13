package io.patchbay.bench.internal.codec;

import io.patchbay.audio.G711;
import io.patchbay.audio.Resampler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Chunks of 20 ms between a telephone and a model. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SoundBenchmark {

    private static final int TELEPHONE = 8_000;
    private static final int MODEL = 24_000;

    private final Resampler up = Resampler.of(TELEPHONE, MODEL);
    private final Resampler down = Resampler.of(MODEL, TELEPHONE);
    private final ByteBuffer narrow = pcm(TELEPHONE);
    private final ByteBuffer wide = pcm(MODEL);
    private final ByteBuffer codes = ByteBuffer.allocate(TELEPHONE / 50);
    private final ByteBuffer out = room(4_096);
    private final ByteBuffer telephone = ByteBuffer.allocate(TELEPHONE / 50);

    private static ByteBuffer pcm(int rate) {
        ByteBuffer pcm = room(rate / 50 * 2);
        for (int i = 0; pcm.hasRemaining(); i++) {
            pcm.putShort((short) (Math.sin(2 * Math.PI * 440 * i / rate) * 9_000));
        }
        return pcm.flip();
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Telephone to model. */
    @Benchmark
    public int resampleUp() {
        return up.resample(narrow.rewind(), out.clear());
    }

    /** Model to telephone. */
    @Benchmark
    public int resampleDown() {
        return down.resample(wide.rewind(), out.clear());
    }

    /** To the telephone's code. */
    @Benchmark
    public ByteBuffer encodeG711() {
        G711.MU_LAW.encode(narrow.rewind(), codes.clear());
        return codes;
    }

    /** From the telephone's code. */
    @Benchmark
    public ByteBuffer decodeG711() {
        G711.MU_LAW.decode(telephone.rewind(), out.clear());
        return out;
    }
}
