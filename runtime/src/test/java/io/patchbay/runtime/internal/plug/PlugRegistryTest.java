package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.AgentInfo;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionPlugs;
import io.patchbay.runtime.internal.session.SessionPlugs.Standing;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlugRegistryTest {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final VirtualLoop loop = new VirtualLoop();
    private final PlugRegistry registry = new PlugRegistry(Runnable::run, () -> loop, DRAIN);
    private final List<String> closed = new ArrayList<>();

    /** A source named after its version that offers the tool {@code time}. */
    private ToolSource clock(String version, String... more) {
        return new ToolSource() {
            @Override
            public String name() {
                return "clock";
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                List<Object> tools = new ArrayList<>();
                tools.add(tool("time", version));
                for (String name : more) {
                    tools.add(tool(name, version));
                }
                return new Tools() {
                    @Override
                    public List<Object> tools() {
                        return tools;
                    }

                    @Override
                    public void close() {
                        closed.add(version);
                    }
                };
            }
        };
    }

    private static FunctionTool tool(String name, String description) {
        return FunctionTool.builder(name)
                .description(description)
                .build((arguments, context) -> description);
    }

    private static Offer offer(String version, int ranking) {
        return new Offer("b", version, ranking, 1, Settings.EMPTY);
    }

    private ToolSource add(String version, String bundle, int ranking) {
        ToolSource source = clock(version);
        registry.add(PlugType.TOOL, source, new Offer(bundle, version, ranking, 1, Settings.EMPTY));
        return source;
    }

    private ToolSource add(String version, int ranking, String... more) {
        ToolSource source = clock(version, more);
        registry.add(PlugType.TOOL, source, offer(version, ranking));
        return source;
    }

    private @Nullable String time() {
        return time(registry.view("s1"));
    }

    private static @Nullable String time(SessionPlugs view) {
        Optional<Lease<FunctionTool>> lease = view.tool("time");
        try {
            return lease.map(tool -> tool.plug().definition().description()).orElse(null);
        } finally {
            lease.ifPresent(Lease::release);
        }
    }

    @Test
    void the_highest_ranking_wins_and_among_equals_the_oldest_until_it_goes() {
        ToolSource first = add("1", "a", 0);
        add("2", "b", 0);
        assertEquals("1", time());
        ToolSource third = add("3", "c", 5);
        assertEquals("3", time());
        registry.remove(PlugType.TOOL, third);
        assertEquals("1", time());
        registry.remove(PlugType.TOOL, first);
        assertEquals("2", time());
    }

    /** A source of agents, each of which says by whom it is offered. */
    private AgentSource house(String source, int ranking, String... names) {
        AgentSource house =
                new AgentSource() {
                    @Override
                    public String name() {
                        return source;
                    }

                    @Override
                    public Agents create(Settings settings, PlugContext context) {
                        List<RealtimeAgent> agents =
                                Arrays.stream(names)
                                        .map(
                                                name ->
                                                        RealtimeAgent.builder(name)
                                                                .handoffDescription("of " + source)
                                                                .build())
                                        .toList();
                        return () -> agents;
                    }
                };
        registry.add(PlugType.AGENT, house, new Offer(source, "1", ranking, 1, Settings.EMPTY));
        return house;
    }

    @Test
    void the_agents_are_the_best_of_each_name_and_those_to_begin_with_come_first() {
        assertEquals(List.of(), registry.agents());
        house("inn", 0, "porter", "cook");
        AgentSource hotel = house("hotel", 5, "guide", "porter");
        assertEquals(
                List.of(
                        new AgentInfo("guide", "hotel", "of hotel"),
                        new AgentInfo("porter", "hotel", "of hotel"),
                        new AgentInfo("cook", "inn", "of inn")),
                registry.agents());
        registry.remove(PlugType.AGENT, hotel);
        assertEquals(
                List.of(
                        new AgentInfo("porter", "inn", "of inn"),
                        new AgentInfo("cook", "inn", "of inn")),
                registry.agents());
    }

    @Test
    void a_newer_version_of_the_same_bundle_takes_over_at_once() {
        ToolSource first = add("1.9", "a", 0);
        add("9", "b", 0);
        ToolSource newer = add("1.10", "a", 0);
        assertEquals("1.10", time());
        add("1.8", "a", 0);
        assertEquals("1.10", time(), "older ones come after it");
        registry.remove(PlugType.TOOL, first);
        assertEquals("1.10", time(), "it has its family's place");
        registry.remove(PlugType.TOOL, newer);
        assertEquals("1.8", time());
        assertEquals(
                List.of("1.8", "9"), registry.plugs().stream().map(PlugInfo::version).toList());
    }

    @Test
    void a_newer_version_of_another_bundle_waits_for_its_turn() {
        ToolSource first = add("1", "a", 0);
        add("2", "b", 0);
        assertEquals("1", time());
        registry.remove(PlugType.TOOL, first);
        add("3", "a", 0);
        assertEquals("2", time(), "who comes back stands behind who was there");
    }

    @Test
    void a_share_of_the_new_sessions_has_the_plug_on_trial_and_the_others_do_not() {
        add("1", 0);
        SessionPlugs before = registry.view("s0");
        ToolSource trial = clock("2");
        registry.add(PlugType.TOOL, trial, new Offer("b", "2", 0, 0.25, Settings.EMPTY));
        List<SessionPlugs> after = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            after.add(registry.view("s" + i));
        }
        assertEquals("1", time(before), "a live session never moves to it");
        long moved = after.stream().filter(one -> "2".equals(time(one))).count();
        assertTrue(moved > 200 && moved < 300, moved + " of 1000");
        for (int i = 1; i <= 1000; i++) {
            assertEquals(time(after.get(i - 1)), time(registry.view("s" + i)), "stable by id");
        }
        Lease<FunctionTool> old = before.tool("time").orElseThrow();
        assertEquals(Standing.CURRENT, before.standing(old));

        registry.share(PlugType.TOOL, trial, 1);
        assertEquals("2", time(before), "all move");
        assertEquals(Standing.SUPERSEDED, before.standing(old));
        assertEquals(1000, after.stream().filter(one -> "2".equals(time(one))).count());

        registry.remove(PlugType.TOOL, trial);
        assertEquals(Standing.CURRENT, before.standing(old));
        assertEquals(1000, after.stream().filter(one -> "1".equals(time(one))).count());
        old.release();
    }

    @Test
    void a_plug_on_trial_is_nobody_elses_by_any_look_up() {
        registry.add(
                PlugType.TRANSPORT,
                new ScriptedTransportFactory(),
                new Offer("b", "2", 0, 1e-9, Settings.EMPTY));
        registry.add(
                PlugType.AGENT,
                agents(RealtimeAgent.builder("a").build()),
                new Offer("b", "2", 0, 1e-9, Settings.EMPTY));
        registry.add(PlugType.TOOL, clock("2"), new Offer("b", "2", 0, 1e-9, Settings.EMPTY));
        SessionPlugs view = registry.view("s1");
        assertTrue(view.transport("scripted").isEmpty());
        assertTrue(view.agent("a").isEmpty());
        assertTrue(view.tool("time").isEmpty());
        assertTrue(view.tool("clock/time").isEmpty());
        assertTrue(view.toolsOf("clock").isEmpty());
        for (PlugKind kind : PlugKind.values()) {
            assertEquals(List.of(), view.names(kind));
        }
    }

    @Test
    void taking_the_old_one_out_leaves_the_newcomer_of_the_same_name() {
        ToolSource old = add("1", 0);
        add("2", 0);
        registry.remove(PlugType.TOOL, old);
        registry.remove(PlugType.TOOL, old);
        assertEquals("2", time());
        assertEquals(List.of("1"), closed);
    }

    @Test
    void a_removed_plug_is_closed_when_its_last_user_is_done() {
        ToolSource source = add("1", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        Lease<FunctionTool> second = registry.view("s1").tool("time").orElseThrow();
        CompletableFuture<Void> gone = registry.remove(PlugType.TOOL, source).toCompletableFuture();
        assertTrue(registry.view("s1").tool("time").isEmpty());
        assertEquals(
                List.of(new PlugInfo(PlugKind.TOOL, "clock", "b", "1", 0, 1, State.DRAINING, 2)),
                registry.plugs());
        lease.release();
        lease.release();
        assertFalse(gone.isDone());
        assertEquals(List.of(), closed);
        second.release();
        assertTrue(gone.isDone());
        assertEquals(List.of("1"), closed);
        assertEquals(List.of(), registry.plugs());
        assertEquals(0, loop.timers());
    }

    @Test
    void who_waits_for_the_end_of_a_plug_finds_it_in_no_directory_then() {
        ToolSource source = add("1", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        List<PlugInfo> seen = new ArrayList<>();
        CompletableFuture<Void> told =
                registry.remove(PlugType.TOOL, source)
                        .thenRun(() -> seen.addAll(registry.plugs()))
                        .toCompletableFuture();
        lease.release();
        assertTrue(told.isDone());
        assertEquals(List.of(), seen);
    }

    @Test
    void a_removed_plug_is_cut_off_when_the_drain_time_is_over() {
        ToolSource source = add("1", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        CompletableFuture<Void> gone = registry.remove(PlugType.TOOL, source).toCompletableFuture();
        loop.advance(DRAIN.minusMillis(1));
        assertFalse(gone.isDone());
        loop.advance(Duration.ofMillis(1));
        assertTrue(gone.isDone());
        assertEquals(List.of("1"), closed);
        lease.release();
        assertEquals(List.of("1"), closed);
    }

    @Test
    void a_user_that_is_cut_off_is_told_before_the_plug_is_closed() {
        ToolSource source = add("1", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        lease.onRevoked(() -> closed.add("cut off before " + closed.size()));
        registry.remove(PlugType.TOOL, source);
        loop.advance(DRAIN.minusMillis(1));
        assertEquals(List.of(), closed);
        loop.advance(Duration.ofMillis(1));
        assertEquals(List.of("cut off before 0", "1"), closed);
    }

    @Test
    void a_user_that_is_done_in_time_is_told_nothing() {
        ToolSource source = add("1", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        lease.onRevoked(() -> closed.add("cut off"));
        registry.remove(PlugType.TOOL, source);
        lease.release();
        loop.advance(DRAIN);
        assertEquals(List.of("1"), closed);
    }

    @Test
    void a_user_of_a_plug_that_is_gone_is_told_at_once_and_once() {
        add("1", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        registry.close();
        lease.onRevoked(() -> closed.add("cut off"));
        assertEquals(List.of("1", "cut off"), closed);
        lease.release();
        assertThrows(IllegalStateException.class, () -> lease.onRevoked(closed::clear));
    }

    @Test
    void a_user_that_fails_when_cut_off_keeps_no_plug_from_closing() {
        ToolSource source = add("1", 0);
        registry.view("s1")
                .tool("time")
                .orElseThrow()
                .onRevoked(
                        () -> {
                            throw new IllegalStateException("a test's own failure");
                        });
        registry.remove(PlugType.TOOL, source);
        loop.advance(DRAIN);
        assertEquals(List.of("1"), closed);
    }

    @Test
    void a_service_with_another_ranking_goes_on_as_it_is() {
        ToolSource source = add("1", "a", 0);
        add("2", "b", 0);
        assertTrue(
                registry.replace(PlugType.TOOL, source, new Offer("a", "1", -1, 1, Settings.EMPTY))
                        .toCompletableFuture()
                        .isDone());
        assertEquals("2", time());
        registry.replace(PlugType.TOOL, source, new Offer("a", "1", 1, 0.5, Settings.EMPTY));
        assertEquals(List.of(), closed);
        assertEquals(0.5, registry.plugs().get(0).share());
    }

    @Test
    void a_service_with_new_settings_takes_its_own_place() {
        ToolSource source = add("1", "a", 0);
        add("2", "b", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        CompletableFuture<Void> gone =
                registry.replace(
                                PlugType.TOOL,
                                source,
                                new Offer("a", "1", 0, 1, Settings.of(Map.of("size", 9))))
                        .toCompletableFuture();
        assertEquals("1", time());
        assertFalse(gone.isDone());
        assertEquals(3, registry.plugs().size());
        lease.release();
        assertTrue(gone.isDone());
        assertEquals(2, registry.plugs().size());
    }

    @Test
    void settings_that_are_wrong_leave_what_was_there() {
        ToolSource picky =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "picky";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        int size = settings.integer("size", 1);
                        return () -> List.of(tool("time", "size " + size));
                    }
                };
        registry.add(PlugType.TOOL, picky, offer("1", 0));
        Offer wrong = new Offer("b", "1", 0, 1, Settings.of(Map.of("size", "big")));
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> registry.replace(PlugType.TOOL, picky, wrong));
        assertEquals("setting 'size' must be a whole number, not 'big'", refused.getMessage());
        assertEquals("size 1", time());
        registry.replace(
                PlugType.TOOL, picky, new Offer("b", "1", 0, 1, Settings.of(Map.of("size", 9))));
        assertEquals("size 9", time());
    }

    @Test
    void a_factory_is_lent_with_its_settings_context_and_version() {
        ScriptedTransportFactory factory = new ScriptedTransportFactory();
        registry.add(
                PlugType.TRANSPORT,
                factory,
                new Offer("b", "1.2.3", 0, 1, Settings.of(Map.of("port", 7))));
        Lease<TransportFactory> lease = registry.view("s1").transport("scripted").orElseThrow();
        assertSame(factory, lease.plug());
        assertEquals("1.2.3", lease.version());
        assertEquals(7, lease.settings().integer("port", 0));
        assertEquals("scripted", lease.context().name());
        lease.release();
        assertThrows(IllegalStateException.class, lease::plug);
        assertTrue(registry.view("s1").transport("webrtc").isEmpty());
    }

    @Test
    void the_names_of_a_kind_are_those_that_a_session_may_use() {
        add("1", 0, "date");
        add("2", 0);
        registry.add(PlugType.TRANSPORT, new ScriptedTransportFactory(), offer("1", 0));
        registry.add(
                PlugType.AGENT,
                agents(RealtimeAgent.builder("b").build(), RealtimeAgent.builder("a").build()),
                offer("1", 0));
        assertEquals(List.of("date", "time"), registry.view("s1").names(PlugKind.TOOL));
        assertEquals(List.of("scripted"), registry.view("s1").names(PlugKind.TRANSPORT));
        assertEquals(List.of("a", "b"), registry.view("s1").names(PlugKind.AGENT));
        assertEquals(List.of(), registry.view("s1").names(PlugKind.GUARDRAIL));
        assertEquals("a", registry.view("s1").agent("a").orElseThrow().plug().name());
    }

    private static AgentSource agents(RealtimeAgent... agents) {
        return new AgentSource() {
            @Override
            public String name() {
                return "team";
            }

            @Override
            public Agents create(Settings settings, PlugContext context) {
                return () -> List.of(agents);
            }
        };
    }

    @Test
    void a_source_with_two_parts_of_a_name_is_refused_and_closed() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> add("1", 0, "time"));
        assertEquals("two offers of the tool 'time' in one source", refused.getMessage());
        assertEquals(List.of("1"), closed);
        assertEquals(List.of(), registry.plugs());
    }

    @Test
    void whoever_listens_hears_of_each_change_after_it_happened() {
        List<String> heard = new ArrayList<>();
        Runnable end = registry.listen(kind -> heard.add(kind + " " + time()));
        ToolSource first = add("1", 0);
        add("2", 1);
        registry.remove(PlugType.TOOL, first);
        end.run();
        add("3", 2);
        assertEquals(List.of("TOOL 1", "TOOL 2", "TOOL 2"), heard);
    }

    @Test
    void a_source_that_says_it_changed_is_asked_again() {
        List<Object> offered = new ArrayList<>(List.of(tool("time", "1")));
        List<PlugContext> lent = new ArrayList<>();
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        lent.add(context);
                        context.changed(); // too early: it will be asked anyway
                        return () -> List.copyOf(offered);
                    }
                };
        registry.add(PlugType.TOOL, source, offer("1", 0));
        List<String> heard = new ArrayList<>();
        registry.listen(kind -> heard.add(kind + " " + time()));
        Lease<FunctionTool> before = registry.view("s1").tool("time").orElseThrow();

        offered.set(0, tool("time", "2"));
        lent.get(0).changed();

        assertEquals(List.of("TOOL 2"), heard);
        assertEquals("1", before.plug().definition().description(), "who has one keeps it");
        before.release();

        offered.add(tool("time", "a second of the name"));
        lent.get(0).changed();
        assertEquals("2", time(), "what cannot be offered leaves what was there");

        registry.remove(PlugType.TOOL, source);
        lent.get(0).changed();
        assertEquals(null, time(), "gone is gone");
    }

    @Test
    void a_change_while_the_source_is_read_for_the_first_time_is_not_lost() {
        List<Object> offered = new ArrayList<>(List.of(tool("time", "1")));
        Deque<Runnable> meanwhile = new ArrayDeque<>();
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        meanwhile.add(
                                () -> {
                                    offered.set(0, tool("time", "2"));
                                    context.changed();
                                });
                        return () -> {
                            List<Object> now = List.copyOf(offered);
                            Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
                            return now;
                        };
                    }
                };
        registry.add(PlugType.TOOL, source, offer("1", 0));
        assertEquals("2", time());
    }

    @Test
    void a_change_is_read_also_when_all_workers_are_busy() throws Exception {
        PlugRegistry busy =
                new PlugRegistry(
                        task -> {
                            throw new RejectedExecutionException("all workers are busy");
                        },
                        () -> loop,
                        DRAIN);
        List<Object> offered = new ArrayList<>(List.of(tool("time", "1")));
        List<PlugContext> lent = new ArrayList<>();
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        lent.add(context);
                        return () -> List.copyOf(offered);
                    }
                };
        busy.add(PlugType.TOOL, source, offer("1", 0));
        CountDownLatch told = new CountDownLatch(1);
        busy.listen(kind -> told.countDown());
        offered.set(0, tool("time", "2"));
        lent.get(0).changed();
        assertTrue(told.await(60, TimeUnit.SECONDS));
        assertEquals("2", time(busy.view("s1")));
    }

    @Test
    void the_least_ranking_there_is_stands_behind_all_others() {
        add("1", "a", Integer.MIN_VALUE);
        add("2", "b", 0);
        add("3", "c", Integer.MAX_VALUE);
        assertEquals(
                List.of("3", "2", "1"), registry.plugs().stream().map(PlugInfo::version).toList());
    }

    @Test
    void a_service_that_two_offer_anew_at_once_is_there_once() {
        Deque<Runnable> meanwhile = new ArrayDeque<>();
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
                        String size = settings.text("size", "none");
                        return () -> List.of(tool("time", size));
                    }
                };
        registry.add(PlugType.TOOL, source, offer("1", 0));
        // another thread is faster than this one, which has seen the first still
        meanwhile.add(() -> registry.replace(PlugType.TOOL, source, sized("9")));
        registry.replace(PlugType.TOOL, source, sized("5"));
        assertEquals(1, registry.plugs().size());
        assertEquals("5", time());
    }

    private static Offer sized(String size) {
        return new Offer("b", "1", 0, 1, Settings.of(Map.of("size", size)));
    }

    @Test
    void a_listener_may_change_what_it_hears_of() {
        ToolSource second = clock("2");
        List<String> heard = new ArrayList<>();
        registry.listen(
                kind -> {
                    if (heard.isEmpty()) {
                        heard.add("first");
                        registry.add(PlugType.TOOL, second, offer("2", 1));
                        registry.share(PlugType.TOOL, second, 0.5);
                        registry.remove(PlugType.TOOL, second);
                    }
                });
        registry.listen(kind -> heard.add(String.valueOf(time())));
        add("1", 0);
        assertEquals("1", heard.get(heard.size() - 1));
        assertEquals(List.of("2"), closed);
        assertEquals(1, registry.plugs().size());
    }

    @Test
    void of_two_readings_the_one_that_is_late_does_not_count() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        PlugRegistry busy = new PlugRegistry(tasks::add, () -> loop, DRAIN);
        List<Object> offered = new ArrayList<>(List.of(tool("time", "1")));
        Deque<Runnable> meanwhile = new ArrayDeque<>();
        List<PlugContext> lent = new ArrayList<>();
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        lent.add(context);
                        return () -> {
                            List<Object> now = List.copyOf(offered);
                            Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
                            return now;
                        };
                    }
                };
        busy.add(PlugType.TOOL, source, offer("1", 0));
        meanwhile.add(
                () -> {
                    offered.set(0, tool("time", "2"));
                    lent.get(0).changed();
                    tasks.forEach(Runnable::run); // as another worker would, while this one reads
                    tasks.clear();
                });
        lent.get(0).changed();
        tasks.remove().run();
        assertEquals("2", time(busy.view("s1")));
    }

    @Test
    void a_listener_or_plug_that_throws_hurts_nobody() {
        registry.listen(
                kind -> {
                    throw new IllegalStateException("a test's own failure");
                });
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "rude";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        return new Tools() {
                            @Override
                            public List<Object> tools() {
                                return List.of(tool("rude", ""));
                            }

                            @Override
                            public void close() {
                                throw new IllegalStateException("a test's own failure");
                            }
                        };
                    }
                };
        registry.add(PlugType.TOOL, source, offer("1", 0));
        assertTrue(registry.remove(PlugType.TOOL, source).toCompletableFuture().isDone());
    }

    @Test
    void a_closed_registry_closes_everything_under_its_users_and_takes_no_more() {
        add("1", 0);
        add("2", 0);
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        assertTrue(registry.close().toCompletableFuture().isDone());
        assertEquals(List.of("2", "1"), closed);
        lease.release();
        assertThrows(IllegalStateException.class, () -> add("3", 0));
        assertEquals(List.of("2", "1", "3"), closed);
        assertEquals(List.of(), registry.plugs());
    }

    @Test
    void nothing_of_a_removed_plug_is_held_not_even_by_a_released_lease() {
        WeakReference<ToolSource> source = new WeakReference<>(add("1", 0));
        Lease<FunctionTool> lease = registry.view("s1").tool("time").orElseThrow();
        remove(source);
        lease.release();
        for (int i = 0; i < 50 && source.get() != null; i++) {
            System.gc();
        }
        assertTrue(source.get() == null, "the plug is still reachable");
        assertThrows(IllegalStateException.class, lease::plug);
    }

    private void remove(WeakReference<ToolSource> source) {
        registry.remove(PlugType.TOOL, Objects.requireNonNull(source.get()));
    }
}
