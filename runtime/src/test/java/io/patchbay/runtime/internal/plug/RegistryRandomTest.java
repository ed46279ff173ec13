package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.work.Loops;
import io.patchbay.runtime.internal.work.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads plug in, replace, remove, share, look up and use, all at once. */
@Timeout(180)
class RegistryRandomTest {

    private static final int THREADS = 6;
    private static final int STEPS = 400;
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final Workers workers = new Workers(Workers.DEFAULT_LIMIT);
    private final Loops loops = new Loops();
    private final PlugRegistry registry =
            new PlugRegistry(workers, loops, Duration.ofMillis(20), null);
    private final Queue<Made> made = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> ends = new ConcurrentLinkedQueue<>();

    /** A plug that knows what was made of it. */
    private final class Source implements ToolSource {
        private final String name;
        volatile PlugContext lent;

        Source(String name, PlugContext none) {
            this.name = name;
            lent = none;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            lent = context;
            Made instance = new Made(name);
            made.add(instance);
            return instance;
        }
    }

    private static final class Made implements ToolSource.Tools {
        private final FunctionTool tool;
        private final AtomicInteger closed = new AtomicInteger();

        Made(String name) {
            tool =
                    FunctionTool.builder(name)
                            .build((arguments, context) -> closed.get() == 0 ? "open" : "closed");
        }

        @Override
        public List<Object> tools() {
            return List.of(tool);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        boolean isClosed() {
            return closed.get() > 0;
        }
    }

    private void step(SplittableRandom random, List<Source> own) {
        int kind = random.nextInt(12);
        if (own.isEmpty() || kind < 2) {
            Source fresh = new Source(NAMES.get(random.nextInt(NAMES.size())), NOBODY);
            registry.add(PlugType.TOOL, fresh, offer(random));
            own.add(fresh);
            return;
        }
        Source one = own.get(random.nextInt(own.size()));
        if (kind < 4) {
            own.remove(one);
            ends.add(registry.remove(PlugType.TOOL, one).toCompletableFuture());
        } else if (kind < 6) {
            ends.add(registry.replace(PlugType.TOOL, one, offer(random)).toCompletableFuture());
        } else if (kind == 6) {
            registry.share(PlugType.TOOL, one, random.nextBoolean() ? 1 : 0.5);
        } else if (kind == 7) {
            one.lent.changed();
        } else if (kind == 8) {
            look();
        } else {
            use(random);
        }
    }

    private static final PlugContext NOBODY =
            new PlugContext() {
                @Override
                public String name() {
                    return "";
                }

                @Override
                public java.util.concurrent.Executor workers() {
                    return Runnable::run;
                }
            };

    private static Offer offer(SplittableRandom random) {
        return new Offer(
                "b" + random.nextInt(2),
                random.nextInt(3) + "." + random.nextInt(3),
                random.nextInt(3) == 0 ? random.nextInt() : 0,
                random.nextInt(3) == 0 ? 0.5 : 1,
                Settings.of(Map.of("size", random.nextInt(3))));
    }

    private void look() {
        for (PlugInfo plug : registry.plugs()) {
            if (plug.users() < 0 || plug.state() == PlugInfo.State.LEAKED) {
                wrong.add(plug.toString());
            }
        }
        registry.view("s").names(PlugKind.TOOL);
    }

    /** Whoever has a lease that was not taken away has a plug that is open. */
    private void use(SplittableRandom random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        Lease<FunctionTool> lease = registry.view("s" + random.nextInt(10)).tool(name).orElse(null);
        if (lease == null) {
            return;
        }
        AtomicInteger revoked = new AtomicInteger();
        FunctionTool tool = lease.plug();
        lease.onRevoked(revoked::incrementAndGet);
        for (int i = random.nextInt(200); i > 0; i--) {
            Thread.yield();
            boolean closed = made.stream().anyMatch(one -> one.tool == tool && one.isClosed());
            if (closed && revoked.get() == 0) {
                wrong.add(name + " was closed under a user who was not told");
            }
        }
        if (random.nextBoolean()) {
            lease.release();
        }
        lease.release();
        if (revoked.get() > 1) {
            wrong.add(name + " was taken away twice");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothing_is_left_and_nothing_is_closed_twice_or_under_its_users(long seed)
            throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<List<Source>> owned = new ArrayList<>();
        AtomicInteger heard = new AtomicInteger();
        registry.listen(kind -> heard.incrementAndGet());
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + i);
            List<Source> own = new ArrayList<>();
            owned.add(own);
            threads.add(
                    new Thread(
                            () -> {
                                try {
                                    for (int j = 0; j < STEPS; j++) {
                                        step(random, own);
                                    }
                                } catch (Throwable e) {
                                    wrong.add(e.toString());
                                }
                            },
                            "changes-" + i));
        }
        threads.forEach(Thread::start);
        threads.forEach(Waits::join);
        assertEquals(List.of(), List.copyOf(wrong));
        assertEquals(
                owned.stream().mapToInt(List::size).sum(),
                (int)
                        registry.plugs().stream()
                                .filter(plug -> plug.state() == PlugInfo.State.ACTIVE)
                                .count(),
                "each plug is in or out");
        assertTrue(heard.get() > 0);
        owned.forEach(
                own ->
                        own.forEach(
                                source ->
                                        ends.add(
                                                registry.remove(PlugType.TOOL, source)
                                                        .toCompletableFuture())));
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        assertEquals(List.of(), registry.plugs());
        for (Made one : made) {
            assertEquals(1, one.closed.get());
        }
        assertTrue(workers.close(Duration.ofSeconds(60)), "a worker is at it still");
        loops.close();
    }
}
