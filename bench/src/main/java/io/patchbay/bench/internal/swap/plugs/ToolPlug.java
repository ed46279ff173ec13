package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Three tools: one that answers at once, one that takes its time, one that needs consent. */
public final class ToolPlug implements BundleActivator, ToolSource {

    private static final int SLOW_MILLIS = 250;
    private static final String SCHEMA =
            """
            {"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}""";

    @SuppressWarnings("NullAway.Init") // set when it is started
    private BundleContext container;

    @Override
    public void start(BundleContext context) {
        container = context;
        context.registerService(ToolSource.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // the container takes the service back
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        Jam.check(container);
        FunctionTool quick =
                FunctionTool.builder("quick")
                        .description("Answers at once.")
                        .parameters(SCHEMA)
                        .build((arguments, call) -> "quick " + arguments);
        FunctionTool slow =
                FunctionTool.builder("slow")
                        .description("Takes its time.")
                        .parameters(SCHEMA)
                        .buildAsync(
                                (arguments, call) ->
                                        CompletableFuture.supplyAsync(
                                                () -> ToolResult.of("slow " + arguments),
                                                CompletableFuture.delayedExecutor(
                                                        SLOW_MILLIS,
                                                        TimeUnit.MILLISECONDS,
                                                        context.workers())));
        FunctionTool careful =
                FunctionTool.builder("careful")
                        .description("Needs consent.")
                        .parameters(SCHEMA)
                        .approval(ToolApproval.ALWAYS)
                        .build((arguments, call) -> "careful " + arguments);
        return () -> List.of(quick, slow, careful);
    }
}
