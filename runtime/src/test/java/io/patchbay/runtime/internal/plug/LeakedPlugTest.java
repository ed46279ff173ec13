package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Code of a plug that runs on after its end. */
class LeakedPlugTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final PlugRegistry registry =
            new PlugRegistry(Runnable::run, () -> loop, Duration.ofSeconds(10));

    private final io.patchbay.api.tool.ToolSource source =
            new io.patchbay.api.tool.ToolSource() {
                @Override
                public String name() {
                    return "stuck";
                }

                @Override
                public Tools create(Settings settings, io.patchbay.api.plug.PlugContext context) {
                    return () -> List.of(FunctionTool.builder("hang").build((a, c) -> ""));
                }
            };

    private Runnable insideWhileItEnds() {
        registry.add(PlugType.TOOL, source, Offer.plain(Settings.EMPTY));
        Lease<FunctionTool> lease = registry.view("s1").tool("hang").orElseThrow();
        Runnable leave = lease.enter();
        lease.onRevoked(lease::release);
        registry.remove(PlugType.TOOL, source);
        loop.advance(Duration.ofSeconds(10));
        assertEquals(List.of(), registry.plugs());
        return leave;
    }

    @Test
    void it_is_shown_until_its_code_has_come_back() {
        Runnable leave = insideWhileItEnds();
        loop.advance(Duration.ofSeconds(5));
        assertEquals(State.LEAKED, registry.plugs().get(0).state());
        leave.run();
        assertEquals(List.of(), registry.plugs());
    }

    @Test
    void code_that_comes_back_soon_is_not_shown() {
        Runnable leave = insideWhileItEnds();
        leave.run();
        loop.advance(Duration.ofSeconds(5));
        assertEquals(List.of(), registry.plugs());
        assertEquals(0, loop.timers());
    }

    @Test
    void a_close_that_hangs_is_shown_and_keeps_nobody_waiting() {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> closing = new CopyOnWriteArrayList<>();
        PlugRegistry threads =
                new PlugRegistry(
                        task -> {
                            Thread thread = new Thread(task, "closing");
                            closing.add(thread);
                            thread.start();
                        },
                        () -> loop,
                        Duration.ofSeconds(10));
        CountDownLatch inside = new CountDownLatch(1);
        io.patchbay.api.tool.ToolSource slow =
                new io.patchbay.api.tool.ToolSource() {
                    @Override
                    public String name() {
                        return "slow";
                    }

                    @Override
                    public Tools create(
                            Settings settings, io.patchbay.api.plug.PlugContext context) {
                        return new Tools() {
                            @Override
                            public List<Object> tools() {
                                return List.of();
                            }

                            @Override
                            public void close() {
                                inside.countDown();
                                assertTrue(Waits.reached(end));
                            }
                        };
                    }
                };
        threads.add(PlugType.TOOL, slow, Offer.plain(Settings.EMPTY));
        var gone = threads.remove(PlugType.TOOL, slow).toCompletableFuture();
        assertTrue(Waits.reached(inside));
        assertEquals(State.REVOKED, threads.plugs().get(0).state());
        loop.advance(Duration.ofSeconds(5));
        assertEquals(State.LEAKED, threads.plugs().get(0).state());
        end.countDown();
        gone.join();
        closing.forEach(Waits::join);
        assertEquals(List.of(), threads.plugs());
    }

    @Test
    void its_stack_says_where_it_is() {
        Occupants plug = new Occupants();
        Runnable leave = plug.enter();
        assertTrue(plug.stacks().contains("its_stack_says_where_it_is"), plug.stacks());
        leave.run();
        assertEquals("", plug.stacks());
    }
}
