package io.patchbay.transport.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.net.http.HttpRequest;
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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A newer version takes over while pages talk, over WebSocket and over WebRTC (RULES 27). */
class ExchangeTest {

    private static final Duration SHORT = Duration.ofMillis(300);

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
                    new URL[] {
                        BrowserCalls.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    BrowserCalls.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("io.patchbay.transport.browser.")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
                return super.loadClass(name, resolve);
            }
        }

        CallerLegFactory factory() throws ReflectiveOperationException {
            return (CallerLegFactory)
                    loadClass(BrowserCalls.class.getName()).getConstructor().newInstance();
        }
    }

    private static PlugIn version(String version, Version loader, String path) throws Exception {
        return PlugIn.callerLegs(loader.factory())
                .version(version)
                .settings(Map.of("port", "0", "path", path, ".secret", Doors.SECRET));
    }

    private static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
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
        String path = Doors.settings().text("path", "");
        try (Patchbay patchbay =
                Patchbay.builder()
                        .transport(new ScriptedTransportFactory())
                        .provider(new ScriptedProvider())
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(options)))
                        .build()) {
            WeakReference<ClassLoader> old = exchange(patchbay, path);
            eventually(
                    "the old class loader is collected",
                    () -> {
                        System.gc();
                        return old.get() == null;
                    });
        }
    }

    /** In a method of its own, so that no local variable holds on. */
    private static WeakReference<ClassLoader> exchange(Patchbay patchbay, String path)
            throws Exception {
        Version first = new Version();
        Plugged one = patchbay.plugIn(version("1.0.0", first, path));
        eventually("the door opens", () -> Doors.isOpen(path));
        URI base = Doors.base(path);
        SocketPage socket = SocketPage.call(base, "");
        RtcPage packets = RtcPage.call(base);
        socket.next("ready");
        packets.next("ready");
        assertEquals(2, users(patchbay, "1.0.0"));

        Plugged two = one.replace(version("2.0.0", new Version(), path));
        eventually(
                "new calls come to the new version",
                () -> {
                    SocketPage late = calling(base);
                    boolean there = users(patchbay, "2.0.0") > 0;
                    late.vanishQuietly();
                    return there;
                });
        assertEquals(base, Doors.base(path), "at the same address");
        assertFalse(socket.isGone(SHORT));
        assertFalse(packets.isGone(SHORT));
        assertEquals(2, users(patchbay, "1.0.0"));

        // the address of a call that is up is its version's still
        String call =
                packets.answer.get(60, TimeUnit.SECONDS).headers().first("location").orElse("");
        assertEquals(
                204,
                Doors.send(
                                HttpRequest.builder("DELETE", base.resolve(call))
                                        .header("authorization", "Bearer " + packets.credential)
                                        .build())
                        .status());
        packets.end();
        socket.hangUp();
        eventually("nobody is left on the old one", () -> users(patchbay, "1.0.0") == 0);
        assertTrue(patchbay.plugs().stream().noneMatch(plug -> plug.version().isEmpty()));
        WeakReference<ClassLoader> loader = new WeakReference<>(first);
        first.close();
        two.remove();
        return loader;
    }

    private static SocketPage calling(URI base) {
        try {
            SocketPage page = SocketPage.call(base, "");
            // one that comes while the doors change is refused with 503, and calls again
            eventually(
                    "the call is answered or refused",
                    () ->
                            page.closed.isDone()
                                    || page.events.stream()
                                            .anyMatch(
                                                    event ->
                                                            event.path("type")
                                                                    .asString()
                                                                    .equals("ready")));
            return page;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
