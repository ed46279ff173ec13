package io.patchbay.api.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a session is opened with. Immutable; made with {@link #builder()}. */
public final class SessionOptions {

    private final @Nullable Reference<RealtimeAgent> agent;
    private final List<LineChoice> lines;
    private final SessionConfig config;
    private final InterruptionPolicy interruption;
    private final LegPolicy legs;
    private final SessionLimits limits;
    private final ReconnectPolicy reconnect;
    private final ToolPolicy tools;
    private final GuardrailPolicy guardrails;
    private final List<Reference<OutputGuardrail>> outputGuardrails;
    private final List<Reference<InputGuardrail>> inputGuardrails;
    private final Manners manners;
    private final boolean storeAudio;
    private final Retention retention;
    private final @Nullable PriceTable prices;
    private final @Nullable Budget budget;
    private final @Nullable Object context;

    private SessionOptions(Builder builder) {
        this.agent = builder.agent;
        this.lines =
                builder.lines.isEmpty() ? List.of(LineChoice.openai()) : List.copyOf(builder.lines);
        this.config = builder.config;
        this.interruption = builder.interruption;
        this.legs = builder.legs;
        this.limits = builder.limits;
        this.reconnect = builder.reconnect;
        this.tools = builder.tools;
        this.guardrails = builder.guardrails;
        this.outputGuardrails = List.copyOf(builder.outputGuardrails);
        this.inputGuardrails = List.copyOf(builder.inputGuardrails);
        this.manners = builder.manners;
        this.storeAudio = builder.storeAudio;
        this.retention = builder.retention;
        this.prices = builder.prices;
        this.budget = builder.budget;
        this.context = builder.context;
    }

    /** Starts with the defaults: no agent, {@link LineChoice#openai()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** With this agent, everything else by default. */
    public static SessionOptions of(RealtimeAgent agent) {
        return builder().agent(agent).build();
    }

    /**
     * The agent that begins; without one the session is a thin client: transport, interruption and
     * response gate only.
     */
    public Optional<Reference<RealtimeAgent>> agent() {
        return Optional.ofNullable(agent);
    }

    /** The ways to a model, by preference; never empty. */
    public List<LineChoice> lines() {
        return lines;
    }

    /** What differs from {@link SessionConfig}'s defaults; it wins over what the agent says. */
    public SessionConfig config() {
        return config;
    }

    /** Who may interrupt the agent. */
    public InterruptionPolicy interruption() {
        return interruption;
    }

    /** What the end of one side means for the other. */
    public LegPolicy legs() {
        return legs;
    }

    /** How long and how much the session waits and keeps. */
    public SessionLimits limits() {
        return limits;
    }

    /** How a lost line comes back. */
    public ReconnectPolicy reconnect() {
        return reconnect;
    }

    /** How tool calls are dealt with. */
    public ToolPolicy tools() {
        return tools;
    }

    /** When guardrails look, and what follows when one trips. */
    public GuardrailPolicy guardrails() {
        return guardrails;
    }

    /** Checks of what any agent of the session says, before those that an agent has of its own. */
    public List<Reference<OutputGuardrail>> outputGuardrails() {
        return outputGuardrails;
    }

    /** Checks of what the caller says to any agent, before those that an agent has of its own. */
    public List<Reference<InputGuardrail>> inputGuardrails() {
        return inputGuardrails;
    }

    /** What the session says and ends by itself. */
    public Manners manners() {
        return manners;
    }

    /** Whether the history keeps sound. */
    public boolean storeAudio() {
        return storeAudio;
    }

    /** How much of the conversation the history keeps. */
    public Retention retention() {
        return retention;
    }

    /** What models cost. */
    public Optional<PriceTable> prices() {
        return Optional.ofNullable(prices);
    }

    /** How much the session may cost. */
    public Optional<Budget> budget() {
        return Optional.ofNullable(budget);
    }

    /** The application's own object, which instructions, tools and guardrails see. */
    public Optional<Object> context() {
        return Optional.ofNullable(context);
    }

    /** The same with one line in place of all. */
    public SessionOptions withLine(LineChoice line) {
        Builder builder = new Builder(this);
        builder.lines.add(Objects.requireNonNull(line, "line"));
        return new SessionOptions(builder);
    }

    /** Starts from these. */
    public Builder toBuilder() {
        Builder builder = new Builder(this);
        builder.lines.addAll(lines);
        return builder;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private @Nullable Reference<RealtimeAgent> agent;
        private final List<LineChoice> lines = new ArrayList<>();
        private SessionConfig config = SessionConfig.EMPTY;
        private InterruptionPolicy interruption = InterruptionPolicy.IMMEDIATE;
        private LegPolicy legs = LegPolicy.CLOSE_TOGETHER;
        private SessionLimits limits = SessionLimits.DEFAULT;
        private ReconnectPolicy reconnect = ReconnectPolicy.DEFAULT;
        private ToolPolicy tools = ToolPolicy.DEFAULT;
        private GuardrailPolicy guardrails = GuardrailPolicy.DEFAULT;
        private final List<Reference<OutputGuardrail>> outputGuardrails = new ArrayList<>();
        private final List<Reference<InputGuardrail>> inputGuardrails = new ArrayList<>();
        private Manners manners = Manners.NONE;
        private boolean storeAudio;
        private Retention retention = Retention.DEFAULT;
        private @Nullable PriceTable prices;
        private @Nullable Budget budget;
        private @Nullable Object context;

        private Builder() {}

        /** All but the lines. */
        private Builder(SessionOptions from) {
            agent = from.agent;
            config = from.config;
            interruption = from.interruption;
            legs = from.legs;
            limits = from.limits;
            reconnect = from.reconnect;
            tools = from.tools;
            guardrails = from.guardrails;
            outputGuardrails.addAll(from.outputGuardrails);
            inputGuardrails.addAll(from.inputGuardrails);
            manners = from.manners;
            storeAudio = from.storeAudio;
            retention = from.retention;
            prices = from.prices;
            budget = from.budget;
            context = from.context;
        }

        /** The agent that begins. */
        public Builder agent(RealtimeAgent agent) {
            this.agent = Reference.to(Objects.requireNonNull(agent, "agent"));
            return this;
        }

        /** The agent that begins, by the name under which a bundle offers it. */
        public Builder agent(String name) {
            this.agent = Reference.named(name);
            return this;
        }

        /** Takes back all ways to a model that were given before. */
        public Builder noLines() {
            lines.clear();
            return this;
        }

        /** One more way to a model, after those given before. */
        public Builder line(LineChoice line) {
            lines.add(Objects.requireNonNull(line, "line"));
            return this;
        }

        /** What differs from the defaults. */
        public Builder config(SessionConfig config) {
            this.config = Objects.requireNonNull(config, "config");
            return this;
        }

        /** Who may interrupt; default {@link InterruptionPolicy#IMMEDIATE}. */
        public Builder interruption(InterruptionPolicy policy) {
            this.interruption = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * What the end of one side means for the other; default {@link LegPolicy#CLOSE_TOGETHER}.
         */
        public Builder legs(LegPolicy policy) {
            this.legs = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** Waits and bounds; default {@link SessionLimits#DEFAULT}. */
        public Builder limits(SessionLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /** How a lost line comes back; default {@link ReconnectPolicy#DEFAULT}. */
        public Builder reconnect(ReconnectPolicy policy) {
            this.reconnect = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** How tool calls are dealt with; default {@link ToolPolicy#DEFAULT}. */
        public Builder tools(ToolPolicy policy) {
            this.tools = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** When guardrails look; default {@link GuardrailPolicy#DEFAULT}. */
        public Builder guardrails(GuardrailPolicy policy) {
            this.guardrails = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** A check of what any agent says. */
        public Builder guardrail(OutputGuardrail guardrail) {
            outputGuardrails.add(Reference.to(guardrail));
            return this;
        }

        /** A check of what the caller says to any agent. */
        public Builder guardrail(InputGuardrail guardrail) {
            inputGuardrails.add(Reference.to(guardrail));
            return this;
        }

        /** A check of what any agent says, by name, whoever offers it when it is needed. */
        public Builder outputGuardrail(String name) {
            outputGuardrails.add(Reference.named(name));
            return this;
        }

        /** A check of what the caller says, by name, whoever offers it when it is needed. */
        public Builder inputGuardrail(String name) {
            inputGuardrails.add(Reference.named(name));
            return this;
        }

        /** What the session says and ends by itself; default {@link Manners#NONE}. */
        public Builder manners(Manners manners) {
            this.manners = Objects.requireNonNull(manners, "manners");
            return this;
        }

        /** Whether the history keeps sound; default false. */
        public Builder storeAudio(boolean on) {
            this.storeAudio = on;
            return this;
        }

        /** How much of the conversation the history keeps; default {@link Retention#DEFAULT}. */
        public Builder retention(Retention retention) {
            this.retention = Objects.requireNonNull(retention, "retention");
            return this;
        }

        /** What models cost, so that usage is told in money; default null, none. */
        public Builder prices(@Nullable PriceTable prices) {
            this.prices = prices;
            return this;
        }

        /** How much the session may cost, in the currency of its prices; default null, any. */
        public Builder budget(@Nullable Budget budget) {
            this.budget = budget;
            return this;
        }

        /** The application's own object. */
        public Builder context(@Nullable Object context) {
            this.context = context;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException when there is a budget and no prices in its currency
         */
        public SessionOptions build() {
            if (budget != null
                    && (prices == null || !prices.currency().equals(budget.limit().currency()))) {
                throw new IllegalArgumentException(
                        "budget needs prices in "
                                + budget.limit().currency()
                                + (prices == null
                                        ? ", and there are none"
                                        : ", and they are in " + prices.currency()));
            }
            return new SessionOptions(this);
        }
    }
}
