package org.example.acme;

import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.IncomingCalls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks for calls, on a thread of its own that ends with it. A file is renamed when it is taken, so
 * that no second look, and no newer version of this plug, takes it again.
 */
final class AcmeDoor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AcmeDoor.class.getName());

    /** Five minutes. */
    private static final long LONGEST = 5 * 60 * 48_000L;

    private final Path folder;
    private final Duration poll;
    private final Duration patience;
    private final PlugContext context;
    private final IncomingCalls calls;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread watcher = new Thread(this::watch, "acme-door");

    AcmeDoor(
            Path folder,
            Duration poll,
            Duration patience,
            PlugContext context,
            IncomingCalls calls) {
        this.folder = folder;
        this.poll = poll;
        this.patience = patience;
        this.context = context;
        this.calls = calls;
        watcher.setDaemon(true);
        watcher.setContextClassLoader(null); // whoever listens is not kept by it
    }

    void open() {
        watcher.start();
    }

    private void watch() {
        try {
            do {
                look();
            } while (!closed.await(poll.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pcm")) {
            for (Path file : files) {
                if (closed.getCount() > 0) {
                    take(file);
                }
            }
        } catch (IOException e) {
            LOG.log(WARNING, "the folder of calls cannot be read: {0}", e.getMessage());
        }
    }

    private void take(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.pcm$", "");
        Path taken = move(file, name + ".taken");
        if (Files.size(taken) > LONGEST) {
            LOG.log(WARNING, "the call {0} is too long", name);
            move(taken, name + ".refused");
            return;
        }
        byte[] speech = Files.readAllBytes(taken);
        calls.offer(new IncomingCall("acme", name, Map.of("file", name)))
                .thenAccept(
                        decision -> {
                            if (decision instanceof Decision.Accept accepted) {
                                answer(accepted, name, speech);
                            } else {
                                later(() -> move(taken, name + ".refused"));
                            }
                        });
    }

    private void answer(Decision.Accept accepted, String name, byte[] speech) {
        AcmeLeg leg =
                new AcmeLeg(
                        name,
                        speech,
                        patience,
                        heard -> later(() -> Files.write(folder.resolve(name + ".heard"), heard)));
        calls.answer(accepted.options(), leg)
                .whenComplete(
                        (session, failure) -> {
                            if (failure != null) {
                                LOG.log(WARNING, "the call {0} was not answered", name);
                            }
                        });
    }

    private Path move(Path from, String name) throws IOException {
        return Files.move(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Work that may block. */
    private interface FileWork {
        void run() throws IOException;
    }

    private void later(FileWork work) {
        try {
            context.workers()
                    .execute(
                            () -> {
                                try {
                                    work.run();
                                } catch (IOException e) {
                                    LOG.log(WARNING, "a call left no file: {0}", e.getMessage());
                                }
                            });
        } catch (RejectedExecutionException e) {
            LOG.log(WARNING, "a call left no file: too much waits to be written");
        }
    }

    /** Takes no more calls; those that run go on. */
    @Override
    public void close() {
        closed.countDown();
        try {
            watcher.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
