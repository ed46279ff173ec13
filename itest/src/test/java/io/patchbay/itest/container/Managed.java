package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.itest.call.CallDesk;
import io.patchbay.management.DoorKey;
import io.patchbay.management.Restamped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import tools.jackson.databind.json.JsonMapper;

/** The whole tree in a container, and its management door. */
final class Managed implements AutoCloseable {

    static final String CLOCK = "io.patchbay.tools.clock";

    private static final String STATE = "patchbay.state";
    private static final String PORT = "patchbay.management.port";
    private static final String SHARED = "io.patchbay.itest.call;version=1.0.0";

    final Container container;
    final CallDesk desk;
    private final Path file;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * Starts it and waits until calls can be held.
     *
     * @param folder for its state and for copies of bundles
     */
    Managed(Path folder) throws IOException, BundleException, InterruptedException {
        this.folder = folder;
        System.setProperty(STATE, folder.resolve("state").toString());
        System.setProperty(PORT, "0");
        container = Container.ofTheTree(SHARED);
        desk = container.service(CallDesk.class);
        file = folder.resolve("state").resolve(DoorKey.FILE);
        Container.eventually("the door is open", () -> Files.exists(file));
        Container.eventually(
                "all plugs are plugged in",
                () ->
                        desk.plugs()
                                .containsAll(
                                        List.of(
                                                "TRANSPORT websocket ACTIVE",
                                                "PROVIDER openai ACTIVE",
                                                "AGENT concierge ACTIVE",
                                                "TOOL calculator ACTIVE",
                                                "TOOL clock ACTIVE")));
    }

    /** Where the door is now, and who may enter. */
    DoorKey key() {
        try {
            return DoorKey.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a door now, and such a one; while it opens anew there is none. */
    boolean opened(Predicate<DoorKey> wanted) {
        return opened(file, wanted);
    }

    static boolean opened(Path file, Predicate<DoorKey> wanted) {
        try {
            return wanted.test(DoorKey.read(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** What changes plugs; another one when it began again. */
    ServiceReference<?> control() {
        List<ServiceReference<?>> found = container.services("io.patchbay.management.PlugControl");
        assertEquals(1, found.size(), "what changes plugs");
        return found.get(0);
    }

    /** What a resource shows. */
    String show(String resource) {
        try {
            return send(request(resource).GET()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the door answers to a change. */
    HttpResponse<String> ask(String resource, Map<String, ?> body)
            throws IOException, InterruptedException {
        return send(
                request(resource)
                        .header("content-type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String resource) {
        DoorKey key = key();
        return HttpRequest.newBuilder(URI.create(key.uri() + resource))
                .header("authorization", "Bearer " + key.token());
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Installs or updates what a path or coordinates name. */
    String change(String what, Object source) throws IOException, InterruptedException {
        return ask("/plugs/" + what, Map.of("source", source.toString())).body();
    }

    /** A second build of the clock. */
    Path clock(String version, String... settings) throws IOException {
        return copy(CLOCK, version, folder.resolve("clock-" + version + ".jar"), settings);
    }

    /**
     * Writes a second build of a bundle of the tree.
     *
     * @param settings names and values in turn
     */
    static Path copy(String name, String version, Path target, String... settings)
            throws IOException {
        Path original =
                Container.classPath().stream()
                        .filter(entry -> isNamed(entry, name))
                        .findFirst()
                        .orElseThrow();
        Restamped copy = Restamped.of(original, version);
        for (int i = 0; i < settings.length; i += 2) {
            copy = copy.with(settings[i], settings[i + 1]);
        }
        return copy.write(target);
    }

    private static boolean isNamed(Path entry, String name) {
        try {
            return name.equals(Container.symbolicName(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The versions of a bundle that are installed, sorted as text. */
    List<String> versions(String name) {
        return container.bundles().stream()
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.getVersion().toString())
                .sorted()
                .toList();
    }

    @Override
    public void close() throws BundleException {
        System.clearProperty(STATE);
        System.clearProperty(PORT);
        container.close();
    }
}
