package io.patchbay.console.internal.talk;

import io.patchbay.api.provider.Resolution;
import io.patchbay.api.session.LinePlan;
import io.patchbay.console.internal.talk.TalkDesk.Choice;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells what would become of each wish of a choice, before anything is opened. */
@Component(service = Resource.class)
public final class PlanResource implements Resource {

    private final TalkDesk desk;

    /** For the container. */
    @Activate
    public PlanResource(@Reference TalkDesk desk) {
        this.desk = desk;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/v1/talk/plan";
    }

    @Override
    public Permission permission() {
        return Permission.OBSERVE;
    }

    @Override
    public void serve(Exchange exchange) {
        Choice choice = desk.choice(exchange.body());
        desk.plan(choice)
                .whenComplete(
                        (plan, failure) ->
                                exchange.answer(200, told(choice, plan, Reasons.of(failure))));
    }

    private static ObjectNode told(Choice choice, @Nullable LinePlan plan, String failure) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        if (plan != null) {
            plan.rows().forEach(row -> tell(rows.addObject(), row));
        }
        Optional<String> problem =
                choice.line()
                        .unavailable()
                        .or(() -> plan == null ? Optional.of(failure) : TalkDesk.refusal(plan));
        return json.put("problem", problem.orElse(null));
    }

    private static void tell(ObjectNode json, LinePlan.Row row) {
        json.put("feature", row.wish()).put("asked", row.asked());
        Resolution resolution = row.resolution();
        if (resolution instanceof Resolution.Rejected rejected) {
            json.put("resolution", "rejected").put("reason", rejected.reason());
        } else if (resolution instanceof Resolution.Emulated emulated) {
            json.put("resolution", "emulated").put("reason", emulated.how());
        } else {
            json.put("resolution", "native").putNull("reason");
        }
    }
}
