package io.patchbay.management.internal;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.util.function.Consumer;

/** A resource that is a few words and what answers. */
record PlainResource(String method, String path, Permission permission, Consumer<Exchange> answerer)
        implements Resource {

    @Override
    public void serve(Exchange exchange) {
        answerer.accept(exchange);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
