package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.bench.internal.swap.plugs.AgentPlug;
import io.patchbay.bench.internal.swap.plugs.CallerPlug;
import io.patchbay.bench.internal.swap.plugs.GuardrailPlug;
import io.patchbay.bench.internal.swap.plugs.PipePlug;
import io.patchbay.bench.internal.swap.plugs.ToolPlug;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleActivator;

/** The bundles that are exchanged, as they come. */
final class PlugJars {

    private final Container container;
    private final SwapPlan.Line line;

    PlugJars(Container container) {
        this(container, SwapPlan.Line.WEBSOCKET);
    }

    /** Where calls go over this. */
    PlugJars(Container container, SwapPlan.Line line) {
        this.container = container;
        this.line = line;
    }

    /** Those of this kind. */
    List<BundleJar> of(PlugKind kind) throws IOException {
        return switch (kind) {
            case TRANSPORT -> List.of(home());
            case PROVIDER -> List.of(container.built("io.patchbay.provider.openai"));
            case TOOL ->
                    List.of(
                            container.built("io.patchbay.tools.calculator"),
                            bench("bench.tools", ToolPlug.class));
            case GUARDRAIL ->
                    List.of(
                            container.built("io.patchbay.guardrails.blocklist"),
                            bench("bench.guardrails", GuardrailPlug.class));
            case AGENT -> List.of(bench("bench.agents", AgentPlug.class));
            case CALLER_LEG -> List.of(bench("bench.callers", CallerPlug.class));
        };
    }

    private BundleJar home() throws IOException {
        return container.built(
                "io.patchbay.transport."
                        + (line == SwapPlan.Line.WEBSOCKET ? "websocket" : "cloudflare"));
    }

    /** The other kind of transport, to which calls are taken. */
    BundleJar other() throws IOException {
        return line == SwapPlan.Line.WEBSOCKET
                ? bench("bench.pipe", PipePlug.class)
                : container.built("io.patchbay.transport.websocket");
    }

    /** One that is made of classes of the benchmark. */
    BundleJar bench(String name, Class<? extends BundleActivator> activator) throws IOException {
        List<String> imports = new ArrayList<>(container.packages());
        imports.add("org.osgi.framework");
        return BundleJar.of(name, activator, imports);
    }
}
