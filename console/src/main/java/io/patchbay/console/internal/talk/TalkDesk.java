package io.patchbay.console.internal.talk;

import io.patchbay.api.plug.AgentInfo;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.PriceTable;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.TransportCapabilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.ObjectNode;

/**
 * Knows who can be talked to over what, and makes the options of a session from what was chosen.
 * For any thread.
 */
@Component(service = TalkDesk.class, configurationPid = "io.patchbay.console")
public final class TalkDesk {

    private final RealtimeSessions sessions;
    private final PlugDirectory plugs;
    private final TalkLines lines;
    private final @Nullable PriceTable prices;

    /**
     * For the container.
     *
     * @param settings {@code prices} is the file of what models cost
     */
    @Activate
    public TalkDesk(
            @Reference RealtimeSessions sessions,
            @Reference PlugDirectory plugs,
            @Reference TalkLines lines,
            Map<String, Object> settings) {
        this.sessions = sessions;
        this.plugs = plugs;
        this.lines = lines;
        this.prices = Prices.of(settings.get("prices"));
    }

    /**
     * What somebody chose.
     *
     * @param agent its name
     * @param line with its transport
     */
    record Choice(String agent, TalkLine line, String transport) {}

    /** The agents that can be talked to. */
    List<AgentInfo> agents() {
        return plugs.agents();
    }

    /** The lines, those that can be used first. */
    List<TalkLine> lines() {
        return lines.now();
    }

    /** The names of the transports to models. */
    List<String> transports() {
        return plugs.plugs().stream()
                .filter(plug -> plug.kind() == PlugKind.TRANSPORT)
                .filter(plug -> plug.state() == PlugInfo.State.ACTIVE)
                .map(PlugInfo::name)
                .distinct()
                .toList();
    }

    /** Whether anything lets pages call. */
    boolean doorIsPluggedIn() {
        return plugs.plugs().stream()
                .anyMatch(
                        plug ->
                                plug.kind() == PlugKind.CALLER_LEG
                                        && plug.name().equals("browser"));
    }

    /** The agent that a host would have answer. */
    Optional<String> usualAgent() {
        return lines.agent();
    }

    /**
     * What a request chooses.
     *
     * @throws IllegalArgumentException for what is not there; the message lists what is
     */
    Choice choice(ObjectNode body) {
        String agent = text(body, "agent");
        List<String> agents = agents().stream().map(AgentInfo::name).toList();
        check("agent", agent, agents);
        String wanted = text(body, "line");
        List<TalkLine> offered = lines();
        check("line", wanted, offered.stream().map(TalkLine::id).toList());
        String transport = text(body, "transport");
        check("transport", transport, transports());
        TalkLine line =
                offered.stream().filter(one -> one.id().equals(wanted)).findFirst().orElseThrow();
        return new Choice(agent, line, transport);
    }

    private static String text(ObjectNode body, String name) {
        String text = body.path(name).asString("");
        if (text.isBlank()) {
            throw new IllegalArgumentException(name + " is missing: GET v1/talk lists them");
        }
        return text;
    }

    private static void check(String what, String name, List<String> known) {
        if (!known.contains(name)) {
            throw new IllegalArgumentException(
                    "there is no "
                            + what
                            + " '"
                            + (name.length() > 100 ? name.substring(0, 100) : name)
                            + "'; there "
                            + (known.isEmpty() ? "is none" : "are " + String.join(", ", known)));
        }
    }

    /** With what a session is opened for a choice. */
    SessionOptions options(Choice choice) {
        return SessionOptions.builder()
                .agent(choice.agent())
                .line(TalkLines.over(choice.line().offered().line(), choice.transport()))
                .prices(prices)
                .build();
    }

    /** What would become of a choice; fails where nobody can tell. */
    CompletionStage<LinePlan> plan(Choice choice) {
        try {
            return sessions.plan(options(choice)).thenApply(plans -> plans.get(0));
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What a provider would be told of an agent, as JSON; fails where there is none to ask. */
    CompletionStage<String> described(String agent) {
        try {
            return sessions.describeCall(
                    SessionOptions.builder().agent(agent).line(LineChoice.openai()).build());
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Why a plan leads nowhere; empty when it does not. */
    static Optional<String> refusal(LinePlan plan) {
        TransportCapabilities carriage = plan.carriage();
        if (carriage != null && carriage.attachOnly() && plan.line().callId() == null) {
            return Optional.of("it joins calls that are up already, and opens none");
        }
        return plan.opens()
                ? Optional.empty()
                : Optional.of(
                        plan.refusals().stream()
                                .map(TalkDesk::told)
                                .collect(Collectors.joining("; ")));
    }

    private static String told(LinePlan.Row row) {
        return row.resolution() instanceof Resolution.Rejected rejected
                ? row.wish() + ": " + rejected.reason()
                : row.wish();
    }
}
