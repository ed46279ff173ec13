package io.patchbay.api.plug;

/** What a bundle may contribute. */
public enum PlugKind {
    /** A way to reach a model ({@link io.patchbay.api.transport.TransportFactory}). */
    TRANSPORT,
    /** A speech-to-speech service ({@link io.patchbay.api.provider.RealtimeProvider}). */
    PROVIDER,
    /** A way in which a caller comes ({@link io.patchbay.api.transport.CallerLegFactory}). */
    CALLER_LEG,
    /** Agents ({@link io.patchbay.api.agent.AgentSource}). */
    AGENT,
    /** Tools ({@link io.patchbay.api.tool.ToolSource}). */
    TOOL,
    /** Guardrails ({@link io.patchbay.api.guardrail.GuardrailSource}). */
    GUARDRAIL
}
