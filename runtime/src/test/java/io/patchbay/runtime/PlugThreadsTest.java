package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plugs of each kind come and go many times, and leave no thread behind. */
@Timeout(180)
class PlugThreadsTest {

    private static final int ROUNDS = 100;

    private static List<PlugIn> oneOfEachKind() {
        return List.of(
                PlugIn.transport(new ScriptedTransportFactory()),
                PlugIn.provider(new ScriptedProvider()),
                PlugIn.callerLegs(new Door()),
                PlugIn.agents(new Team()),
                PlugIn.tools(new Clock()),
                PlugIn.guardrails(new Checks()));
    }

    private static final class Door implements CallerLegFactory {
        @Override
        public String name() {
            return "door";
        }

        @Override
        public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
            return () -> {};
        }
    }

    private static final class Team implements AgentSource {
        @Override
        public String name() {
            return "team";
        }

        @Override
        public Agents create(Settings settings, PlugContext context) {
            return () -> List.of(RealtimeAgent.builder("a").build());
        }
    }

    private static final class Clock implements ToolSource {
        @Override
        public String name() {
            return "clock";
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            context.workers().execute(context::changed);
            return () -> List.of(FunctionTool.builder("time").build((a, c) -> ""));
        }
    }

    private static final class Checks implements GuardrailSource {
        @Override
        public String name() {
            return "checks";
        }

        @Override
        public Guardrails create(Settings settings, PlugContext context) {
            return new Guardrails() {
                @Override
                public List<OutputGuardrail> output() {
                    return List.of();
                }

                @Override
                public List<InputGuardrail> input() {
                    return List.of();
                }
            };
        }
    }

    private static void round(Patchbay patchbay, int number) throws Exception {
        List<Plugged> plugged = new ArrayList<>();
        for (PlugIn one : oneOfEachKind()) {
            plugged.add(patchbay.plugIn(one.version("1." + number)));
        }
        for (Plugged one : plugged) {
            one.remove().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    /** What other tests left running is none of this one's business. */
    private final Set<Thread> others = Thread.getAllStackTraces().keySet();

    /** Our threads by what they are called, without their numbers. */
    private Map<String, Integer> threads() {
        Map<String, Integer> named = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("patchbay") && !others.contains(thread)) {
                named.merge(thread.getName().replaceAll("\\d+", "#"), 1, Integer::sum);
            }
        }
        return named;
    }

    private void eventually(Map<String, Integer> expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!threads().equals(expected)) {
            assertTrue(System.nanoTime() < end, () -> expected + " were there, now " + threads());
            LockSupport.parkNanos(5_000_000);
        }
    }

    private Map<String, Integer> settled() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (threads().keySet().stream().anyMatch(name -> name.contains("worker"))) {
            assertTrue(System.nanoTime() < end, () -> "workers do not end: " + threads());
            LockSupport.parkNanos(5_000_000);
        }
        return threads();
    }

    @Test
    void the_same_threads_run_before_and_after() throws Exception {
        try (Patchbay patchbay = Patchbay.builder().build()) {
            round(patchbay, 0);
            Map<String, Integer> before = settled();
            for (int i = 1; i <= ROUNDS; i++) {
                round(patchbay, i);
            }
            eventually(before);
            assertEquals(List.of(), patchbay.plugs());
        }
        eventually(Map.of());
    }
}
