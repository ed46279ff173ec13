package io.patchbay.runtime.internal.plug;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.runtime.internal.tool.AnnotatedTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a source of parts made: the parts by name, and the instance that is closed with them. The
 * names are read once, here, so that a look-up runs no code of the plug.
 *
 * @param made what the source created
 * @param tools tools by name
 * @param agents agents by name, the one to begin with first
 * @param outputGuardrails checks of the model's words by name
 * @param inputGuardrails checks of the caller's words by name
 */
record Contents(
        Made made,
        Map<String, FunctionTool> tools,
        Map<String, RealtimeAgent> agents,
        Map<String, OutputGuardrail> outputGuardrails,
        Map<String, InputGuardrail> inputGuardrails) {

    /**
     * What a source created.
     *
     * @param instance it
     * @param reading asks it what it offers
     */
    record Made(AutoCloseable instance, Function<Made, Contents> reading) {

        Made {
            Objects.requireNonNull(instance, "the source made nothing: create returned null");
        }

        /** Of plugs from which sessions make their own instances. */
        static final Made NOTHING =
                new Made(
                        () -> {},
                        made -> new Contents(made, Map.of(), Map.of(), Map.of(), Map.of()));

        static Made of(ToolSource.Tools instance) {
            return new Made(instance, made -> Contents.tools(made, instance));
        }

        static Made of(AgentSource.Agents instance) {
            return new Made(instance, made -> Contents.agents(made, instance));
        }

        static Made of(GuardrailSource.Guardrails instance) {
            return new Made(instance, made -> Contents.guardrails(made, instance));
        }

        /** Asks for the first time; what offers nothing that can be had is closed. */
        Contents read() {
            try {
                return reading.apply(this);
            } catch (RuntimeException | Error e) {
                try {
                    instance.close();
                } catch (Throwable closing) {
                    e.addSuppressed(closing);
                }
                throw e;
            }
        }
    }

    /** What the same instance offers now. */
    Contents again() {
        return made.reading().apply(made);
    }

    private static Contents tools(Made made, ToolSource.Tools instance) {
        List<FunctionTool> tools = new ArrayList<>();
        for (Object offered : instance.tools()) {
            if (offered instanceof FunctionTool tool) {
                tools.add(tool);
            } else {
                tools.addAll(AnnotatedTools.of(offered));
            }
        }
        return new Contents(
                made,
                byName("tool", tools, tool -> tool.definition().name()),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static Contents agents(Made made, AgentSource.Agents instance) {
        return new Contents(
                made,
                Map.of(),
                byName("agent", instance.agents(), RealtimeAgent::name),
                Map.of(),
                Map.of());
    }

    private static Contents guardrails(Made made, GuardrailSource.Guardrails instance) {
        return new Contents(
                made,
                Map.of(),
                Map.of(),
                byName("guardrail", instance.output(), OutputGuardrail::name),
                byName("guardrail", instance.input(), InputGuardrail::name));
    }

    /** Whether it has a part of this name. */
    boolean has(String name) {
        return tools.containsKey(name)
                || agents.containsKey(name)
                || outputGuardrails.containsKey(name)
                || inputGuardrails.containsKey(name);
    }

    /** The names of all parts. */
    List<String> names() {
        List<String> names = new ArrayList<>(tools.keySet());
        names.addAll(agents.keySet());
        names.addAll(outputGuardrails.keySet());
        names.addAll(inputGuardrails.keySet());
        return names;
    }

    private static <P> Map<String, P> byName(
            String what, List<? extends P> parts, Function<P, String> name) {
        Map<String, P> named = new LinkedHashMap<>();
        for (P part : parts) {
            String key = name.apply(Objects.requireNonNull(part, what));
            if (key == null || key.isBlank()) {
                throw new IllegalArgumentException(
                        part.getClass().getName() + " is a " + what + " without a name");
            }
            if (named.putIfAbsent(key, part) != null) {
                throw new IllegalArgumentException(
                        "two offers of the " + what + " '" + key + "' in one source");
            }
        }
        return java.util.Collections.unmodifiableMap(named);
    }
}
