package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Fetches are services of a container, which come and go under calls that go through them. */
@Timeout(300)
class FetchServicesTest {

    private static final String FETCH = "io.patchbay.net.fetch.UpgradeFetch";
    private static final String PID = "io.patchbay.transport.cloudflare";
    private static final String QUESTION = "current_time {\"city\":\"TOKYO\"}";

    @TempDir static Path folder;

    private static Container container;
    private static CallDesk desk;

    @BeforeAll
    static void start() throws Exception {
        container = Container.ofTheTree("io.patchbay.itest.call;version=1.0.0");
        desk = container.service(CallDesk.class);
        Container.eventually(
                "all that a call needs",
                () ->
                        desk.plugs()
                                .containsAll(
                                        java.util.List.of(
                                                "TRANSPORT cloudflare ACTIVE",
                                                "TRANSPORT websocket ACTIVE",
                                                "PROVIDER openai ACTIVE",
                                                "AGENT concierge ACTIVE")));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    private static Path jar(String name, Map<String, String> properties) throws Exception {
        return OneClassBundle.write(
                folder,
                name,
                CountingFetch.class,
                FETCH,
                properties,
                "Import-Package",
                "io.patchbay.net.fetch,io.patchbay.net.http,io.patchbay.api.session");
    }

    /** How often the fetch of this bundle was asked; -1 when it is not there. */
    private int asked(String bundle) {
        for (ServiceReference<?> each : container.services(FETCH)) {
            if (each.getBundle() != null && bundle.equals(each.getBundle().getSymbolicName())) {
                Object service = container.context().getService(each);
                try {
                    return service == null ? -1 : Integer.parseInt(service.toString());
                } finally {
                    container.context().ungetService(each);
                }
            }
        }
        return -1;
    }

    private static void uses(Call call) {
        Container.eventually(
                "the call is answered",
                () -> {
                    String answer = call.type(QUESTION);
                    return answer.startsWith("It is ") && answer.contains("Tokyo");
                });
        assertEquals("", call.over());
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private static void collected(WeakReference<ClassLoader> old) {
        Container.eventually(
                "the old class loader is collected",
                () -> {
                    System.gc();
                    return old.refersTo(null);
                });
    }

    @Test
    void a_call_moves_to_a_fetch_that_comes_survives_its_update_and_goes_back_when_it_is_gone()
            throws Exception {
        Path jar = jar("acme.fetch", Map.of("name", "acme"));
        try (Call call = desk.openOver("cloudflare", "concierge")) {
            uses(call);
            Bundle acme = container.install(jar);
            Container.eventually("the call goes through it", () -> asked("acme.fetch") >= 1);
            uses(call);

            WeakReference<ClassLoader> first = loader(acme);
            try (InputStream again = Files.newInputStream(jar)) {
                acme.update(again);
            }
            container.refresh(acme);
            Container.eventually("the call goes through it anew", () -> asked("acme.fetch") >= 1);
            uses(call);
            collected(first);

            WeakReference<ClassLoader> second = loader(acme);
            acme.uninstall();
            container.refresh(acme);
            acme = null;
            uses(call);
            collected(second);
            uses(call);
        }
    }

    @Test
    void a_call_survives_that_the_transport_is_resolved_anew() throws Exception {
        Bundle cloudflare = container.bundle(PID);
        try (Call call = desk.openOver("cloudflare", "concierge")) {
            uses(call);
            WeakReference<ClassLoader> old = loader(cloudflare);
            container.refresh(cloudflare);
            Container.eventually(
                    "it is back", () -> desk.plugs().contains("TRANSPORT cloudflare ACTIVE"));
            uses(call);
            collected(old);
            uses(call);
        }
    }

    @Test
    void a_filter_says_which_fetches_may_be_taken() throws Exception {
        Bundle anywhere = container.install(jar("acme.anywhere", Map.of("name", "anywhere")));
        Bundle dmz = container.install(jar("acme.dmz", Map.of("name", "dmz", "zone", "inside")));
        container.configure(PID, Map.of("fetch.target", "(zone=inside)"));
        Container.eventually(
                "the filter holds",
                () -> {
                    int before = asked("acme.anywhere");
                    try (Call call = desk.openOver("cloudflare", "concierge")) {
                        uses(call);
                    }
                    return asked("acme.anywhere") == before;
                });
        assertTrue(asked("acme.dmz") >= 1);

        container.configure(PID, Map.of("fetch", "anywhere"));
        int before = asked("acme.anywhere");
        Container.eventually(
                "the name holds",
                () -> {
                    try (Call call = desk.openOver("cloudflare", "concierge")) {
                        uses(call);
                    }
                    return asked("acme.anywhere") > before;
                });
        container.configure(PID, Map.of());
        anywhere.uninstall();
        dmz.uninstall();
    }
}
