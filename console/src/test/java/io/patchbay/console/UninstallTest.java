package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What is left of the console and of management when they have gone. */
final class UninstallTest extends WebTest {

    private static final List<String> GONE =
            List.of("io.patchbay.console", "io.patchbay.management");

    private static final Set<String> THREADS =
            Set.of("patchbay-console", "patchbay-watch", "patchbay-health", "patchbay-plugs");

    private enum Mine {
        TYPE
    }

    private record Compared(Mine type) {}

    @Test
    void what_was_used_and_uninstalled_leaves_no_thread_and_no_class_behind() throws Exception {
        for (String path : List.of("/v1/health", "/v1/plugs", "/v1/sessions", "/v1/me")) {
            assertEquals(200, ask(as(container.token(), api(path))).statusCode(), path);
        }
        HttpResponse<InputStream> stream =
                HttpClient.newHttpClient()
                        .send(
                                as(container.token(), api("/v1/stream")).build(),
                                BodyHandlers.ofInputStream());
        assertEquals(200, stream.statusCode());
        List<WeakReference<ClassLoader>> loaders = bundles().map(UninstallTest::loader).toList();
        assertEquals(GONE.size(), loaders.size());

        for (Bundle bundle : bundles().toList()) {
            bundle.uninstall();
        }
        refresh();

        try (InputStream body = stream.body()) {
            body.readAllBytes(); // it ends
        }
        Container.eventually("its threads have ended", () -> threads().isEmpty());
        // Java 17 keeps the type that a record compared last (ObjectMethods.OBJECT_EQ): one of
        // ours; newer ones let it go with what is held softly
        assertEquals(new Compared(Mine.TYPE), new Compared(Mine.TYPE));
        Container.eventually(
                "nothing holds its classes",
                () -> {
                    System.gc();
                    return loaders.stream().allMatch(loader -> loader.get() == null);
                });
    }

    private static Stream<Bundle> bundles() {
        return Stream.of(container.context().getBundles())
                .filter(bundle -> GONE.contains(bundle.getSymbolicName()));
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    /** Until then a container keeps what was uninstalled, for those who are wired to it. */
    private static void refresh() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        FrameworkWiring wiring =
                container
                        .context()
                        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                        .adapt(FrameworkWiring.class);
        assertNotNull(wiring);
        wiring.refreshBundles(null, event -> done.countDown());
        done.await();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(THREADS::contains)
                .toList();
    }
}
