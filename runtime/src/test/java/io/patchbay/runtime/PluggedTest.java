package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plugs that come and go on the class path, while the runtime runs. */
class PluggedTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final Patchbay patchbay =
            Patchbay.builder().loops(() -> loop).workers(Runnable::run).build();
    private final List<String> closed = new ArrayList<>();

    @AfterEach
    void close() {
        patchbay.close();
    }

    private ToolSource clock(String version) {
        return new ToolSource() {
            @Override
            public String name() {
                return "clock";
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                assertFalse(settings.names().contains("share"), "it is not the plug's");
                if (settings.integer("limit", 0) < 0) {
                    throw new IllegalArgumentException("setting 'limit' must not be negative");
                }
                return new Tools() {
                    @Override
                    public List<Object> tools() {
                        return List.of(FunctionTool.builder("time").build((a, c) -> version));
                    }

                    @Override
                    public void close() {
                        closed.add(version);
                    }
                };
            }
        };
    }

    private List<String> plugs() {
        return patchbay.plugs().stream().map(PlugInfo::version).toList();
    }

    @Test
    void a_newer_version_takes_the_first_place_at_once_and_gives_it_back() {
        Plugged old = patchbay.plugIn(PlugIn.tools(clock("1")).version("1.9"));
        Plugged next = patchbay.plugIn(PlugIn.tools(clock("2")).version("1.10"));
        assertEquals(List.of("1.10", "1.9"), plugs());
        assertTrue(next.remove().toCompletableFuture().isDone());
        assertEquals(List.of("1.9"), plugs());
        CompletionStage<Void> end = old.remove();
        assertSame(end, old.remove());
        assertEquals(List.of("2", "1"), closed);
        assertEquals("tool 'clock' 1.9", old.toString());
    }

    @Test
    void a_successor_takes_over_before_the_old_one_goes() {
        Plugged old = patchbay.plugIn(PlugIn.tools(clock("1")).version("1"));
        Plugged next = old.replace(PlugIn.tools(clock("2")).version("2"));
        assertEquals(List.of("2"), plugs());
        assertTrue(old.remove().toCompletableFuture().isDone());
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> next.replace(PlugIn.tools(clock("3")).settings(Map.of("limit", -1))));
        assertEquals("setting 'limit' must not be negative", refused.getMessage());
        assertEquals(List.of("2"), plugs(), "a successor that is refused leaves it");
    }

    @Test
    void a_plug_has_one_successor_at_most() {
        Plugged old = patchbay.plugIn(PlugIn.tools(clock("1")).version("1"));
        old.replace(PlugIn.tools(clock("2")).version("2"));
        IllegalStateException twice =
                assertThrows(
                        IllegalStateException.class,
                        () -> old.replace(PlugIn.tools(clock("3")).version("3")));
        assertTrue(String.valueOf(twice.getMessage()).contains("was taken out already"));
        assertEquals(List.of("2"), plugs(), "nobody asked for both");
    }

    @Test
    void two_who_replace_a_plug_at_once_leave_one_successor() {
        Plugged old = patchbay.plugIn(PlugIn.tools(clock("1")).version("1"));
        ToolSource slow = clock("2");
        List<IllegalStateException> refused = new ArrayList<>();
        ToolSource meanwhile =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        // as another thread may, while this one is made
                        refused.add(
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> old.replace(PlugIn.tools(clock("3")))));
                        return slow.create(settings, context);
                    }
                };
        old.replace(PlugIn.tools(meanwhile).version("2"));
        assertEquals(1, refused.size());
        assertEquals(List.of("2"), plugs());
    }

    @Test
    void a_plug_on_trial_shows_its_share() {
        PlugIn trial = PlugIn.tools(clock("2")).version("2").share(0.25).ranking(3);
        Plugged plugged = patchbay.plugIn(trial);
        PlugInfo info = patchbay.plugs().get(0);
        assertEquals(0.25, info.share());
        assertEquals(3, info.ranking());
        plugged.share(1);
        assertEquals(1, patchbay.plugs().get(0).share());
        assertEquals(List.of(), closed, "it is the same plug");
        for (double wrong : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> plugged.share(wrong));
            assertThrows(IllegalArgumentException.class, () -> trial.share(wrong));
        }
    }

    @Test
    void the_same_service_is_plugged_in_once() {
        PlugIn plug = PlugIn.tools(clock("1"));
        patchbay.plugIn(plug);
        IllegalStateException twice =
                assertThrows(IllegalStateException.class, () -> patchbay.plugIn(plug));
        assertEquals("this very tool 'clock' - is plugged in already", twice.getMessage());
        assertEquals(1, patchbay.plugs().size());
        assertEquals(List.of("1"), closed, "what was made for nothing is closed");
    }

    @Test
    void what_cannot_be_a_plug_is_refused_with_its_name() {
        PlugIn plug = PlugIn.transport(new ScriptedTransportFactory());
        assertThrows(IllegalArgumentException.class, () -> plug.version(" "));
        IllegalArgumentException share =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> patchbay.plugIn(plug.settings(Map.of("share", "much"))));
        assertEquals(
                "setting 'share' must be a number above 0 and at most 1, not 'much'",
                share.getMessage());
        IllegalArgumentException none =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> PlugIn.services(ClassLoader.getPlatformClassLoader()));
        assertTrue(String.valueOf(none.getMessage()).startsWith("loader: it names no plug"));
    }

    @Test
    void the_builder_takes_versions_and_shares_too() {
        try (Patchbay built =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(Runnable::run)
                        .plugIn(PlugIn.tools(clock("1")).version("1").share(0.5))
                        .transport(new ScriptedTransportFactory())
                        .configure(PlugKind.TRANSPORT, "scripted", Map.of("share", 0.1))
                        .build()) {
            assertEquals(List.of(0.1, 0.5), built.plugs().stream().map(PlugInfo::share).toList());
        }
    }
}
