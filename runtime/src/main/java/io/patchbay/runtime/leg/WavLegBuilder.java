package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link WavLeg} is made of. Not thread-safe. */
public final class WavLegBuilder {

    private String id = "wav";
    private @Nullable PcmSource input;
    private @Nullable Path output;
    private AudioFormat outputFormat = AudioFormat.PCM16_24K;
    private @Nullable Executor workers;

    WavLegBuilder() {}

    /** Names the leg in its session; default {@code wav}. */
    public WavLegBuilder id(String id) {
        this.id = Objects.requireNonNull(id, "id");
        return this;
    }

    /** What the caller says; closed with the leg. Default: nothing. */
    public WavLegBuilder input(PcmSource source) {
        this.input = Objects.requireNonNull(source, "source");
        return this;
    }

    /** Where the caller hears: a WAV file, created or overwritten. Default: nowhere. */
    public WavLegBuilder output(Path file) {
        this.output = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * How the caller hears; default {@link AudioFormat#PCM16_24K}.
     *
     * @throws IllegalArgumentException when it is not mono PCM16
     */
    public WavLegBuilder outputFormat(AudioFormat format) {
        if (format.encoding() != AudioFormat.Encoding.PCM16 || format.channels() != 1) {
            throw new IllegalArgumentException("a leg's time line is mono PCM16, not " + format);
        }
        this.outputFormat = format;
        return this;
    }

    /**
     * Where files are read and written; default: up to three threads of its own, which end when
     * nothing is left to do.
     */
    public WavLegBuilder workers(Executor workers) {
        this.workers = Objects.requireNonNull(workers, "workers");
        return this;
    }

    /**
     * The leg, with its files open; blocks for that.
     *
     * @throws IOException when the output cannot be created; the input is closed then
     */
    public WavLeg open() throws IOException {
        Executor executor = workers == null ? threads(id) : workers;
        PcmSource source = input;
        BlockWriter writer;
        try {
            writer = output == null ? null : new BlockWriter(output, outputFormat, executor);
        } catch (IOException e) {
            if (source != null) {
                try {
                    source.close();
                } catch (IOException closing) {
                    e.addSuppressed(closing);
                }
            }
            throw e;
        }
        AudioFormat inputFormat = source == null ? AudioFormat.PCM16_24K : source.format();
        FrameAhead frames =
                source == null ? null : new FrameAhead(source, inputFormat.bytes(20), executor);
        if (frames != null) {
            frames.refill();
        }
        return new WavLeg(id, inputFormat, frames, writer, outputFormat);
    }

    private static Executor threads(String id) {
        return new ThreadPoolExecutor(
                0,
                3,
                2,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(null, task, "patchbay-leg-" + id, 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
