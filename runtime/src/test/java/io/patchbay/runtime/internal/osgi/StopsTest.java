package io.patchbay.runtime.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** How long a container's thread waits when bundles stop. */
class StopsTest {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Map<Long, Integer> states = new HashMap<>();
    private final Map<String, String> properties =
            new HashMap<>(Map.of("ds.lock.timeout.milliseconds", "20000"));
    private final Set<Object> gone = new HashSet<>();
    private long now = Long.MAX_VALUE - 5;

    private Bundle bundle(long id) {
        states.putIfAbsent(id, Bundle.ACTIVE);
        return proxy(
                Bundle.class,
                (method, argument) ->
                        switch (method) {
                            case "getBundleId" -> id;
                            case "getState" -> states.get(id);
                            default -> null;
                        });
    }

    private Stops stops() {
        Bundle container = bundle(0);
        BundleContext context =
                proxy(
                        BundleContext.class,
                        (method, argument) ->
                                switch (method) {
                                    case "getBundle" -> gone.contains(argument) ? null : container;
                                    case "getProperty" -> properties.get(String.valueOf(argument));
                                    default -> null;
                                });
        return new Stops(context, () -> now, DRAIN);
    }

    interface Answer {
        @Nullable Object to(String method, @Nullable Object argument);
    }

    static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) ->
                                answer.to(
                                        method.getName(),
                                        arguments == null ? null : arguments[0])));
    }

    @Test
    void all_services_of_a_bundle_that_stops_have_one_deadline() {
        Stops stops = stops();
        Bundle one = bundle(7);
        states.put(7L, Bundle.STOPPING);
        assertEquals(DRAIN, stops.left(one));
        now += Duration.ofSeconds(4).toNanos();
        assertEquals(Duration.ofSeconds(6), stops.left(one));
        now += Duration.ofSeconds(9).toNanos();
        assertEquals(Duration.ZERO, stops.left(one));
        assertEquals(DRAIN, stops.left(bundle(8)), "another bundle has its own");
    }

    @Test
    void a_bundle_that_started_again_has_all_its_time() {
        Stops stops = stops();
        Bundle one = bundle(7);
        states.put(7L, Bundle.STOPPING);
        stops.left(one);
        now += DRAIN.toNanos();
        states.put(7L, Bundle.ACTIVE);
        stops.started(one);
        states.put(7L, Bundle.STOPPING);
        assertEquals(DRAIN, stops.left(one));
    }

    @Test
    void nothing_is_kept_of_a_bundle_that_was_uninstalled() {
        Stops stops = stops();
        Bundle one = bundle(7);
        states.put(7L, Bundle.STOPPING);
        stops.left(one);
        now += DRAIN.toNanos();
        gone.add(7L);
        stops.started(bundle(8));
        assertEquals(DRAIN, stops.left(one), "as one that was never seen");
    }

    @Test
    void services_that_go_from_a_running_bundle_have_each_their_own() {
        Stops stops = stops();
        Bundle one = bundle(7);
        stops.left(one);
        now += DRAIN.toNanos();
        assertEquals(DRAIN, stops.left(one));
    }

    @Test
    void all_bundles_have_one_deadline_when_the_container_stops() {
        Stops stops = stops();
        states.put(0L, Bundle.STOPPING);
        states.put(7L, Bundle.STOPPING);
        stops.left(bundle(7));
        now += Duration.ofSeconds(4).toNanos();
        assertEquals(Duration.ofSeconds(6), stops.left(bundle(8)));
        assertEquals(Duration.ofSeconds(6), stops.left(null));
    }

    @Test
    void the_wait_ends_before_the_container_gives_up() {
        properties.put("ds.lock.timeout.milliseconds", "7000");
        assertEquals(Duration.ofSeconds(5), stops().left(bundle(7)));
        properties.put("ds.stop.timeout.milliseconds", "6000");
        Duration left = stops().left(bundle(7));
        assertEquals(Duration.ofSeconds(4), left);
        assertEquals(Duration.ofSeconds(5), Stops.patience(left));
        properties.put("ds.lock.timeout.milliseconds", "10");
        assertEquals(Duration.ZERO, stops().left(bundle(7)));
    }

    @Test
    void limits_that_nobody_set_or_that_are_none_are_those_of_declarative_services() {
        properties.clear();
        assertEquals(Duration.ofSeconds(3), stops().left(bundle(7)));
        properties.put("ds.lock.timeout.milliseconds", "long");
        assertEquals(Duration.ofSeconds(3), stops().left(bundle(7)));
    }
}
