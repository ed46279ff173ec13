package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.TransportFactory;
import java.util.List;
import java.util.Optional;

/**
 * What is plugged in, as one session sees it: of several plugs with a name it gets the one of the
 * highest ranking that is meant for it. Every method may be called from any thread, does not block,
 * and runs no code of a plug.
 */
public interface SessionPlugs {

    /** The transport of this name. */
    Optional<Lease<TransportFactory>> transport(String name);

    /** The provider of this name. */
    Optional<Lease<RealtimeProvider>> provider(String name);

    /** The agent of this name. */
    Optional<Lease<RealtimeAgent>> agent(String name);

    /** The tool of this name. */
    Optional<Lease<FunctionTool>> tool(String name);

    /**
     * The names of the tools that the source of this name offers now, in its order; a tool of it is
     * looked up as {@code source/tool}.
     */
    Optional<List<String>> toolsOf(String source);

    /** The check of the model's words of the highest ranking with this name. */
    Optional<Lease<OutputGuardrail>> outputGuardrail(String name);

    /** The check of the caller's words of the highest ranking with this name. */
    Optional<Lease<InputGuardrail>> inputGuardrail(String name);

    /** The names that are offered of a kind, sorted; for messages that say what there is. */
    List<String> names(PlugKind kind);

    /**
     * Whether it makes sense to wait for a plug that is not there: it was there before, or plugs
     * come in any order, as they do while a container starts.
     */
    boolean mayCome(PlugKind kind, String name);

    /**
     * Who offers a tool, a guardrail or an agent of this name now; {@code source/*} stands for all
     * tools of a source.
     */
    Optional<Source> source(PlugKind kind, String part);

    /**
     * A plug that offers parts, at one moment. Holds nothing of it.
     *
     * @param version its name and version
     * @param id its own: another plug of the same name and version has another
     * @param readings how often it has said that it offers something else
     */
    record Source(PlugVersion version, long id, int readings) {}

    /** How what a lease was given for stands now. */
    Standing standing(Lease<?> lease);

    /** Whether what a lease was given for takes no new users: it waits for this one, or is gone. */
    boolean leaving(Lease<?> lease);

    /**
     * The session has this transport or provider from now on only while nobody else offers its
     * name. On the session's loop.
     *
     * @param lease not released
     */
    void avoid(Lease<?> lease);

    /** What was to be avoided is as good as any other again. On the session's loop. */
    void avoidNone();

    /** How a plug that somebody holds stands. */
    enum Standing {
        /** A look-up would give the same. */
        CURRENT,
        /** A look-up would give another one. */
        SUPERSEDED,
        /** It goes or is gone, and nobody else offers its name. */
        WITHDRAWN
    }
}
