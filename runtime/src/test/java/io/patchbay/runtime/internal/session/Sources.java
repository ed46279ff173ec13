package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import java.util.List;
import java.util.function.Supplier;

/** Sources of parts, as bundles register them. */
final class Sources {

    private Sources() {}

    static ToolSource tools(String name, FunctionTool... tools) {
        return tools(name, () -> List.of((Object[]) tools));
    }

    static ToolSource tools(String name, Supplier<List<Object>> tools) {
        return new ToolSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                return tools::get;
            }
        };
    }

    static AgentSource agents(String name, RealtimeAgent... agents) {
        return new AgentSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Agents create(Settings settings, PlugContext context) {
                return () -> List.of(agents);
            }
        };
    }

    static GuardrailSource guardrails(String name, OutputGuardrail... guardrails) {
        return new GuardrailSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Guardrails create(Settings settings, PlugContext context) {
                return new Guardrails() {
                    @Override
                    public List<OutputGuardrail> output() {
                        return List.of(guardrails);
                    }

                    @Override
                    public List<InputGuardrail> input() {
                        return List.of();
                    }
                };
            }
        };
    }
}
