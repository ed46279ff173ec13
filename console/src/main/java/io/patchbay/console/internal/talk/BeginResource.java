package io.patchbay.console.internal.talk;

import io.patchbay.console.internal.CallMarks;
import io.patchbay.console.internal.talk.TalkDesk.Choice;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lets a page call, to talk to what was chosen. */
@Component(service = Resource.class)
public final class BeginResource implements Resource {

    private final TalkDesk desk;
    private final TalkDoor door;
    private final Wishes wishes;

    /** For the container. */
    @Activate
    public BeginResource(
            @Reference TalkDesk desk, @Reference TalkDoor door, @Reference Wishes wishes) {
        this.desk = desk;
        this.door = door;
        this.wishes = wishes;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/v1/talk";
    }

    @Override
    public Permission permission() {
        return Permission.CONTROL;
    }

    @Override
    public void serve(Exchange exchange) {
        ObjectNode body = exchange.body();
        Choice choice = desk.choice(body);
        boolean record = record(body);
        Optional<String> unavailable = choice.line().unavailable();
        if (unavailable.isPresent()) {
            exchange.error(409, choice.line().offered().title() + ": " + unavailable.get());
            return;
        }
        desk.plan(choice)
                .whenComplete(
                        (plan, failure) -> {
                            Optional<String> refused =
                                    plan == null
                                            ? Optional.of(Reasons.of(failure))
                                            : TalkDesk.refusal(plan);
                            if (refused.isPresent()) {
                                exchange.error(409, refused.get());
                            } else {
                                begin(exchange, choice, record);
                            }
                        });
    }

    private static boolean record(ObjectNode body) {
        if (body.has("record") && !body.path("record").isBoolean()) {
            throw new IllegalArgumentException("record must be true or false");
        }
        return body.path("record").asBoolean(false);
    }

    private void begin(Exchange exchange, Choice choice, boolean record) {
        Optional<URI> address = door.address();
        Optional<String> problem = door.problem(exchange.origin());
        if (address.isEmpty() || problem.isPresent()) {
            exchange.error(503, problem.orElse("the door for browsers is closed; try again"));
            return;
        }
        String id = wishes.keep(new Wish(desk.options(choice), record));
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put(CallMarks.TALK, id);
        if (record) {
            marks.put(CallMarks.RECORD, "true");
        }
        door.credential(address.get(), exchange.origin(), marks)
                .whenComplete(
                        (credential, failure) -> {
                            if (credential == null) {
                                exchange.error(502, Reasons.of(failure));
                                return;
                            }
                            exchange.answer(
                                    201,
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("id", id)
                                            .put("url", address.get().toString())
                                            .put("credential", credential));
                        });
    }
}
