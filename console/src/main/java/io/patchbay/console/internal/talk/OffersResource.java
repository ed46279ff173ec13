package io.patchbay.console.internal.talk;

import io.patchbay.api.plug.AgentInfo;
import io.patchbay.console.internal.talk.TalkDesk.Choice;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells who can be talked to and over what. {@code agent} and {@code line} in the query say what
 * phrases and transports are asked about; without them it is what is chosen at first.
 */
@Component(service = Resource.class)
public final class OffersResource implements Resource {

    private final TalkDesk desk;
    private final TalkDoor door;
    private final Engines engines;
    private final Samples samples;

    /** For the container. */
    @Activate
    public OffersResource(
            @Reference TalkDesk desk,
            @Reference TalkDoor door,
            @Reference Engines engines,
            @Reference Samples samples) {
        this.desk = desk;
        this.door = door;
        this.engines = engines;
        this.samples = samples;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/v1/talk";
    }

    @Override
    public Permission permission() {
        return Permission.OBSERVE;
    }

    @Override
    public void serve(Exchange exchange) {
        List<AgentInfo> agents = desk.agents();
        List<TalkLine> lines = desk.lines();
        List<String> transports = desk.transports();
        @Nullable String agent = agent(exchange, agents);
        @Nullable TalkLine line = line(exchange, lines);
        CompletionStage<Described> described =
                agent == null || lines.stream().noneMatch(one -> one.offered().emulated())
                        ? CompletableFuture.completedFuture(Described.NOTHING)
                        : desk.described(agent)
                                .handle(
                                        (text, failure) ->
                                                text == null
                                                        ? Described.NOTHING
                                                        : Described.read(text));
        described
                .thenCombine(
                        refusals(agent, line, transports),
                        (known, refused) -> {
                            ObjectNode json = JsonNodeFactory.instance.objectNode();
                            agents(json.putArray("agents"), agents);
                            lines(json.putArray("lines"), lines, known);
                            ArrayNode ways = json.putArray("transports");
                            for (String each : transports) {
                                ways.addObject()
                                        .put("name", each)
                                        .put(
                                                "unavailable",
                                                refused.getOrDefault(each, Optional.empty())
                                                        .orElse(null));
                            }
                            json.putObject("chosen")
                                    .put("agent", agent)
                                    .put("line", line == null ? null : line.id())
                                    .put("transport", transport(line, transports, refused));
                            samples.list(json.putArray("samples"));
                            return json;
                        })
                .thenCombine(
                        engines.missing(),
                        (json, noEngine) -> media(json, noEngine, exchange.origin()))
                .whenComplete(
                        (json, failure) -> {
                            if (json == null) {
                                exchange.error(503, Reasons.of(failure));
                            } else {
                                exchange.answer(200, json);
                            }
                        });
    }

    private ObjectNode media(ObjectNode json, Optional<String> noEngine, Optional<String> page) {
        Optional<String> closed =
                desk.doorIsPluggedIn()
                        ? door.problem(page)
                        : Optional.of(
                                "nothing lets pages call: install the plug"
                                        + " io.patchbay.transport.browser");
        json.putObject("media")
                .put("webrtc", closed.isEmpty() && noEngine.isEmpty())
                .put("websocket", closed.isEmpty())
                .put("reason", closed.or(() -> noEngine).orElse(null));
        return json;
    }

    private @Nullable String agent(Exchange exchange, List<AgentInfo> agents) {
        List<String> names = agents.stream().map(AgentInfo::name).toList();
        return exchange.query("agent")
                .filter(names::contains)
                .or(() -> desk.usualAgent().filter(names::contains))
                .or(() -> names.stream().findFirst())
                .orElse(null);
    }

    private static @Nullable TalkLine line(Exchange exchange, List<TalkLine> lines) {
        Optional<String> asked = exchange.query("line");
        return lines.stream()
                .filter(line -> asked.isPresent() && line.id().equals(asked.get()))
                .findFirst()
                .or(() -> lines.stream().filter(line -> line.offered().first()).findFirst())
                .or(() -> lines.stream().filter(line -> line.unavailable().isEmpty()).findFirst())
                .orElse(null);
    }

    /** Why each transport cannot be used for what is asked about; empty where it can. */
    private CompletionStage<Map<String, Optional<String>>> refusals(
            @Nullable String agent, @Nullable TalkLine line, List<String> transports) {
        CompletionStage<Map<String, Optional<String>>> all =
                CompletableFuture.completedFuture(new LinkedHashMap<>());
        if (agent == null || line == null) {
            return all;
        }
        for (String transport : transports) {
            CompletionStage<Optional<String>> one =
                    desk.plan(new Choice(agent, line, transport))
                            .handle(
                                    (plan, failure) ->
                                            plan == null
                                                    ? Optional.of(Reasons.of(failure))
                                                    : TalkDesk.refusal(plan));
            all =
                    all.thenCombine(
                            one,
                            (found, refusal) -> {
                                found.put(transport, refusal);
                                return found;
                            });
        }
        return all;
    }

    private static @Nullable String transport(
            @Nullable TalkLine line,
            List<String> transports,
            Map<String, Optional<String>> refused) {
        List<String> usable =
                transports.stream()
                        .filter(each -> refused.getOrDefault(each, Optional.empty()).isEmpty())
                        .toList();
        String own = line == null ? "" : line.offered().line().transport();
        return usable.contains(own) ? own : usable.stream().findFirst().orElse(null);
    }

    private static void agents(ArrayNode json, List<AgentInfo> agents) {
        for (AgentInfo agent : agents) {
            json.addObject().put("name", agent.name()).put("description", agent.description());
        }
    }

    private static void lines(ArrayNode json, List<TalkLine> lines, Described agent) {
        for (TalkLine line : lines) {
            ObjectNode node =
                    json.addObject()
                            .put("id", line.id())
                            .put("title", line.offered().title())
                            .put("provider", line.offered().line().provider())
                            .put("profile", line.offered().line().profile())
                            .put("unavailable", line.unavailable().orElse(null))
                            .put("emulated", line.offered().emulated());
            ArrayNode phrases = node.putArray("phrases");
            line.ear().phrases(agent.instructions(), agent.tools()).forEach(phrases::add);
        }
    }
}
