package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A plug of each kind was used by a call in all that it can do, and is exchanged: while the call
 * goes on, the class loader of the old version can be collected.
 */
class SwappedLoadersTest {

    /** Defines the plugs and their types anew, as the loader of a bundle does. */
    private static final class BundleLoader extends ClassLoader {

        BundleLoader() {
            super(SwappedLoadersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(CollectedPlugs.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
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

        private Class<?> plugs() {
            try {
                return loadClass(CollectedPlugs.class.getName());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        <T> T made(Class<T> type, String method) {
            try {
                T made = type.cast(plugs().getMethod(method).invoke(null));
                assertNotSame(getParent(), made.getClass().getClassLoader());
                return made;
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        <T> T own(Class<T> type, T delegate) {
            try {
                return type.cast(
                        plugs().getMethod("own", Class.class, Object.class)
                                .invoke(null, type, delegate));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What plugs in a plug of a loader, and uses it. */
    private interface Use {
        void of(SwapBoard board, BundleLoader loader);
    }

    private static void collected(PlugKind kind, Use use) {
        SwapBoard board = new SwapBoard(Duration.ofHours(9));
        WeakReference<ClassLoader> old = used(board, use);
        board.advance(15_000);
        for (int i = 0; i < 100 && !old.refersTo(null); i++) {
            System.gc();
            LockSupport.parkNanos(1_000_000L * i);
        }
        assertTrue(old.refersTo(null), "something of the old " + kind + " is held");
        assertEquals(SessionState.CONNECTED, board.session.state());
        assertEquals("3", board.serves(kind));
        board.close();
    }

    /** In a method of its own, so that no local variable holds on. */
    private static WeakReference<ClassLoader> used(SwapBoard board, Use use) {
        BundleLoader loader = new BundleLoader();
        use.of(board, loader);
        return new WeakReference<>(loader);
    }

    /** The plug is version 2, after which comes 3. */
    private static void exchanged(SwapBoard board, PlugKind kind, PlugIn plug, Runnable use) {
        Plugged two = board.plugIn(plug.version("2"));
        board.remove(board.current(kind));
        board.advance(1_000);
        use.run();
        board.plugIn(board.plug(kind, "3"));
        board.remove(two);
        board.advance(1_000);
        board.forgetsOldLines(); // their far ends know who opened them
    }

    @Test
    void a_tool_that_was_called_and_failed() {
        collected(
                PlugKind.TOOL,
                (board, loader) ->
                        exchanged(
                                board,
                                PlugKind.TOOL,
                                PlugIn.tools(loader.made(ToolSource.class, "tools")),
                                () -> {
                                    assertEquals("from 1", board.calls("time"));
                                    assertEquals(
                                            "{\"order\":{\"what\":\"tea\",\"count\":2},\"sum\":1.5}",
                                            board.calls(
                                                    "slow",
                                                    "{\"order\":{\"what\":\"tea\",\"count\":2}}"));
                                    assertTrue(board.calls("slow", "{\"order\":1}").length() > 0);
                                    assertTrue(board.calls("pay").length() > 0);
                                }));
    }

    @Test
    void a_guardrail_that_tripped_and_failed() {
        collected(
                PlugKind.GUARDRAIL,
                (board, loader) ->
                        exchanged(
                                board,
                                PlugKind.GUARDRAIL,
                                PlugIn.guardrails(loader.made(GuardrailSource.class, "guardrails")),
                                () -> {
                                    board.hears(board.turns.textAnswer("This is bad."));
                                    board.advance(2_000);
                                    assertEquals(
                                            1,
                                            board.events(SessionEvent.GuardrailTripped.class)
                                                    .size());
                                    board.hears(board.turns.textAnswer("This is broken."));
                                    board.advance(2_000);
                                }));
    }

    @Test
    void agents_that_spoke_and_handed_over() {
        collected(
                PlugKind.AGENT,
                (board, loader) ->
                        exchanged(
                                board,
                                PlugKind.AGENT,
                                PlugIn.agents(loader.made(AgentSource.class, "agents")),
                                () -> {
                                    assertEquals("from 1", board.calls("own-time"));
                                    board.hears(board.turns.textAnswer("I am the guide."));
                                    board.advance(500);
                                    assertEquals(
                                            "{\"assistant\":\"bills\"}",
                                            board.calls("transfer_to_bills"));
                                    assertEquals("from 1", board.calls("own-time"));
                                }));
    }

    @Test
    void a_transport_that_carried_a_line_and_lost_it() {
        collected(
                PlugKind.TRANSPORT,
                (board, loader) ->
                        exchanged(
                                board,
                                PlugKind.TRANSPORT,
                                PlugIn.transport(
                                        loader.own(TransportFactory.class, board.versions.lines)),
                                () -> loses(board)));
    }

    @Test
    void a_provider_that_spoke_for_a_line_and_lost_it() {
        collected(
                PlugKind.PROVIDER,
                (board, loader) ->
                        exchanged(
                                board,
                                PlugKind.PROVIDER,
                                PlugIn.provider(
                                        loader.own(RealtimeProvider.class, new ScriptedProvider())),
                                () -> loses(board)));
    }

    private static void loses(SwapBoard board) {
        assertEquals("from 1", board.calls("time"));
        board.line().disconnect(Lines.RESET);
        board.advance(3_000);
        assertEquals(SessionState.CONNECTED, board.session.state());
        assertEquals("from 1", board.calls("time"));
    }

    @Test
    void a_way_for_callers_whose_last_call_has_ended() {
        collected(
                PlugKind.CALLER_LEG,
                (board, loader) -> {
                    CallerLegFactory phone = phone(board.versions.doors);
                    List<RealtimeSession> calls = new ArrayList<>();
                    exchanged(
                            board,
                            PlugKind.CALLER_LEG,
                            PlugIn.callerLegs(loader.own(CallerLegFactory.class, phone)),
                            () -> {
                                CallerLeg leg =
                                        new TestLeg("b", AudioFormat.PCM16_24K, Pacing.SINK);
                                calls.add(board.call("2", loader.own(CallerLeg.class, leg)));
                            });
                    calls.forEach(call -> call.close(CloseReason.NORMAL));
                    board.advance(1_000);
                });
    }

    private static CallerLegFactory phone(java.util.Map<String, IncomingCalls> doors) {
        return new CallerLegFactory() {
            @Override
            public String name() {
                return "phone";
            }

            @Override
            public AutoCloseable listen(
                    Settings settings, PlugContext context, IncomingCalls calls) {
                doors.put("2", calls);
                return () -> doors.remove("2");
            }
        };
    }
}
