package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.SwapLine;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A change that was typed into a shell: its steps are printed on the shell's thread as they come,
 * for a shell takes what its own thread prints.
 */
final class ShellChange {

    static final String OPTIONS = " [--force] [--drain SECONDS]";

    /** Sessions take another tool a moment after it came, and nothing of the old one is in use. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    /** A line to print, or that there are no more. */
    private sealed interface Line {
        /** One more. */
        record Text(String text) implements Line {}

        /** The change is over. */
        record End() implements Line {}
    }

    /** What changes. */
    @FunctionalInterface
    interface Change {
        CompletionStage<List<PlugChange>> of(
                String what, ChangeOptions options, Consumer<PlugProgress> told);
    }

    private ShellChange() {}

    /**
     * Makes a change and waits for it.
     *
     * @return the last line
     */
    static String ran(
            String usage,
            String[] words,
            PlugDirectory plugs,
            SessionDirectory sessions,
            Change change) {
        try {
            return ran(words, plugs, sessions, change);
        } catch (WrongUsage e) {
            return usage;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static final class WrongUsage extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
    }

    private static String ran(
            String[] words, PlugDirectory plugs, SessionDirectory sessions, Change change) {
        String what = null;
        boolean force = false;
        Duration drain = null;
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--force")) {
                force = true;
            } else if (words[i].equals("--drain") && i + 1 < words.length) {
                drain = ChangeRequest.drain(words[++i]);
            } else if (what == null && !words[i].startsWith("--")) {
                what = words[i];
            } else {
                throw new WrongUsage();
            }
        }
        if (what == null) {
            throw new WrongUsage();
        }
        Instant begun = Instant.now();
        BlockingQueue<Line> lines = new LinkedBlockingQueue<>(); // a few for each jar
        CompletableFuture<List<PlugChange>> done =
                change.of(
                                what,
                                new ChangeOptions(force, drain),
                                step -> lines.add(new Line.Text(text(step))))
                        .whenComplete((changes, failure) -> lines.add(new Line.End()))
                        .toCompletableFuture();
        if (!told(lines, System.out)) {
            return "the change goes on without you";
        }
        long patience = done.isCompletedExceptionally() ? 0 : MOMENT.toNanos();
        List<SwapRecord> swaps = since(begun, plugs);
        for (long ended = System.nanoTime();
                swaps.isEmpty()
                        && !sessions.sessions().isEmpty()
                        && System.nanoTime() - ended < patience
                        && !Thread.currentThread().isInterrupted();
                swaps = since(begun, plugs)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return end(done, swaps);
    }

    /** Prints until the end; false when the operator would not wait for it. */
    private static boolean told(BlockingQueue<Line> lines, PrintStream out) {
        try {
            while (lines.take() instanceof Line.Text line) {
                out.println(line.text());
                out.flush();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String text(PlugProgress step) {
        return "  "
                + step.bundle()
                + " "
                + step.version()
                + ": "
                + step.step().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (step.users() == 0 ? "" : ", used by " + step.users() + " sessions");
    }

    private static List<SwapRecord> since(Instant begun, PlugDirectory plugs) {
        return plugs.swaps().stream().filter(swap -> !swap.at().isBefore(begun)).toList();
    }

    private static String end(CompletableFuture<List<PlugChange>> done, List<SwapRecord> swaps) {
        try {
            StringBuilder text = new StringBuilder();
            for (SwapRecord swap : swaps) {
                text.append("  ")
                        .append(swap.sessionId())
                        .append(": ")
                        .append(SwapLine.of(swap.swap()))
                        .append('\n');
            }
            done.join().forEach(change -> text.append(text(change)).append('\n'));
            return text.toString().stripTrailing();
        } catch (CompletionException e) {
            return e.getCause() instanceof PlugRefusedException refusal
                    ? "refused: " + refusal.getMessage()
                    : "it failed; see the log";
        }
    }

    private static String text(PlugChange change) {
        return change.bundle()
                + " "
                + version(change.from())
                + " -> "
                + version(change.to())
                + " "
                + change.outcome().name().toLowerCase(Locale.ROOT)
                + String.format(Locale.ROOT, " in %.2f s", change.took().toMillis() / 1e3)
                + (change.detail().isEmpty() ? "" : ", " + change.detail());
    }

    private static String version(@Nullable String version) {
        return version == null ? "-" : version;
    }
}
