package io.patchbay.console.internal;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes a browser's cookie back, and ends what it listens to. */
@Component(service = Resource.class)
public final class LogoutResource implements Resource {

    private final Gate gate;

    /** For the container. */
    @Activate
    public LogoutResource(@Reference Gate gate) {
        this.gate = gate;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/v1/logout";
    }

    @Override
    public Permission permission() {
        return Permission.OBSERVE;
    }

    @Override
    public void serve(Exchange exchange) {
        // nobody else's requests have cookies
        if (exchange instanceof ServletExchange ours) {
            ours.leave(gate);
        }
        exchange.answer(200, JsonNodeFactory.instance.objectNode());
    }
}
