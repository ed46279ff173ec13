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
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a source of parts made: the parts by name, and the instance that is closed with them. The
 * names are read once, here, so that a look-up runs no code of the plug.
 *
 * @param instance what the source created
 * @param again reads what the instance offers now
 * @param tools tools by name
 * @param agents agents by name, the one to begin with first
 * @param outputGuardrails checks of the model's words by name
 * @param inputGuardrails checks of the caller's words by name
 */
record Contents(
        AutoCloseable instance,
        Supplier<Contents> again,
        Map<String, FunctionTool> tools,
        Map<String, RealtimeAgent> agents,
        Map<String, OutputGuardrail> outputGuardrails,
        Map<String, InputGuardrail> inputGuardrails) {

    /** Of plugs from which sessions make their own instances. */
    static final Contents NONE =
            new Contents(() -> {}, Contents::none, Map.of(), Map.of(), Map.of(), Map.of());

    private static Contents none() {
        return NONE;
    }

    static Contents of(ToolSource.Tools made) {
        return closingOnFailure(made, () -> tools(made));
    }

    private static Contents tools(ToolSource.Tools made) {
        List<FunctionTool> tools = new ArrayList<>();
        for (Object offered : made.tools()) {
            if (offered instanceof FunctionTool tool) {
                tools.add(tool);
            } else {
                tools.addAll(AnnotatedTools.of(offered));
            }
        }
        return new Contents(
                made,
                () -> tools(made),
                byName("tool", tools, tool -> tool.definition().name()),
                Map.of(),
                Map.of(),
                Map.of());
    }

    static Contents of(AgentSource.Agents made) {
        return closingOnFailure(made, () -> agents(made));
    }

    private static Contents agents(AgentSource.Agents made) {
        return new Contents(
                made,
                () -> agents(made),
                Map.of(),
                byName("agent", made.agents(), RealtimeAgent::name),
                Map.of(),
                Map.of());
    }

    static Contents of(GuardrailSource.Guardrails made) {
        return closingOnFailure(made, () -> guardrails(made));
    }

    private static Contents guardrails(GuardrailSource.Guardrails made) {
        return new Contents(
                made,
                () -> guardrails(made),
                Map.of(),
                Map.of(),
                byName("guardrail", made.output(), OutputGuardrail::name),
                byName("guardrail", made.input(), InputGuardrail::name));
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
            String key = name.apply(part);
            if (named.putIfAbsent(key, part) != null) {
                throw new IllegalArgumentException(
                        "two offers of the " + what + " '" + key + "' in one source");
            }
        }
        return java.util.Collections.unmodifiableMap(named);
    }

    private static Contents closingOnFailure(AutoCloseable made, Supplier<Contents> reading) {
        try {
            return reading.get();
        } catch (RuntimeException | Error e) {
            try {
                made.close();
            } catch (Exception closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }
}
