package io.patchbay.emulator.speech.internal;

import io.patchbay.audio.Resampler;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.NotHeardException;
import io.patchbay.emulator.speech.NotHeardException.Reason;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears with Sphinx4. As many threads as recognisers, both made with the first turn; the threads go
 * when nobody has spoken for a while, the recognisers stay until {@link #close}.
 */
final class SphinxEar implements Ear {
    private static final long IDLE_SECONDS = 30;
    private static final int LOWEST_RATE = 8_000;
    private static final int HIGHEST_RATE = 48_000;

    private final EarOptions options;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor workers;
    private final ConcurrentLinkedDeque<SphinxRecogniser> idle = new ConcurrentLinkedDeque<>();
    private @Nullable Pronouncer pronouncer;
    private volatile boolean closed;

    SphinxEar(EarOptions options) {
        this(options, System::nanoTime);
    }

    SphinxEar(EarOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        AtomicInteger count = new AtomicInteger();
        workers =
                new ThreadPoolExecutor(
                        options.recognisers(),
                        options.recognisers(),
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(options.queueLength()),
                        task -> worker(task, count.incrementAndGet()));
        workers.allowCoreThreadTimeOut(true);
    }

    private static Thread worker(Runnable task, int number) {
        Thread thread = new Thread(null, task, "patchbay-ear-" + number, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    @Override
    public CompletionStage<Heard> hear(short[] pcm, int sampleRate, Vocabulary vocabulary) {
        if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE) {
            throw new IllegalArgumentException("sampleRate must be 8000 to 48000: " + sampleRate);
        }
        if (pcm.length * 1000L > options.longestTurn().toMillis() * sampleRate) {
            return CompletableFuture.failedStage(
                    new NotHeardException(
                            Reason.TOO_LONG,
                            "The turn is longer than "
                                    + options.longestTurn().toSeconds()
                                    + " seconds"));
        }
        return submit(
                recogniser -> {
                    Resampler resampler = Resampler.of(sampleRate, TurnSource.RATE);
                    return recogniser.hear(Resampling.whole(pcm, resampler), vocabulary);
                });
    }

    @Override
    public CompletionStage<Void> warmUp(Vocabulary vocabulary) {
        return submit(
                recogniser -> {
                    recogniser.prepare(vocabulary);
                    return null;
                });
    }

    private <T extends @Nullable Object> CompletionStage<T> submit(
            Function<SphinxRecogniser, T> work) {
        Turn<T> turn = new Turn<>(work, nanoTime.getAsLong() + options.patience().toNanos());
        try {
            workers.execute(turn);
        } catch (RejectedExecutionException e) {
            turn.fail(
                    closed
                            ? new NotHeardException(Reason.CLOSED, "The ear is closed")
                            : new NotHeardException(
                                    Reason.QUEUE_FULL,
                                    options.queueLength() + " turns are waiting already"));
        }
        return turn.outcome.minimalCompletionStage();
    }

    private SphinxRecogniser take() {
        SphinxRecogniser recogniser = idle.poll();
        return recogniser == null ? new SphinxRecogniser(pronouncer()) : recogniser;
    }

    private synchronized Pronouncer pronouncer() {
        Pronouncer loaded = pronouncer;
        if (loaded == null) {
            loaded = new Pronouncer();
            pronouncer = loaded;
        }
        return loaded;
    }

    @Override
    public void close() {
        closed = true;
        workers.shutdown(); // and not shutdownNow, which would leave callbacks interrupted
        // made here whoever waits, so that its classes are there when a turn fails after the bundle
        // has gone
        NotHeardException gone = new NotHeardException(Reason.CLOSED, "The ear was closed");
        List<Runnable> waiting = new ArrayList<>();
        workers.getQueue().drainTo(waiting);
        for (Runnable task : waiting) {
            if (task instanceof Turn<?> turn) {
                turn.fail(gone);
            }
        }
        idle.clear();
    }

    /** Something for a recogniser to do, and where its outcome goes. */
    private final class Turn<T extends @Nullable Object> implements Runnable {
        final CompletableFuture<T> outcome = new CompletableFuture<>();
        private final Function<SphinxRecogniser, T> work;
        private final long deadline;

        Turn(Function<SphinxRecogniser, T> work, long deadline) {
            this.work = work;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            if (nanoTime.getAsLong() - deadline > 0) {
                fail(
                        new NotHeardException(
                                Reason.TOO_LATE,
                                "The turn waited longer than "
                                        + options.patience().toMillis()
                                        + " ms"));
                return;
            }
            try {
                SphinxRecogniser recogniser = take();
                T result = work.apply(recogniser);
                if (!closed) {
                    idle.push(recogniser); // one that failed is not used again
                }
                outcome.complete(result);
            } catch (RuntimeException | Error e) { // Sphinx4 throws errors for bad data
                fail(new NotHeardException(Reason.FAILED, "The recogniser failed", e));
            }
        }

        void fail(NotHeardException why) {
            outcome.completeExceptionally(why);
        }
    }
}
