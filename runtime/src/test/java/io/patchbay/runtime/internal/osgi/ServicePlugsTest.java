package io.patchbay.runtime.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.work.Loops;
import io.patchbay.tck.VirtualLoop;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** Services that change or go while the plug is still being made. */
@Timeout(30)
class ServicePlugsTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final PlugRegistry registry =
            new PlugRegistry(Runnable::run, () -> loop, Duration.ofSeconds(10));
    private final Loops loops = new Loops();
    private final List<String> log = new ArrayList<>();

    /** What happens in the middle of each making. */
    private final Queue<Runnable> meanwhile = new ArrayDeque<>();

    private final ServicePlugs plugs =
            new ServicePlugs(
                    framework(BundleContext.class, Map.of()), registry, loops, Runnable::run);

    private final ToolSource source =
            new ToolSource() {
                @Override
                public String name() {
                    return "slow";
                }

                @Override
                public Tools create(Settings settings, PlugContext context) {
                    String size = settings.text("size", "none");
                    log.add("made " + size);
                    Runnable now = meanwhile.poll();
                    if (now != null) {
                        now.run();
                    }
                    return new Tools() {
                        @Override
                        public List<Object> tools() {
                            return List.of();
                        }

                        @Override
                        public void close() {
                            log.add("closed " + size);
                        }
                    };
                }
            };

    /** Of the framework's types only properties are asked for here; all else is absent. */
    private static <T> T framework(Class<T> type, Map<String, Object> properties) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "getPropertyKeys" ->
                                            properties.keySet().toArray(String[]::new);
                                    case "getProperty" -> properties.get(arguments[0]);
                                    default -> null;
                                }));
    }

    @SuppressWarnings("unchecked") // a proxy has no type parameter
    private static ServiceReference<ToolSource> of(int size) {
        return framework(ServiceReference.class, Map.of("size", size));
    }

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void a_service_that_goes_while_its_plug_is_made_leaves_no_plug() {
        meanwhile.add(() -> plugs.unbind(PlugType.TOOL, source));
        plugs.bind(PlugType.TOOL, source, of(1));
        assertEquals(List.of("made 1", "closed 1"), log);
        assertEquals(List.of(), registry.plugs());
    }

    @Test
    void a_service_comes_again_after_it_went() {
        for (int round = 1; round <= 2; round++) {
            plugs.bind(PlugType.TOOL, source, of(round));
            assertEquals(1, registry.plugs().size());
            plugs.unbind(PlugType.TOOL, source);
            assertTrue(registry.plugs().isEmpty());
        }
        assertEquals(List.of("made 1", "closed 1", "made 2", "closed 2"), log);
    }

    @Test
    void a_change_on_another_thread_while_the_plug_is_made_leaves_one_plug_with_the_change()
            throws Exception {
        List<Thread> changes = new ArrayList<>();
        meanwhile.add(
                () -> {
                    Thread change =
                            new Thread(() -> plugs.bind(PlugType.TOOL, source, of(2)), "change");
                    change.start();
                    changes.add(change);
                    // it has got to where it waits for this making to end, or through
                    while (change.getState() == Thread.State.NEW
                            || change.getState() == Thread.State.RUNNABLE) {
                        Thread.yield();
                    }
                });
        plugs.bind(PlugType.TOOL, source, of(1));
        for (Thread change : changes) {
            change.join();
        }
        assertEquals(List.of("made 1", "made 2", "closed 1"), log);
        assertEquals(1, registry.plugs().size());
    }

    @Test
    void a_plug_that_throws_an_error_is_refused_with_the_reason() {
        meanwhile.add(
                () -> {
                    throw new AssertionError("no such lamp");
                });
        plugs.bind(PlugType.TOOL, source, of(1));
        assertEquals(List.of(), registry.plugs());
        assertEquals(1, plugs.refusals().size());
        assertTrue(plugs.refusals().get(0).reason().contains("no such lamp"));
    }

    @Test
    void a_plug_comes_in_while_all_workers_are_busy() {
        ServicePlugs busy =
                new ServicePlugs(
                        framework(BundleContext.class, Map.of()),
                        registry,
                        loops,
                        task -> {
                            throw new RejectedExecutionException("all workers are busy");
                        });
        busy.bind(PlugType.TOOL, source, of(1));
        assertEquals(1, registry.plugs().size());
        assertEquals(List.of("made 1"), log);
    }

    private ToolSource named(String name) {
        return new ToolSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                return () -> List.of(FunctionTool.builder(name).build((a, c) -> ""));
            }
        };
    }

    @Test
    @SuppressWarnings("unchecked") // a proxy has no type parameter
    void the_users_of_all_services_of_a_stopping_bundle_have_one_time_to_end() throws Exception {
        AtomicInteger state = new AtomicInteger(Bundle.ACTIVE);
        Bundle bundle =
                StopsTest.proxy(
                        Bundle.class,
                        (method, argument) ->
                                switch (method) {
                                    case "getBundleId" -> 7L;
                                    case "getState" -> state.get();
                                    case "getSymbolicName" -> "b";
                                    case "getVersion" -> Version.emptyVersion;
                                    default -> null;
                                });
        ServiceReference<ToolSource> reference =
                StopsTest.proxy(
                        ServiceReference.class,
                        (method, argument) ->
                                switch (method) {
                                    case "getPropertyKeys" -> new String[0];
                                    case "getBundle" -> bundle;
                                    default -> null;
                                });
        List<ToolSource> sources = List.of(named("one"), named("two"), named("three"));
        List<Lease<FunctionTool>> leases = new ArrayList<>();
        for (ToolSource one : sources) {
            plugs.bind(PlugType.TOOL, one, reference);
            leases.add(registry.view("s").tool(one.name()).orElseThrow());
        }
        state.set(Bundle.STOPPING);
        Thread stop =
                new Thread(() -> sources.forEach(one -> plugs.unbind(PlugType.TOOL, one)), "stop");
        stop.start();
        while (!states().equals(List.of(State.DRAINING, State.DRAINING, State.DRAINING))) {
            Thread.onSpinWait();
        }
        loop.advance(Duration.ofSeconds(3)); // what Declarative Services leave
        stop.join();
        assertEquals(List.of(), registry.plugs());
        assertEquals(3, loop.elapsed().toSeconds(), "not three times as long");
        leases.forEach(Lease::release);
    }

    private List<State> states() {
        return registry.plugs().stream().map(PlugInfo::state).toList();
    }

    @Test
    void a_plug_that_unregisters_itself_while_it_is_made_does_not_wait_for_itself() {
        meanwhile.add(() -> plugs.unbind(PlugType.TOOL, source));
        plugs.bind(PlugType.TOOL, source, of(1));
        plugs.unbind(PlugType.TOOL, source);
        assertEquals(List.of(), registry.plugs());
    }
}
