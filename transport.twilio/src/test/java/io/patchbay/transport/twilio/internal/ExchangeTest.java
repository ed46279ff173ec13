package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A newer version takes over while people are on the telephone (RULES 27). */
class ExchangeTest {

    /** The classes of the plug anew, as of another bundle. */
    private static final class Version extends URLClassLoader {
        Version() {
            super(
                    new URL[] {
                        TwilioCalls.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    TwilioCalls.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("io.patchbay.transport.twilio.")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
                return super.loadClass(name, resolve);
            }
        }

        CallerLegFactory factory() throws ReflectiveOperationException {
            return (CallerLegFactory)
                    loadClass(TwilioCalls.class.getName()).getConstructor().newInstance();
        }
    }

    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();

    private static PlugIn version(String version, Version loader, Map<String, String> settings)
            throws Exception {
        return PlugIn.callerLegs(loader.factory()).version(version).settings(settings);
    }

    private static int users(Patchbay patchbay, String version) {
        return patchbay.plugs().stream()
                .filter(plug -> plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    @Test
    void calls_stay_on_the_old_version_new_ones_come_to_the_new_at_the_same_address()
            throws Exception {
        try (Patchbay patchbay =
                Patchbay.builder()
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(Call.options().build())))
                        .build()) {
            WeakReference<ClassLoader> old = exchange(patchbay);
            Lines.eventually(
                    "the old class loader is collected",
                    () -> {
                        System.gc();
                        return old.get() == null;
                    });
        }
    }

    /** In a method of its own, so that no local variable holds on. */
    private WeakReference<ClassLoader> exchange(Patchbay patchbay) throws Exception {
        Map<String, String> settings = Lines.values();
        String path = settings.getOrDefault("path", "");
        Version first = new Version();
        Plugged one = patchbay.plugIn(version("1.0.0", first, settings));
        Lines.eventually("the door opens", () -> Lines.isOpen(path));
        URI base = Lines.base(path);
        Phone phone = Phone.call(base);
        Lines.eventually("the call is answered", () -> patchbay.calls().answered() == 1);
        assertEquals(1, users(patchbay, "1.0.0"));

        Plugged two = one.replace(version("2.0.0", new Version(), settings));
        Lines.eventually(
                "new calls come to the new version",
                () -> {
                    long before = patchbay.calls().answered();
                    Phone late = Phone.call(base);
                    Lines.eventually(
                            "the call is answered or refused",
                            () -> late.closed.isDone() || patchbay.calls().answered() > before);
                    boolean there = users(patchbay, "2.0.0") > 0;
                    late.hangUp();
                    return there;
                });
        assertEquals(base, Lines.base(path), "at the same address");
        Lines.eventually("one is left there", () -> users(patchbay, "1.0.0") == 1);

        // the old one goes on to speak and to hear
        ScriptedTurns turns = new ScriptedTurns(io.patchbay.api.audio.AudioFormat.PCMU_8K, 100);
        int heardBefore = lines.created().get(0).audio().size();
        lines.created().get(0).play(turns.spokenAnswer("still here", 300));
        phone.say(new byte[1_600]);
        Lines.eventually("the caller hears", () -> phone.heard().length == 300 * 8);
        Lines.eventually(
                "the caller is heard",
                () -> lines.created().get(0).audio().size() >= heardBefore + 10);
        assertFalse(phone.isGone(Duration.ZERO));

        phone.hangUp();
        Lines.eventually("nobody is left on the old one", () -> users(patchbay, "1.0.0") == 0);
        assertTrue(patchbay.plugs().stream().noneMatch(plug -> plug.version().isEmpty()));
        WeakReference<ClassLoader> loader = new WeakReference<>(first);
        first.close();
        two.remove();
        return loader;
    }
}
