package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.PlugIn;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Versions of a plug of each kind, which can be told from what they do. */
final class Versions {

    /** The lines of all transports. */
    final ScriptedTransportFactory lines = new ScriptedTransportFactory();

    /** The doors of the ways for callers, by version. */
    final Map<String, IncomingCalls> doors = new HashMap<>();

    /** The guardrails, by version. */
    final Map<String, Judge> judges = new HashMap<>();

    /** What ends the calls of slow tools. */
    final List<Runnable> results = new ArrayList<>();

    /** What holds a handoff up until the test completes it. */
    final CompletableFuture<Void> handoff = new CompletableFuture<>();

    /** A version of a plug, which does what it does in the name of that version. */
    PlugIn plug(PlugKind kind, String version) {
        return made(kind, version, false).version(version);
    }

    /** A version that cannot make anything. */
    PlugIn broken(PlugKind kind, String version) {
        return made(kind, version, true).version(version);
    }

    private PlugIn made(PlugKind kind, String version, boolean broken) {
        switch (kind) {
            case TRANSPORT:
                return PlugIn.transport(transport(broken));
            case PROVIDER:
                ScriptedProvider provider = new ScriptedProvider();
                for (int i = 0; broken && i < 100; i++) {
                    provider.failNextEndpoint(new IllegalStateException("broken"));
                }
                return PlugIn.provider(provider);
            case CALLER_LEG:
                return PlugIn.callerLegs(phone(version, broken));
            case AGENT:
                return PlugIn.agents(
                        Sources.agents(
                                "team",
                                agent("guide", version, broken),
                                agent("bills", version, broken)));
            case TOOL:
                return PlugIn.tools(
                        Sources.tools(
                                "clock",
                                () -> {
                                    if (broken) {
                                        throw new IllegalStateException("broken");
                                    }
                                    return List.of(
                                            time("time", version),
                                            slow("slow", version),
                                            pay("pay", version));
                                }));
            default:
                Judge judge = Judge.against("bad");
                if (broken) {
                    judge.failure = new IllegalStateException("broken");
                }
                judges.put(version, judge);
                return PlugIn.guardrails(Sources.guardrails("rules", judge));
        }
    }

    private TransportFactory transport(boolean broken) {
        return new TransportFactory() {
            @Override
            public TransportCapabilities capabilities() {
                return lines.capabilities();
            }

            @Override
            public RealtimeTransport create(Settings settings, PlugContext context) {
                if (broken) {
                    throw new IllegalStateException("broken");
                }
                return lines.create(settings, context);
            }
        };
    }

    private CallerLegFactory phone(String version, boolean broken) {
        return new CallerLegFactory() {
            @Override
            public String name() {
                return "phone";
            }

            @Override
            public AutoCloseable listen(
                    Settings settings, PlugContext context, IncomingCalls calls) {
                if (broken) {
                    throw new IllegalStateException("broken");
                }
                doors.put(version, calls);
                return () -> doors.remove(version);
            }
        };
    }

    private RealtimeAgent agent(String name, String version, boolean broken) {
        return RealtimeAgent.builder(name)
                .instructions(
                        context -> {
                            if (broken) {
                                throw new IllegalStateException("broken");
                            }
                            return CompletableFuture.completedFuture("Speak as " + version + ".");
                        })
                .tool("time")
                .tool("slow")
                .tool("pay")
                .tool(time("own-time", version))
                .tool(slow("own-slow", version))
                .tool(pay("own-pay", version))
                .outputGuardrail("no-bad")
                .handoff(
                        Handoff.to(Reference.named(name.equals("guide") ? "bills" : "guide"))
                                .withOnHandoff((input, context) -> handoff))
                .build();
    }

    private static FunctionTool time(String name, String version) {
        return FunctionTool.builder(name)
                .description("As version " + version + " does it.")
                .build((arguments, context) -> "from " + version);
    }

    private static FunctionTool pay(String name, String version) {
        return FunctionTool.builder(name)
                .approval(ToolApproval.ALWAYS)
                .build((arguments, context) -> "from " + version);
    }

    private FunctionTool slow(String name, String version) {
        return FunctionTool.builder(name)
                .buildAsync(
                        (arguments, context) -> {
                            CompletableFuture<ToolResult> result = new CompletableFuture<>();
                            results.add(() -> result.complete(ToolResult.of("from " + version)));
                            return result;
                        });
    }
}
