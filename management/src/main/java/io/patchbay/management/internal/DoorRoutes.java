package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.PlugBundle;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugControl;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugSource;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The resources behind the door. */
public final class DoorRoutes {

    private static final int MOST_BODY_BYTES = 64 << 10;

    private final PlugControl control;
    private final PlugDirectory plugs;
    private final SessionDirectory sessions;

    private DoorRoutes(PlugControl control, PlugDirectory plugs, SessionDirectory sessions) {
        this.control = control;
        this.plugs = plugs;
        this.sessions = sessions;
    }

    /** All of them; each asks the keeper first. */
    public static List<HttpRoute> of(
            PlugControl control,
            PlugDirectory plugs,
            SessionDirectory sessions,
            Doorkeeper keeper) {
        DoorRoutes door = new DoorRoutes(control, plugs, sessions);
        return List.of(
                new Kept("GET", "/v1/plugs", shown(door::plugs), keeper),
                new Kept("GET", "/v1/sessions", shown(door::sessions), keeper),
                new Kept("GET", "/v1/swaps", shown(door::swaps), keeper),
                new Kept("GET", "/v1/health", shown(door::health), keeper),
                new Kept("POST", "/v1/plugs/install", asked(door::install), keeper),
                new Kept("POST", "/v1/plugs/update", asked(door::update), keeper),
                new Kept("POST", "/v1/plugs/remove", asked(door::remove), keeper));
    }

    private record Kept(String method, String path, HttpHandler handler, Doorkeeper keeper)
            implements HttpRoute {
        @Override
        public int maxBodyBytes() {
            return MOST_BODY_BYTES;
        }

        @Override
        public CompletionStage<Optional<HttpResponse>> authenticate(IncomingRequest request) {
            return CompletableFuture.completedFuture(keeper.refusal(request));
        }
    }

    private static HttpHandler.Exchange shown(Supplier<ObjectNode> what) {
        return exchange -> exchange.respond(DoorAnswers.answer(200, what.get()));
    }

    private static HttpHandler.Exchange asked(
            BiFunction<DoorRequest, Consumer<PlugProgress>, CompletionStage<List<PlugChange>>>
                    change) {
        return exchange -> {
            DoorRequest request;
            try {
                request = DoorRequest.of(exchange);
            } catch (IllegalArgumentException e) {
                exchange.respond(DoorAnswers.error(400, String.valueOf(e.getMessage())));
                return;
            }
            start(exchange, request, change);
        };
    }

    private static void start(
            HttpExchange exchange,
            DoorRequest request,
            BiFunction<DoorRequest, Consumer<PlugProgress>, CompletionStage<List<PlugChange>>>
                    change) {
        ProgressAnswer answer = new ProgressAnswer(exchange);
        try {
            change.apply(request, answer::progress).whenComplete(answer::done);
        } catch (IllegalArgumentException e) {
            exchange.respond(DoorAnswers.error(400, String.valueOf(e.getMessage())));
        }
    }

    private CompletionStage<List<PlugChange>> install(
            DoorRequest request, Consumer<PlugProgress> progress) {
        return control.install(source(request), progress);
    }

    private CompletionStage<List<PlugChange>> update(
            DoorRequest request, Consumer<PlugProgress> progress) {
        return control.update(source(request), request.options(), progress);
    }

    private CompletionStage<List<PlugChange>> remove(
            DoorRequest request, Consumer<PlugProgress> progress) {
        return control.remove(request.text("bundle"), request.options(), progress);
    }

    private static PlugSource source(DoorRequest request) {
        String text = request.text("source");
        PlugSource source = PlugSource.parse(text, Path.of("/"));
        if (source.path().equals(Path.of("/").resolve(text).normalize())
                && !Path.of(text).isAbsolute()) {
            throw new IllegalArgumentException(
                    "\"source\" is an absolute path or group:artifact:version");
        }
        return source;
    }

    private ObjectNode plugs() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("bundles", DoorAnswers.array(control.bundles(), DoorAnswers::bundle));
        return json;
    }

    private ObjectNode sessions() {
        return JsonNodeFactory.instance.objectNode().put("count", sessions.sessions().size());
    }

    private ObjectNode swaps() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("swaps", DoorAnswers.array(plugs.swaps(), DoorAnswers::swap));
        json.set("changes", DoorAnswers.array(control.history(), DoorAnswers::change));
        return json;
    }

    private ObjectNode health() {
        List<PlugBundle> bundles = control.bundles();
        List<PlugBundle> stopped =
                bundles.stream()
                        .filter(bundle -> bundle.state() == PlugBundle.State.STOPPED)
                        .toList();
        boolean up = stopped.isEmpty() && plugs.refusals().isEmpty();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", up ? "up" : "degraded");
        json.put("sessions", sessions.sessions().size());
        json.put("plugs", plugs.plugs().size());
        json.set(
                "stopped",
                DoorAnswers.array(stopped, bundle -> text(bundle.name() + " " + bundle.version())));
        json.set("refusals", DoorAnswers.array(plugs.refusals(), DoorAnswers::refusal));
        json.set("leaked", DoorAnswers.array(leaked(), DoorAnswers::leaked));
        json.set("calls", DoorAnswers.calls(plugs.calls()));
        json.set("lines", DoorAnswers.array(plugs.health(), DoorAnswers::line));
        return json;
    }

    /** Their bundles are gone, so no list of bundles has them. */
    private List<PlugInfo> leaked() {
        return plugs.plugs().stream()
                .filter(plug -> plug.state() == PlugInfo.State.LEAKED)
                .toList();
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }
}
