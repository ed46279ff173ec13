package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugControl;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugUploads;
import io.patchbay.management.resource.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps jars that are sent in a folder of the {@link StateFolder} until they are installed. */
@Component
public final class Uploads implements PlugUploads {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    private static final String FOLDER = "uploads";
    private static final String PREFIX = "upload-";
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** What a browser calls a file: one step of a path, and nothing that a terminal obeys. */
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,200}\\.jar");

    private final PlugControl control;
    private final Path folder;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** For the container. */
    @Activate
    public Uploads(@Reference PlugControl control, @Reference StateFolder state) {
        this.control = control;
        folder = state.path().toAbsolutePath().resolve(FOLDER);
        sweep();
    }

    /** What a killed process left behind. */
    private void sweep() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> left = Files.list(folder)) {
            left.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .forEach(Uploads::delete);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} cannot be read: {1}", folder, Reasons.of(e));
        }
    }

    private static void delete(Path file) {
        Reasons.logged("cannot delete " + file, () -> Files.deleteIfExists(file));
    }

    @Override
    public void serve(Wish wish, Exchange exchange, InputStream body) {
        try {
            String name = name(exchange);
            ChangeOptions options = options(exchange);
            if (!places.tryAcquire()) {
                throw new PlugRefusedException(
                        Reason.BUSY,
                        "as many jars are sent as may be at once, " + AT_ONCE + "; try again");
            }
            Path file = taken(name, body);
            ChangeAnswer.to(
                    exchange,
                    told -> {
                        PlugSource source = new PlugSource(file, name);
                        return (wish == Wish.INSTALL
                                        ? control.install(source, told)
                                        : control.update(source, options, told))
                                .whenComplete((changes, failure) -> over(file));
                    });
        } catch (PlugRefusedException e) {
            ChangeAnswer.to(exchange, told -> CompletableFuture.failedStage(e));
        } catch (IllegalArgumentException e) {
            exchange.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static String name(Exchange exchange) {
        String name = exchange.query("name").orElse("");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "only a jar can be plugged in, and \"name\" is the name of the jar, such as clock-1.2.0.jar");
        }
        return name;
    }

    private static ChangeOptions options(Exchange exchange) {
        String force = exchange.query("force").orElse("false");
        if (!List.of("true", "false").contains(force)) {
            throw new IllegalArgumentException("\"force\" is to be true or false");
        }
        return new ChangeOptions(
                force.equals("true"),
                exchange.query("drain").map(ChangeRequest::drain).orElse(null));
    }

    /** Has the place of an upload until it is over; gives it back where nothing comes of it. */
    private Path taken(String name, InputStream body) {
        Path file = null;
        boolean whole = false;
        try {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, PREFIX, ".jar");
            read(name, body, file);
            whole = true;
            return file;
        } catch (IOException e) {
            throw new PlugRefusedException(
                    Reason.FAILED,
                    name
                            + " did not arrive whole ("
                            + Reasons.of(e)
                            + "); send it again, and see that "
                            + folder
                            + " has room");
        } finally {
            if (!whole) {
                over(file);
            }
        }
    }

    private static void read(String name, InputStream body, Path file) throws IOException {
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = body.readNBytes(ZIP.length);
            if (!Arrays.equals(piece, ZIP)) {
                throw new PlugRefusedException(
                        Reason.BROKEN,
                        name + " is no jar that can be read; build or copy it again");
            }
            piece = Arrays.copyOf(piece, 1 << 16);
            for (int read = ZIP.length; read >= 0; read = body.read(piece)) {
                size += read;
                if (size > MOST_BYTES) {
                    throw new PlugRefusedException(
                            Reason.TOO_LARGE,
                            name + " is larger than " + (MOST_BYTES >> 20) + " MiB; a plug is not");
                }
                out.write(piece, 0, read);
            }
        }
    }

    private void over(@Nullable Path file) {
        places.release();
        if (file != null) {
            delete(file);
        }
    }
}
