package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Plugs all of whose types are of the class loader that this class was loaded by, as those of a
 * bundle are: what they do they do by classes, lambdas, records and exceptions of their own.
 */
public final class CollectedPlugs {

    private CollectedPlugs() {}

    /** Does what another one does; all that it makes is of this loader, too. */
    public static Object own(Class<?> type, Object delegate) {
        return Proxy.newProxyInstance(
                CollectedPlugs.class.getClassLoader(),
                new Class<?>[] {type},
                new Through(delegate));
    }

    private record Through(Object delegate) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            Object result;
            try {
                result = method.invoke(delegate, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
            Class<?> type = method.getReturnType();
            return result != null
                            && type.isInterface()
                            && AutoCloseable.class.isAssignableFrom(type)
                    ? own(type, result)
                    : result;
        }
    }

    /** What a tool takes. */
    public record Order(String what, int count) {}

    /** What a tool gives. */
    public record Bill(Order order, double sum) {}

    /** How a tool fails. */
    public static final class SoldOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SoldOut(String message) {
            super(message, new SoldOut());
        }

        private SoldOut() {}
    }

    /** Methods as tools. */
    public static final class Shop {

        /** For the source. */
        public Shop() {}

        /** Takes and gives types of its own. */
        @Tool("Orders.")
        public Bill slow(Order order, ToolContext context) {
            context.cancellation().onCancelled(() -> new SoldOut("cancelled"));
            return new Bill(order, 1.5);
        }

        /** Fails with an exception of its own. */
        @Tool("Fails.")
        public Bill pay() {
            throw new SoldOut("no more");
        }
    }

    /** Tools named {@code time}, {@code slow} and {@code pay}. */
    public static ToolSource tools() {
        return new ToolSource() {
            @Override
            public String name() {
                return "clock";
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                return () -> List.of(tool("time"), new Shop());
            }
        };
    }

    private static FunctionTool tool(String name) {
        return FunctionTool.builder(name).build((arguments, context) -> "from 1");
    }

    /** A guardrail named {@code no-bad}. */
    public static GuardrailSource guardrails() {
        return new GuardrailSource() {
            @Override
            public String name() {
                return "rules";
            }

            @Override
            public Guardrails create(Settings settings, PlugContext context) {
                return new Guardrails() {
                    @Override
                    public List<OutputGuardrail> output() {
                        return List.of(
                                OutputGuardrail.of(
                                        "no-bad",
                                        text -> {
                                            if (text.contains("broken")) {
                                                throw new SoldOut("broken");
                                            }
                                            return text.contains("bad")
                                                    ? Verdict.trip("bad")
                                                    : Verdict.PASS;
                                        }));
                    }

                    @Override
                    public List<InputGuardrail> input() {
                        return List.of();
                    }
                };
            }
        };
    }

    /** Agents {@code guide} and {@code bills}, which hand over to each other. */
    public static AgentSource agents() {
        return new AgentSource() {
            @Override
            public String name() {
                return "team";
            }

            @Override
            public Agents create(Settings settings, PlugContext context) {
                return () -> List.of(agent("guide", "bills"), agent("bills", "guide"));
            }
        };
    }

    private static RealtimeAgent agent(String name, String other) {
        return RealtimeAgent.builder(name)
                .instructions(context -> CompletableFuture.completedFuture("I am " + name + "."))
                .tool("time")
                .tool(tool("own-time"))
                .outputGuardrail("no-bad")
                .handoff(
                        Handoff.to(Reference.named(other))
                                .withOnHandoff(
                                        (input, context) ->
                                                CompletableFuture.completedFuture(null)))
                .build();
    }
}
