package io.patchbay.management;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.internal.DoorAnswers;
import io.patchbay.management.internal.DoorRoute;
import io.patchbay.management.internal.Doorkeeper;
import io.patchbay.management.internal.OwnResources;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link PlugControl} over HTTP: on 127.0.0.1 alone, with a token that a file tells its owner, and
 * shut to pages of a browser. It shows neither keys nor what anybody says.
 *
 * <p>{@code GET /v1/plugs}, {@code /v1/sessions}, {@code /v1/swaps}, {@code /v1/health}, and {@code
 * POST /v1/plugs/install}, {@code /update}, {@code /remove}, whose progress comes as JSON lines.
 * For any thread.
 */
public final class ManagementDoor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ManagementDoor.class.getName());

    private static final int TOKEN_BYTES = 32;
    private static final int SHORTEST_TOKEN = 16;
    private static final int CONNECTIONS = 64;

    /** A change waits for those before it, each of which may take minutes. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

    private final HttpServer server;
    private final DoorKey key;
    private final Path file;

    private ManagementDoor(HttpServer server, DoorKey key, Path file) {
        this.server = server;
        this.key = key;
        this.file = file;
    }

    /**
     * Opens the door. Blocks until it listens.
     *
     * @param control makes the changes
     * @param plugs what is plugged in
     * @param sessions who is live
     * @param state the folder of all state, where {@link DoorKey#FILE} is written
     * @param port to listen on; 0 picks a free one
     * @param token what requests show, at least 16 characters; null for a random one
     * @throws IOException when the port is taken, or the file cannot be written
     * @throws IllegalArgumentException for a port that is none, or a token that is too short
     */
    public static ManagementDoor open(
            PlugControl control,
            PlugDirectory plugs,
            SessionDirectory sessions,
            Path state,
            int port,
            @Nullable String token)
            throws IOException {
        String secret = token == null ? random() : token;
        if (secret.length() < SHORTEST_TOKEN || !secret.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException(
                    "a token has at least "
                            + SHORTEST_TOKEN
                            + " characters, all of them visible ASCII");
        }
        HttpServerConfig config =
                HttpServerConfig.builder()
                        .port(port)
                        .maxConnections(CONNECTIONS)
                        .responseTimeout(LONGEST_CHANGE)
                        .errors(DoorAnswers::error)
                        .build();
        HttpServer server = HttpServer.start(config, EventLoops.shared(), List.of());
        try {
            DoorKey key =
                    new DoorKey(URI.create("http://127.0.0.1:" + server.port() + "/v1"), secret);
            Doorkeeper keeper = new Doorkeeper(server.port(), secret);
            OwnResources.of(control, plugs, sessions)
                    .forEach(resource -> server.add(new DoorRoute(resource, keeper)));
            Files.createDirectories(state);
            Path file = state.toAbsolutePath().resolve(DoorKey.FILE);
            key.write(file);
            return new ManagementDoor(server, key, file);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static String random() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The base of all resources. */
    public URI uri() {
        return key.uri();
    }

    /** Stops listening, and takes the file away if it is this door's. */
    @Override
    public void close() {
        server.close();
        try {
            if (Files.exists(file) && DoorKey.read(file).equals(key)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} stays behind: {1}", file, e.getMessage());
        }
    }
}
