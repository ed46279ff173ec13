package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What a container does to bundles is done to one of each kind, under a call that uses it. */
class PlugsExchangedTest {

    private static final String SHARED = "io.patchbay.itest.call;version=1.0.0";
    private static final String QUESTION = "current_time {\"city\":\"TOKYO\"}";

    /** A bundle of each kind that a call uses. */
    enum Used {
        TRANSPORT("websocket", "io.patchbay.transport.websocket"),
        PROVIDER("openai", "io.patchbay.provider.openai"),
        AGENT("concierge", "io.patchbay.agents.concierge"),
        TOOL("clock", "io.patchbay.tools.clock"),
        GUARDRAIL("blocklist", "io.patchbay.guardrails.blocklist");

        private final String plug;
        private final String bundle;

        Used(String plug, String bundle) {
            this.plug = plug;
            this.bundle = bundle;
        }
    }

    @TempDir static Path folder;

    private static Container container;
    private static CallDesk desk;
    private static int builds = 70;

    @BeforeAll
    static void start() throws Exception {
        container = Container.ofTheTree(SHARED);
        desk = container.service(CallDesk.class);
        for (Used used : Used.values()) {
            awaitOnly(used, version(container.bundle(used.bundle)));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    private static Path build(Used used, String version) throws Exception {
        return Managed.copy(used.bundle, version, folder.resolve(used + "-" + version + ".jar"));
    }

    private static String version(Bundle bundle) {
        return bundle.getVersion().toString();
    }

    private static List<String> shown(Used used) {
        return desk.versions().stream()
                .filter(plug -> plug.startsWith(used + " " + used.plug + " "))
                .toList();
    }

    /** How many use a version, or -1 when it is not plugged in. */
    private static int users(Used used, String version) {
        return shown(used).stream()
                .filter(plug -> plug.contains(" " + version + " ACTIVE "))
                .mapToInt(plug -> Integer.parseInt(plug.replaceFirst(".* ", "")))
                .findFirst()
                .orElse(-1);
    }

    private static void awaitOnly(Used used, String version) {
        Container.eventually(
                used + " " + version + " alone is plugged in",
                () -> users(used, version) >= 0 && shown(used).size() == 1);
    }

    private static Call call() {
        Call call = desk.open("concierge", "blocklist");
        uses(call);
        return call;
    }

    /** A turn with a tool; what was exchanged reaches a call a moment after it is there. */
    private static void uses(Call call) {
        Container.eventually(
                "the call has all it needs",
                () -> {
                    String answer = call.type(QUESTION);
                    return answer.startsWith("It is ") && answer.contains("Tokyo");
                });
        assertEquals("", call.over());
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private static void collected(Used used, WeakReference<ClassLoader> old) {
        Container.eventually(
                "the old class loader of " + used + " is collected",
                () -> {
                    System.gc();
                    return old.refersTo(null);
                });
    }

    @ParameterizedTest
    @EnumSource
    void a_bundle_is_updated_in_place_under_a_call(Used used) throws Exception {
        Bundle bundle = container.bundle(used.bundle);
        String next = ++builds + ".0.0";
        try (Call call = call()) {
            WeakReference<ClassLoader> old = loader(bundle);
            try (InputStream jar = Files.newInputStream(build(used, next))) {
                bundle.update(jar);
            }
            container.refresh(bundle);
            awaitOnly(used, next);
            uses(call);
            collected(used, old);
            uses(call);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_newer_bundle_takes_over_from_one_that_is_uninstalled_under_a_call(Used used)
            throws Exception {
        Bundle bundle = container.bundle(used.bundle);
        String next = ++builds + ".0.0";
        try (Call call = call()) {
            WeakReference<ClassLoader> old = loader(bundle);
            container.install(build(used, next));
            Container.eventually("the newer one is there", () -> users(used, next) >= 0);
            bundle.uninstall();
            container.refresh(bundle);
            awaitOnly(used, next);
            uses(call);
            collected(used, old);
            uses(call);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bundle_that_is_stopped_and_started_twenty_times_is_there_in_the_end(Used used)
            throws Exception {
        Bundle bundle = container.bundle(used.bundle);
        try (Call call = call()) {
            for (int i = 0; i < 20; i++) {
                bundle.stop();
                bundle.start();
            }
            awaitOnly(used, version(bundle));
            uses(call);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bundle_that_is_away_for_a_while_is_used_again_when_it_returns(Used used)
            throws Exception {
        Bundle bundle = container.bundle(used.bundle);
        try (Call call = call()) {
            bundle.stop();
            Container.eventually("it is gone", () -> shown(used).isEmpty());
            assertEquals("", call.over());
            bundle.start();
            awaitOnly(used, version(bundle));
            uses(call);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bundle_that_is_resolved_anew_under_a_call_is_used_again(Used used) throws Exception {
        Bundle bundle = container.bundle(used.bundle);
        try (Call call = call()) {
            WeakReference<ClassLoader> old = loader(bundle);
            container.refresh(bundle);
            awaitOnly(used, version(bundle));
            uses(call);
            collected(used, old);
        }
    }

    @Test
    void a_guardrail_judges_as_long_as_it_is_there_and_is_collected_then() throws Exception {
        Used used = Used.GUARDRAIL;
        String lax = version(container.bundle(used.bundle));
        String strict = ++builds + ".0.0";
        Path jar = folder.resolve("strict.jar");
        try (Call call = call()) {
            Bundle bundle =
                    container.install(Managed.copy(used.bundle, strict, jar, "words", "secret"));
            Container.eventually("it is there", () -> users(used, strict) >= 0);
            Container.eventually(
                    "it trips",
                    () -> {
                        call.type("the secret is out");
                        return !call.tripped().isEmpty();
                    });
            WeakReference<ClassLoader> old = loader(bundle);
            bundle.uninstall();
            container.refresh(bundle);
            awaitOnly(used, lax);
            uses(call);
            int before = call.tripped().size();
            // what followed the last trip may be answered first
            Container.eventually(
                    "nobody minds",
                    () -> call.type("no secret any more").equals("no secret any more"));
            assertEquals(before, call.tripped().size());
            collected(used, old);
        }
    }

    @Test
    void a_configured_share_of_the_calls_tries_a_version_until_it_is_for_all_or_taken_back()
            throws Exception {
        Used used = Used.TRANSPORT;
        String old = version(container.bundle(used.bundle));
        String next = ++builds + ".0.0";
        // for this version alone: both listen to the PID of their component
        String pid = used.bundle + "|" + used.bundle + "|" + next;
        container.configure(pid, Map.of("share", 0.5));
        Bundle trial = container.install(build(used, next));
        List<Call> calls = new ArrayList<>();
        try {
            Container.eventually(
                    "it is on trial",
                    () ->
                            shown(used).stream()
                                    .anyMatch(plug -> plug.contains(next + " ACTIVE 0.5")));
            for (int i = 0; i < 8; i++) {
                calls.add(desk.open("concierge"));
            }
            Container.eventually(
                    "each call has one of them", () -> users(used, next) + users(used, old) == 8);
            int tried = users(used, next);
            assertTrue(tried > 0 && tried < 8, shown(used)::toString);

            container.configure(pid, Map.of("share", 1.0));
            Container.eventually("all move to it", () -> users(used, next) == 8);
            calls.forEach(PlugsExchangedTest::uses);

            trial.uninstall();
            container.refresh(trial);
            awaitOnly(used, old);
            Container.eventually("all are back", () -> users(used, old) == 8);
            calls.forEach(PlugsExchangedTest::uses);
        } finally {
            calls.forEach(Call::close);
            if (trial.getState() != Bundle.UNINSTALLED) {
                trial.uninstall();
            }
        }
    }
}
