package org.example.acme;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.IncomingCalls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for calls, on a thread of its own that ends with it. */
final class AcmeDoor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AcmeDoor.class.getName());

    private final ServerSocketChannel listening;
    private final Path path;
    private final @Nullable Object file;
    private final IncomingCalls calls;
    private final Thread thread = new Thread(this::accept, "acme-door");

    private AcmeDoor(ServerSocketChannel listening, Path path, IncomingCalls calls)
            throws IOException {
        this.listening = listening;
        this.path = path;
        this.calls = calls;
        file = fileAt(path);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // whoever listens is not kept by it
    }

    /** Listens in place of an older version of this plug, which may be there still. */
    static AcmeDoor open(Path path, IncomingCalls calls) throws IOException {
        Path own = path.resolveSibling("." + UUID.randomUUID());
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listening.bind(UnixDomainSocketAddress.of(own));
            Files.move(own, path, StandardCopyOption.ATOMIC_MOVE);
            AcmeDoor door = new AcmeDoor(listening, path, calls);
            door.thread.start();
            return door;
        } catch (IOException | RuntimeException e) {
            listening.close();
            Files.deleteIfExists(own);
            throw e;
        }
    }

    private static @Nullable Object fileAt(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private void accept() {
        try {
            while (true) {
                offer(listening.accept());
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "no more calls: {0}", e.getMessage());
        }
    }

    /** The decision may take its time; the next call does not wait for it. */
    private void offer(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        AcmeLeg leg = new AcmeLeg("acme-" + UUID.randomUUID(), channel);
        calls.offer(new IncomingCall(leg.kind(), leg.id(), Map.of()))
                .whenComplete(
                        (decision, failure) -> {
                            if (decision instanceof Decision.Accept accepted) {
                                answer(accepted, leg);
                            } else {
                                leg.close();
                            }
                        });
    }

    private void answer(Decision.Accept accepted, AcmeLeg leg) {
        calls.answer(accepted.options(), leg)
                .whenComplete(
                        (session, failure) -> {
                            if (failure != null) {
                                LOG.log(WARNING, "the call {0} was not answered", leg.id());
                            }
                        });
    }

    /** Takes no more calls; those that run go on. */
    @Override
    public void close() throws IOException {
        listening.close();
        try {
            if (Objects.equals(file, fileAt(path))) {
                Files.deleteIfExists(path);
            }
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (java.nio.file.NoSuchFileException e) {
            LOG.log(DEBUG, "somebody else has deleted {0}", path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
