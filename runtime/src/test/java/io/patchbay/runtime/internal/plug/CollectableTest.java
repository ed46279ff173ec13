package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.tool.ToolCalls;
import io.patchbay.runtime.internal.work.Workers;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A plug that was used and taken out leaves nothing behind that holds its class loader. */
class CollectableTest {

    /** A source as a bundle has it: types of its own in schema, arguments, result and failure. */
    public static final class Source implements ToolSource {

        enum Size {
            SMALL,
            LARGE
        }

        record Order(String what, Size size, Optional<Integer> count) {}

        record Bill(Order order, double sum) {}

        static final class SoldOut extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        /** Methods as tools. */
        public static final class Shop {

            @Tool("Orders.")
            public Bill order(Order order, ToolContext context) {
                context.cancellation().onCancelled(() -> throwSoldOut());
                return new Bill(order, 1.5);
            }

            @Tool("Fails.")
            public Bill fail() {
                throw new SoldOut();
            }

            private static void throwSoldOut() {
                throw new SoldOut();
            }
        }

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            return () -> List.of(new Shop());
        }
    }

    /** Defines the source and its types anew, as the loader of a bundle does. */
    private static final class BundleLoader extends ClassLoader {

        BundleLoader() {
            super(CollectableTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Source.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static final History NOTHING =
            new History() {
                @Override
                public List<Item> items() {
                    return List.of();
                }

                @Override
                public Optional<Item> item(String id) {
                    return Optional.empty();
                }

                @Override
                public Optional<Item.FunctionCallOutput> output(String callId) {
                    return Optional.empty();
                }
            };

    private final VirtualLoop loop = new VirtualLoop();
    private final List<ToolExecutor.Outcome> outcomes = new ArrayList<>();

    @Test
    void the_class_loader_of_a_plug_can_go_after_its_tools_were_called() throws Exception {
        try (Workers workers = new Workers(8)) {
            PlugRegistry registry = new PlugRegistry(workers, () -> loop, Duration.ofSeconds(10));
            WeakReference<ClassLoader> loader = use(registry, workers);
            assertEquals(
                    List.of(ToolOutcome.RESULT, ToolOutcome.BAD_ARGUMENTS, ToolOutcome.FAILED),
                    outcomes.stream().map(ToolExecutor.Outcome::kind).toList());
            assertEquals(
                    "{\"order\":{\"what\":\"tea\",\"size\":\"LARGE\",\"count\":2},\"sum\":1.5}",
                    outcomes.get(0).output());
            for (int i = 0; i < 100 && loader.get() != null; i++) {
                System.gc();
                Thread.yield();
            }
            assertNull(loader.get(), "something of the plug is held");
        }
    }

    private WeakReference<ClassLoader> use(PlugRegistry registry, Workers workers)
            throws Exception {
        ClassLoader loader = new BundleLoader();
        ToolSource source =
                (ToolSource)
                        loader.loadClass(Source.class.getName())
                                .getDeclaredConstructor()
                                .newInstance();
        assertNotSame(Source.class, source.getClass());
        registry.add(PlugType.TOOL, source, Offer.plain(Settings.EMPTY));
        ToolCalls calls = new ToolCalls(workers);
        call(
                registry,
                calls,
                "order",
                "{\"order\":{\"what\":\"tea\",\"size\":\"LARGE\",\"count\":2}}");
        call(registry, calls, "order", "{\"order\":{\"what\":\"tea\",\"size\":\"HUGE\"}}");
        call(registry, calls, "fail", "{}");
        registry.remove(PlugType.TOOL, source).toCompletableFuture().get(10, TimeUnit.SECONDS);
        return new WeakReference<>(loader);
    }

    private void call(PlugRegistry registry, ToolCalls calls, String name, String arguments) {
        Lease<FunctionTool> lease = registry.view("s1").tool(name).orElseThrow();
        int before = outcomes.size();
        loop.call(
                () ->
                        calls.start(
                                new ToolExecutor.Call(
                                        lease.plug(), arguments, "s1", "c1", "a", NOTHING, null),
                                loop,
                                outcomes::add));
        loop.runUntil(() -> outcomes.size() > before, Duration.ofSeconds(10));
        lease.release();
    }
}
