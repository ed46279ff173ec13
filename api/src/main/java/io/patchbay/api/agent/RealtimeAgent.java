package io.patchbay.api.agent;

import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.HostedMcpTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who answers: a name, instructions, and what it may use. Immutable; an agent knows no session and
 * serves any number of them.
 *
 * <p>Tools, guardrails and the targets of handoffs may be named instead of given. Parts that are
 * given swap with the agent's own bundle; parts that are named are looked up for each response
 * (RULES 37).
 */
public final class RealtimeAgent {

    private final String name;
    private final Instructions instructions;
    private final @Nullable String handoffDescription;
    private final List<Reference<FunctionTool>> tools;
    private final List<Object> annotatedTools;
    private final List<String> toolSources;
    private final List<HostedMcpTool> hostedMcpTools;
    private final List<Handoff> handoffs;
    private final List<Reference<OutputGuardrail>> outputGuardrails;
    private final List<Reference<InputGuardrail>> inputGuardrails;
    private final @Nullable Voice voice;
    private final @Nullable AgentPrompt prompt;
    private final List<AgentListener> listeners;

    private RealtimeAgent(Builder builder) {
        this.name = builder.name;
        this.instructions = builder.instructions;
        this.handoffDescription = builder.handoffDescription;
        this.tools = List.copyOf(builder.tools);
        this.annotatedTools = List.copyOf(builder.annotatedTools);
        this.toolSources = List.copyOf(builder.toolSources);
        this.hostedMcpTools = List.copyOf(builder.hostedMcpTools);
        this.handoffs = List.copyOf(builder.handoffs);
        this.outputGuardrails = List.copyOf(builder.outputGuardrails);
        this.inputGuardrails = List.copyOf(builder.inputGuardrails);
        this.voice = builder.voice;
        this.prompt = builder.prompt;
        this.listeners = List.copyOf(builder.listeners);
    }

    /**
     * Starts an agent.
     *
     * @throws IllegalArgumentException when the name is blank
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The name; handoffs and events show it. */
    public String name() {
        return name;
    }

    /** What it is told to be and do. */
    public Instructions instructions() {
        return instructions;
    }

    /** What other agents' models are told about it. */
    public Optional<String> handoffDescription() {
        return Optional.ofNullable(handoffDescription);
    }

    /** Function tools, given or named. */
    public List<Reference<FunctionTool>> tools() {
        return tools;
    }

    /** Objects whose methods are annotated {@link io.patchbay.api.tool.Tool}. */
    public List<Object> annotatedTools() {
        return annotatedTools;
    }

    /** Sources all of whose tools it has, whatever they offer at the time. */
    public List<String> toolSources() {
        return toolSources;
    }

    /** MCP servers that the provider calls. */
    public List<HostedMcpTool> hostedMcpTools() {
        return hostedMcpTools;
    }

    /** Ways to other agents. */
    public List<Handoff> handoffs() {
        return handoffs;
    }

    /** Checks of its words. */
    public List<Reference<OutputGuardrail>> outputGuardrails() {
        return outputGuardrails;
    }

    /** Checks of its caller's words. */
    public List<Reference<InputGuardrail>> inputGuardrails() {
        return inputGuardrails;
    }

    /** Its voice, unless the session says otherwise. */
    public Optional<Voice> voice() {
        return Optional.ofNullable(voice);
    }

    /** A prompt that the provider stores. */
    public Optional<AgentPrompt> prompt() {
        return Optional.ofNullable(prompt);
    }

    /** Those who hear what it does, in any session. */
    public List<AgentListener> listeners() {
        return listeners;
    }

    /** The name. */
    @Override
    public String toString() {
        return "RealtimeAgent[" + name + "]";
    }

    /** Collects what an agent is made of. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private Instructions instructions = Instructions.of("");
        private @Nullable String handoffDescription;
        private final List<Reference<FunctionTool>> tools = new ArrayList<>();
        private final List<Object> annotatedTools = new ArrayList<>();
        private final List<String> toolSources = new ArrayList<>();
        private final List<HostedMcpTool> hostedMcpTools = new ArrayList<>();
        private final List<Handoff> handoffs = new ArrayList<>();
        private final List<Reference<OutputGuardrail>> outputGuardrails = new ArrayList<>();
        private final List<Reference<InputGuardrail>> inputGuardrails = new ArrayList<>();
        private @Nullable Voice voice;
        private @Nullable AgentPrompt prompt;
        private final List<AgentListener> listeners = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("an agent needs a name");
            }
        }

        /** Always these instructions. */
        public Builder instructions(String text) {
            return instructions(Instructions.of(text));
        }

