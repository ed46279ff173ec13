package io.patchbay.launcher;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugSource;
import io.patchbay.management.Restamped;
import io.patchbay.management.SwapLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * Exchanges bundles in the middle of the demo's conversation: a second build of what is there,
 * which is the same jar with another version, and collects what the session says of it.
 */
final class DemoSwaps implements SessionListener, AutoCloseable {

    /** What the second builds are; newer than what is shipped, whatever that is. */
    private static final String SECOND = "999.0.0.demo";

    private static final long PATIENCE_SECONDS = 60;

    private final Inside inside;
    private final PrintWriter out;
    private final Path folder;
    private final List<Swap> swaps = new ArrayList<>();
    private final List<Path> jars = new ArrayList<>();
    private Runnable onSpeech = () -> {};

    DemoSwaps(Inside inside, PrintWriter out) throws IOException {
        this.inside = inside;
        this.out = out;
        folder = Files.createTempDirectory("patchbay-demo-");
    }

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS);
    }

    @Override
    public void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.Swapped swapped) {
            synchronized (this) {
                swaps.add(swapped.swap());
                notifyAll();
            }
            synchronized (out) {
                out.println();
                out.println("  swapped " + SwapLine.of(swapped.swap()));
                out.flush();
            }
        } else if (event instanceof SessionEvent.PlaybackStarted) {
            Runnable now;
            synchronized (this) {
                now = onSpeech;
                onSpeech = () -> {};
            }
            now.run();
        }
    }

    /**
     * Exchanges a bundle for a second build.
     *
     * @param settings names and values in turn, which only the second build has
     * @return completes when the old one is gone
     */
    CompletableFuture<List<PlugChange>> update(String name, String... settings) throws IOException {
        Restamped second = Restamped.of(jar(name), SECOND);
        for (int i = 0; i < settings.length; i += 2) {
            second = second.with(settings[i], settings[i + 1]);
        }
        Path file = second.write(folder.resolve(name + ".jar"));
        jars.add(file);
        return inside.control()
                .update(PlugSource.of(file), ChangeOptions.DEFAULT, progress -> {})
                .toCompletableFuture();
    }

    /** Exchanges a bundle as soon as the agent speaks the next time. */
    CompletableFuture<List<PlugChange>> updateWhileSpeaking(String name) {
        CompletableFuture<List<PlugChange>> done = new CompletableFuture<>();
        synchronized (this) {
            onSpeech =
                    () -> {
                        try {
                            update(name)
                                    .whenComplete(
                                            (changes, failure) -> {
                                                if (failure == null) {
                                                    done.complete(changes);
                                                } else {
                                                    done.completeExceptionally(failure);
                                                }
                                            });
                        } catch (IOException e) {
                            done.completeExceptionally(e);
                        }
                    };
        }
        return done;
    }

    private Path jar(String name) {
        Bundle bundle =
                Stream.of(inside.bundle().getBundles())
                        .filter(one -> name.equals(one.getSymbolicName()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no bundle " + name));
        return Path.of(URI.create(bundle.getLocation().substring("reference:".length())));
    }

    /**
     * Waits for a change, tells of it, and judges it.
     *
     * @return what is wrong with it; nothing when it happened and the caller lost nothing
     */
    List<String> judge(PlugKind kind, CompletableFuture<List<PlugChange>> change)
            throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        String what = kind.name().toLowerCase(java.util.Locale.ROOT);
        try {
            for (PlugChange done : change.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                out.println(
                        "  "
                                + done.bundle()
                                + " "
                                + done.from()
                                + " -> "
                                + done.to()
                                + ": the old bundle is gone after "
                                + done.took().toMillis()
                                + " ms");
            }
        } catch (ExecutionException | TimeoutException e) {
            wrong.add("the " + what + " was not exchanged: " + Failures.line(e));
            return wrong;
        }
        List<Swap> ofKind = await(kind);
        if (ofKind.isEmpty()) {
            wrong.add("the session knows of no swap of a " + what);
        }
        for (Swap swap : ofKind) {
            if (swap.outcome() != Swap.Outcome.SWAPPED || !swap.audioLost().isZero()) {
                wrong.add("the swap went wrong: " + SwapLine.of(swap));
            }
        }
        return wrong;
    }

    /** The swaps of a kind, once the second build has taken over. */
    private synchronized List<Swap> await(PlugKind kind) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            List<Swap> ofKind = swaps.stream().filter(swap -> swap.kind() == kind).toList();
            boolean over = ofKind.stream().map(Swap::to).anyMatch(to -> to != null && isSecond(to));
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (over || left <= 0) {
                return over ? ofKind : List.of();
            }
            wait(left);
        }
    }

    private static boolean isSecond(PlugVersion version) {
        return version.version().equals(SECOND);
    }

    @Override
    public void close() throws IOException {
        for (Path jar : jars) {
            Files.deleteIfExists(jar);
        }
        Files.deleteIfExists(folder);
    }
}
