package io.patchbay.console.internal.watch;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.util.function.Consumer;

/**
 * A resource that is one method.
 *
 * @param action answers
 */
record Answering(String method, String path, Permission permission, Consumer<Exchange> action)
        implements Resource {

    static Resource get(String path, Permission permission, Consumer<Exchange> action) {
        return new Answering("GET", path, permission, action);
    }

    static Resource post(String path, Consumer<Exchange> action) {
        return new Answering("POST", path, Permission.CONTROL, action);
    }

    @Override
    public void serve(Exchange exchange) {
        action.accept(exchange);
    }
}
