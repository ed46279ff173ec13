package io.patchbay.transport.sip.internal.leg;

import static io.patchbay.transport.sip.internal.leg.CallFlowTest.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A newer version takes over while people talk on the telephone (RULES 27). */
class ExchangeTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String NAME = "exchanged";

    private final SessionOptions options =
            SessionOptions.builder()
                    .agent(RealtimeAgent.builder("concierge").instructions("Help.").build())
                    .line(
                            LineChoice.builder()
                                    .transport("scripted")
                                    .provider("scripted")
                                    .key("k")
                                    .build())
                    .build();

    /** The classes of the plug anew, as of another bundle. */
    private static final class Version extends URLClassLoader {
        Version() {
            super(
                    new URL[] {SipLegs.class.getProtectionDomain().getCodeSource().getLocation()},
                    SipLegs.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("io.patchbay.transport.sip.")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
                return super.loadClass(name, resolve);
            }
        }

        CallerLegFactory factory() throws ReflectiveOperationException {
            return (CallerLegFactory)
                    loadClass(SipLegs.class.getName()).getConstructor().newInstance();
        }
    }

    private static PlugIn version(String version, Version loader) throws Exception {
        return PlugIn.callerLegs(loader.factory())
                .version(version)
                .settings(Map.of("port", "0", "name", NAME));
    }

    private static int users(Patchbay patchbay, String version) {
        return patchbay.plugs().stream()
                .filter(plug -> plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    @Test
    void calls_stay_on_the_old_version_new_ones_come_to_the_new_at_the_same_port()
            throws Exception {
        try (Patchbay patchbay =
                Patchbay.builder()
                        .transport(new ScriptedTransportFactory())
                        .provider(new ScriptedProvider())
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(options)))
                        .build()) {
            WeakReference<ClassLoader> old = exchange(patchbay);
            eventually(
                    "the old class loader is collected",
                    () -> {
                        System.gc();
                        return old.get() == null;
                    });
        }
    }

    /** In a method of its own, so that no local variable holds on. */
    private static WeakReference<ClassLoader> exchange(Patchbay patchbay) throws Exception {
        Version first = new Version();
        Plugged one = patchbay.plugIn(version("1.0.0", first));
        eventually("the door opens", () -> Telephones.isOpen(NAME));
        URI address = Telephones.address(NAME);
        try (UdpPhone anna = UdpPhone.call(address);
                UdpPhone bob = UdpPhone.call(address)) {
            eventually("both are answered", () -> anna.isUp() && bob.isUp());
            assertEquals(2, users(patchbay, "1.0.0"));

            Plugged two = one.replace(version("2.0.0", new Version()));
            eventually(
                    "new calls come to the new version",
                    () -> {
                        try (UdpPhone late = UdpPhone.call(address)) {
                            eventually("it is decided", () -> late.isUp() || late.isOver());
                            boolean there = users(patchbay, "2.0.0") > 0;
                            late.hangUp();
                            return there;
                        } catch (java.io.IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            assertEquals(address, Telephones.address(NAME), "at the same port");
            assertFalse(anna.isGone(SHORT));
            assertFalse(bob.isGone(SHORT));
            assertEquals(2, users(patchbay, "1.0.0"));

            // one of them hangs up, the other one is hung up
            anna.hangUp();
            eventually("one call is left", () -> users(patchbay, "1.0.0") == 1);
            patchbay.sessions()
                    .forEach(
                            session ->
                                    patchbay.session(session.id())
                                            .ifPresent(still -> still.close()));
            assertEquals(200, bob.end(), "the old version says goodbye itself");
            eventually("nobody is left on the old one", () -> users(patchbay, "1.0.0") == 0);
            assertTrue(patchbay.plugs().stream().noneMatch(plug -> plug.version().isEmpty()));
            WeakReference<ClassLoader> loader = new WeakReference<>(first);
            first.close();
            two.remove();
            return loader;
        }
    }
}
