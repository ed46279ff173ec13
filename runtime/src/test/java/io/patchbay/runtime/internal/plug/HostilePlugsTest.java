package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugs that do everything wrong hurt themselves alone. */
class HostilePlugsTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final PlugRegistry registry =
            new PlugRegistry(Runnable::run, () -> loop, Duration.ofSeconds(10));

    /** What a plug may throw; an exception's own methods are its code, too. */
    static Stream<Supplier<Throwable>> failures() {
        return Stream.of(
                () -> new IllegalStateException("a test's own failure"),
                () -> new NoClassDefFoundError("com/acme/Gone"),
                () -> new StackOverflowError(),
                () -> new AssertionError("no such lamp"),
                () ->
                        new RuntimeException() {
                            private static final long serialVersionUID = 1;

                            @Override
                            public String getMessage() {
                                throw new IllegalStateException("asked for a message");
                            }

                            @Override
                            public String toString() {
                                throw new IllegalStateException("asked for text");
                            }
                        });
    }

    private static <T> T fail(Supplier<Throwable> failure) {
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    private static final class Rude implements ToolSource {
        private final String where;
        private final Supplier<Throwable> failure;

        Rude(String where, Supplier<Throwable> failure) {
            this.where = where;
            this.failure = failure;
        }

        private <T> T unless(String here, T value) {
            return here.equals(where) ? fail(failure) : value;
        }

        @Override
        public String name() {
            return unless("name", "rude");
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            unless("create", "");
            return new Tools() {
                @Override
                public List<Object> tools() {
                    return unless(
                            "tools", List.of(FunctionTool.builder("rude").build((a, c) -> "")));
                }

                @Override
                public void close() {
                    unless("close", "");
                }
            };
        }

        @Override
        public boolean equals(Object other) {
            return fail(failure);
        }

        @Override
        public int hashCode() {
            return HostilePlugsTest.<Integer>fail(failure);
        }

        @Override
        public String toString() {
            return fail(failure);
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatever_a_plug_throws_it_is_refused_or_goes_like_any_other(Supplier<Throwable> failure) {
        ToolSource good = good("good");
        registry.add(PlugType.TOOL, good, Offer.plain(Settings.EMPTY));
        for (String where : List.of("name", "create", "tools")) {
            Rude rude = new Rude(where, failure);
            assertThrows(
                    Throwable.class,
                    () -> registry.add(PlugType.TOOL, rude, Offer.plain(Settings.EMPTY)),
                    where);
            assertEquals(1, registry.plugs().size(), where);
        }
        Rude rude = new Rude("close", failure);
        registry.add(PlugType.TOOL, rude, Offer.plain(Settings.EMPTY));
        var held = registry.view("s").tool("rude").orElseThrow();
        var gone = registry.remove(PlugType.TOOL, rude).toCompletableFuture();
        loop.advance(Duration.ofSeconds(10));
        assertTrue(gone.isDone());
        held.release();
        assertEquals(List.of("good"), registry.plugs().stream().map(PlugInfo::name).toList());
        assertTrue(registry.view("s").tool("good").isPresent());
        assertEquals(1, registry.plugs().get(0).users());
    }

    private static ToolSource good(String name) {
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

    private String refused(String name, ToolSource.Tools made) {
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        return made;
                    }
                };
        RuntimeException e =
                assertThrows(
                        RuntimeException.class,
                        () -> registry.add(PlugType.TOOL, source, Offer.plain(Settings.EMPTY)));
        assertEquals(List.of(), registry.plugs());
        return String.valueOf(e.getMessage());
    }

    @Test
    @SuppressWarnings("NullAway") // what a plug without null checks may give
    void nothing_in_place_of_something_is_refused_with_words() {
        assertTrue(refused(null, List::of).contains("a plug without a name"));
        assertTrue(refused("  ", List::of).contains("a plug without a name"));
        assertTrue(refused("x", null).contains("create returned null"));
        assertNotNull(refused("x", () -> null));
        assertNotNull(refused("x", () -> Arrays.asList((Object) null)));
        assertTrue(refused("x", () -> List.of("no tool")).contains("String"));
    }

    @Test
    @SuppressWarnings("NullAway") // what a plug without null checks may give
    void a_guardrail_without_a_name_is_refused() {
        OutputGuardrail nameless =
                (OutputGuardrail)
                        java.lang.reflect.Proxy.newProxyInstance(
                                OutputGuardrail.class.getClassLoader(),
                                new Class<?>[] {OutputGuardrail.class},
                                (self, method, arguments) -> null);
        GuardrailSource source =
                new GuardrailSource() {
                    @Override
                    public String name() {
                        return "x";
                    }

                    @Override
                    public Guardrails create(Settings settings, PlugContext context) {
                        return new Guardrails() {
                            @Override
                            public List<OutputGuardrail> output() {
                                return List.of(nameless);
                            }

                            @Override
                            public List<InputGuardrail> input() {
                                return List.of();
                            }
                        };
                    }
                };
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                registry.add(
                                        PlugType.GUARDRAIL, source, Offer.plain(Settings.EMPTY)));
        assertTrue(String.valueOf(e.getMessage()).contains("is a guardrail without a name"));
    }

    @Test
    void absurd_versions_have_an_order_and_absurd_shares_have_none() {
        List<String> versions =
                List.of(
                        "-",
                        "",
                        "…",
                        "x".repeat(10_000),
                        "9".repeat(40),
                        "1..2",
                        "-1",
                        "1.2.3.4.5");
        for (String version : versions) {
            registry.add(
                    PlugType.TOOL,
                    good("same"),
                    new Offer("b", version, Integer.MAX_VALUE, 1, Settings.EMPTY));
            registry.add(
                    PlugType.TOOL,
                    good("same"),
                    new Offer("b", version, Integer.MIN_VALUE, 1, Settings.EMPTY));
        }
        assertEquals(2 * versions.size(), registry.plugs().size());
        assertEquals("-", registry.plugs().get(registry.plugs().size() - 1).version());
        for (double share : new double[] {Double.NaN, 0, -0.0, -1, 1.0000001, 1 / 0.0}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Offer.of("b", "1", 0, Map.of("share", share)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Offer.of("b", "1", 0, Map.of("share", String.valueOf(share))));
        }
        registry.close();
        assertEquals(List.of(), registry.plugs());
    }

    @Test
    void a_service_that_is_taken_out_while_it_is_made_is_out_at_the_end() {
        ToolSource[] self = new ToolSource[1];
        self[0] =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "brief";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        registry.remove(PlugType.TOOL, self[0]);
                        registry.close();
                        return () -> List.of();
                    }
                };
        assertThrows(
                IllegalStateException.class,
                () -> registry.add(PlugType.TOOL, self[0], Offer.plain(Settings.EMPTY)));
        assertEquals(List.of(), registry.plugs());
    }
}
