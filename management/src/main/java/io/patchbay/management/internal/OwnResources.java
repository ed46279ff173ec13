package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.ManagementJson;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugControl;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The resources of management: what plugs and sessions there are, and changes of plugs. */
public final class OwnResources {

    private final PlugControl control;
    private final PlugDirectory plugs;
    private final SessionDirectory sessions;

    private OwnResources(PlugControl control, PlugDirectory plugs, SessionDirectory sessions) {
        this.control = control;
        this.plugs = plugs;
        this.sessions = sessions;
    }

    /** All of them. */
    public static List<Resource> of(
            PlugControl control, PlugDirectory plugs, SessionDirectory sessions) {
        OwnResources own = new OwnResources(control, plugs, sessions);
        return List.of(
                shown("/v1/plugs", () -> ManagementJson.plugs(control.bundles())),
                shown("/v1/sessions", own::sessions),
                shown("/v1/swaps", own::swaps),
                shown("/v1/health", () -> ManagementJson.health(control, plugs, sessions)),
                asked(
                        "/v1/plugs/install",
                        (request, told) -> control.install(request.source(), told)),
                asked(
                        "/v1/plugs/update",
                        (request, told) ->
                                control.update(request.source(), request.options(), told)),
                asked(
                        "/v1/plugs/remove",
                        (request, told) ->
                                control.remove(request.bundle(), request.options(), told)),
                asked(
                        "/v1/plugs/rollback",
                        (request, told) ->
                                control.rollBack(request.bundle(), request.options(), told)));
    }

    private static Resource shown(String path, Supplier<ObjectNode> what) {
        return new PlainResource(
                "GET", path, Permission.OBSERVE, exchange -> exchange.answer(200, what.get()));
    }

    private static Resource asked(
            String path,
            BiFunction<ChangeRequest, Consumer<PlugProgress>, CompletionStage<List<PlugChange>>>
                    change) {
        return new PlainResource(
                "POST",
                path,
                Permission.CONTROL,
                exchange -> {
                    ChangeRequest request = new ChangeRequest(exchange.body());
                    ChangeAnswer.to(exchange, told -> change.apply(request, told));
                });
    }

    private ObjectNode sessions() {
        var live = sessions.sessions();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("count", live.size());
        json.set("sessions", ManagementJson.array(live, ManagementJson::session));
        return json;
    }

    private ObjectNode swaps() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("swaps", ManagementJson.array(plugs.swaps(), ManagementJson::swap));
        json.set("changes", ManagementJson.array(control.history(), ManagementJson::change));
        return json;
    }
}
