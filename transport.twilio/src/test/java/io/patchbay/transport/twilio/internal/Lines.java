package io.patchbay.transport.twilio.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import io.patchbay.net.http.HttpDoors;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** Doors of tests: settings for another one each time, and signatures of the carrier. */
final class Lines {

    static final String TOKEN = "a-token-of-the-tests-0123456789";
    static final Duration SHORT = Duration.ofMillis(300);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Lines() {}

    /** A door of its own, with more settings in turn. */
    static Settings settings(String... more) {
        return Settings.of(values(more));
    }

    static Map<String, String> values(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put("port", "0");
        values.put("path", "/line-" + COUNT.incrementAndGet());
        values.put(".auth-token", TOKEN);
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return values;
    }

    /** Where a door that is open, or was a moment ago, takes requests. */
    static URI base(Settings settings) {
        return base(settings.text("path", ""));
    }

    static URI base(String path) {
        return HttpDoors.listening().stream()
                .filter(open -> open.uri().getPath().equals(path + "/"))
                .findFirst()
                .map(open -> URI.create(open.uri().toString().replaceAll("/$", "")))
                .orElse(URI.create("http://127.0.0.1:9" + path));
    }

    static boolean isOpen(String path) {
        return base(path).getPort() != 9;
    }

    /** The stream of a door. */
    static URI stream(URI base) {
        return URI.create(base.toString().replaceFirst("^http", "ws") + "/stream");
    }

    static String signature(String url, Map<String, SortedSet<String>> form) {
        return Signature.of(Secret.of(TOKEN), url, form);
    }

    static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            Assertions.assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(500_000);
        }
    }
}
