package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What brings callers is exchanged while they talk (RULES 27), and everything else, too. */
class CallerLegExchangeTest {

    private static final String PHONE = "acme.phone";

    @TempDir static Path root;

    private static Managed managed;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws Exception {
        managed = new Managed(root);
        System.setProperty(PhoneCalls.MODEL, managed.desk.model());
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty(PhoneCalls.MODEL);
        managed.close();
    }

    @AfterEach
    void noPhone() throws Exception {
        for (String version : managed.versions(PHONE)) {
            remove(PHONE + ":" + version, 0);
        }
        gone("1.0.0");
        Container.eventually("no phone is left", () -> managed.versions(PHONE).isEmpty());
    }

    private Path phone(String version) throws Exception {
        return OneClassBundle.write(
                Files.createDirectories(folder.resolve(version)),
                PHONE,
                PhoneCalls.class,
                "io.patchbay.api.transport.CallerLegFactory",
                "Bundle-Version",
                version,
                "Import-Package",
                "io.patchbay.api.audio,io.patchbay.api.plug,io.patchbay.api.session,io.patchbay.api.transport,org.osgi.framework");
    }

    private static void phone(String what, String version) throws InvalidSyntaxException {
        BundleContext context = managed.container.context();
        Collection<ServiceReference<Runnable>> found =
                context.getServiceReferences(
                        Runnable.class, "(phone=" + what + " " + version + ")");
        ServiceReference<Runnable> reference = found.iterator().next();
        context.getService(reference).run();
        context.ungetService(reference);
    }

    private static String remove(String bundle, int drain) throws Exception {
        return managed.ask("/plugs/remove", Map.of("bundle", bundle, "drain", drain)).body();
    }

    private void installWithCall() throws Exception {
        String answer = managed.change("install", phone("1.0.0"));
        assertTrue(answer.contains("\"outcome\":\"done\""), answer);
        Container.eventually(
                "the phone is plugged in",
                () -> managed.desk.plugs().contains("CALLER_LEG phone ACTIVE"));
        Container.eventually("somebody may ring", () -> rings("1.0.0"));
        Container.eventually(
                "the call is counted", () -> managed.show("/plugs").contains("\"users\":1"));
        String health = managed.show("/health");
        assertTrue(health.matches("(?s).*\"calls\":\\{[^}]*\"answered\":[1-9].*"), health);
        assertTrue(health.matches("(?s).*\"lines\":\\[[^\\]]*\"state\":\"healthy\".*"), health);
    }