        /** Instructions as a function of the moment. */
        public Builder instructions(Instructions instructions) {
            this.instructions = Objects.requireNonNull(instructions, "instructions");
            return this;
        }

        /** What other agents' models are told about it. */
        public Builder handoffDescription(String text) {
            this.handoffDescription = Objects.requireNonNull(text, "text");
            return this;
        }

        /** A tool. */
        public Builder tool(FunctionTool tool) {
            tools.add(Reference.to(tool));
            return this;
        }

        /**
         * A tool by name, whoever offers it; {@code source/tool} is the one that a certain source
         * offers.
         */
        public Builder tool(String name) {
            tools.add(Reference.named(name));
            return this;
        }

        /** All methods of {@code object} that are annotated {@link io.patchbay.api.tool.Tool}. */
        public Builder tools(Object object) {
            annotatedTools.add(Objects.requireNonNull(object, "object"));
            return this;
        }

        /**
         * All tools that the {@link io.patchbay.api.tool.ToolSource} of this name offers, whatever
         * they are at the time: an MCP server's for example, whose names nobody knows beforehand.
         *
         * @throws IllegalArgumentException when the name is blank
         */
        public Builder toolsOf(String source) {
            if (Objects.requireNonNull(source, "source").isBlank()) {
                throw new IllegalArgumentException(
                        "toolsOf needs the name of a source of tools, not a blank");
            }
            toolSources.add(source);
            return this;
        }

        /** An MCP server that the provider calls. */
        public Builder tool(HostedMcpTool tool) {
            hostedMcpTools.add(Objects.requireNonNull(tool, "tool"));
            return this;
        }

        /** A way to another agent. */
        public Builder handoff(Handoff handoff) {
            handoffs.add(Objects.requireNonNull(handoff, "handoff"));
            return this;
        }

        /** A way to another agent, by the defaults. */
        public Builder handoff(RealtimeAgent agent) {
            return handoff(Handoff.to(agent));
        }

        /**
         * A way to another agent by its name, by the defaults. The name is looked up when it is
         * needed: first among the agents that the session was given and those that they hand over
         * to, then among what bundles and {@code PatchbayBuilder.agent} offer. So two agents can
         * hand over to each other: one is given, the other one named.
         */
        public Builder handoff(String name) {
            return handoff(Handoff.to(Reference.named(name)));
        }

        /** A check of its words. */
        public Builder guardrail(OutputGuardrail guardrail) {
            outputGuardrails.add(Reference.to(guardrail));
            return this;
        }

        /** A check of its caller's words. */
        public Builder guardrail(InputGuardrail guardrail) {
            inputGuardrails.add(Reference.to(guardrail));
            return this;
        }

        /** A check of its words by name, whoever offers it. */
        public Builder outputGuardrail(String name) {
            outputGuardrails.add(Reference.named(name));
            return this;
        }

        /** A check of its caller's words by name, whoever offers it. */
        public Builder inputGuardrail(String name) {
            inputGuardrails.add(Reference.named(name));
            return this;
        }

        /** Its voice, one that the provider offers to all. */
        public Builder voice(String name) {
            this.voice = Voice.of(name);
            return this;
        }

        /** Its voice, perhaps one of the account's own. */
        public Builder voice(Voice voice) {
            this.voice = Objects.requireNonNull(voice, "voice");
            return this;
        }

        /** A prompt that the provider stores. */
        public Builder prompt(Prompt prompt) {
            return prompt(AgentPrompt.of(prompt));
        }

        /** A prompt that the provider stores, as a function of the moment. */
        public Builder prompt(AgentPrompt prompt) {
            this.prompt = Objects.requireNonNull(prompt, "prompt");
            return this;
        }

        /**
         * Hears what the agent does, in every session in which it speaks; see {@link
         * AgentListener}.
         */
        public Builder listener(AgentListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** The agent. */
        public RealtimeAgent build() {
            return new RealtimeAgent(this);
        }
    }
}