    /** The door opens a moment after the plug is there. */
    private static boolean rings(String version) {
        try {
            phone("ring", version);
            return true;
        } catch (RuntimeException e) {
            return false;
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void gone(String version) {
        Container.eventually(
                version + " is gone", () -> !managed.versions(PHONE).contains(version));
    }

    @Test
    void callers_stay_on_the_old_version_while_other_plugs_are_changed() throws Exception {
        installWithCall();
        String answer = managed.change("update", phone("2.0.0"));
        assertTrue(answer.contains("\"outcome\":\"draining\""), answer);
        assertTrue(answer.contains("1 stay on 1.0.0 until they end"), answer);
        assertEquals(List.of("1.0.0", "2.0.0"), managed.versions(PHONE));
        assertTrue(managed.desk.plugs().contains("CALLER_LEG phone DRAINING"));
        assertTrue(managed.desk.plugs().contains("CALLER_LEG phone ACTIVE"));
        assertTrue(managed.show("/plugs").contains("\"state\":\"draining\""));
        String kept = Files.readString(root.resolve("state/plugs/plugs.txt"));
        assertTrue(kept.contains("installed " + PHONE + " 2.0.0 "), kept);
        assertFalse(kept.contains("installed " + PHONE + " 1.0.0 "), kept);

        String other = managed.change("update", managed.clock("5.0.1"));
        assertTrue(other.contains("\"outcome\":\"done\""), other);
        assertThrows(RuntimeException.class, () -> phone("ring", "1.0.0"), "nobody new");
        Container.eventually("the new one takes calls", () -> rings("2.0.0"));
        assertEquals(List.of("1.0.0", "2.0.0"), managed.versions(PHONE));

        phone("hang up", "1.0.0");
        gone("1.0.0");
        Container.eventually(
                "that is told",
                () -> managed.show("/swaps").contains("nobody is on 1.0.0 any more"));
        phone("hang up", "2.0.0");
    }

    @Test
    void a_version_that_drains_is_not_put_back_and_is_ended_by_a_time() throws Exception {
        installWithCall();
        Map<String, Object> patient = Map.of("source", phone("2.0.0").toString(), "drain", 600);
        String update = managed.ask("/plugs/update", patient).body();
        assertTrue(update.contains("1 stay on 1.0.0 for at most 5"), update);
        assertTrue(update.contains(" s more; then it goes, and who is on it still is cut"), update);
        String again = managed.change("update", phone("1.0.0"));
        assertTrue(again.contains("1 sessions are on it still"), again);
        String bare = managed.ask("/plugs/remove", Map.of("bundle", PHONE + ":1.0.0")).body();
        assertTrue(bare.contains("\"refused\":\"in_use\""), bare);
        String timed = remove(PHONE + ":1.0.0", 0);
        assertTrue(timed.contains("\"outcome\":\"draining\""), timed);
        gone("1.0.0");
        assertEquals(List.of("2.0.0"), managed.versions(PHONE));
    }

    @Test
    void going_back_waits_for_the_callers_of_the_version_before() throws Exception {
        installWithCall();
        managed.change("update", phone("2.0.0"));
        Map<String, String> phone = Map.of("bundle", PHONE);
        String early = managed.ask("/plugs/rollback", phone).body();
        assertTrue(early.contains("drains still, with 1 sessions on it"), early);
        phone("hang up", "1.0.0");
        gone("1.0.0");
        String back = managed.ask("/plugs/rollback", phone).body();
        assertTrue(back.contains("\"from\":\"2.0.0\",\"to\":\"1.0.0\""), back);
        assertEquals(List.of("1.0.0"), managed.versions(PHONE));
    }

    @Test
    void a_third_version_comes_while_callers_are_on_the_first() throws Exception {
        installWithCall();
        managed.change("update", phone("2.0.0"));
        String answer = managed.change("update", phone("3.0.0"));
        assertTrue(answer.contains("\"from\":\"2.0.0\",\"to\":\"3.0.0\""), answer);
        assertTrue(answer.contains("\"outcome\":\"done\""), answer);
        assertEquals(List.of("1.0.0", "3.0.0"), managed.versions(PHONE));
        phone("hang up", "1.0.0");
        gone("1.0.0");
    }

    @Test
    void one_that_is_taken_out_goes_when_its_callers_have() throws Exception {
        installWithCall();
        String answer = managed.ask("/plugs/remove", Map.of("bundle", PHONE)).body();
        assertTrue(answer.contains("\"outcome\":\"draining\""), answer);
        assertFalse(managed.desk.plugs().contains("CALLER_LEG phone ACTIVE"));
        assertEquals(List.of("1.0.0"), managed.versions(PHONE));
        phone("hang up", "1.0.0");
        gone("1.0.0");
    }

    @Test
    void a_bundle_that_is_stopped_outright_ends_its_calls_within_the_containers_limits()
            throws Exception {
        installWithCall();
        Bundle phone = managed.container.bundle(PHONE);
        phone.stop();
        assertEquals(Bundle.RESOLVED, phone.getState());
        assertFalse(managed.desk.plugs().stream().anyMatch(plug -> plug.contains("phone")));
        Container.eventually(
                "the session ends as its caller has gone",
                () -> managed.show("/sessions").contains("\"count\":0"));
    }
}
