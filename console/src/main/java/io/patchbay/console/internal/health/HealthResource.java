package io.patchbay.console.internal.health;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /v1/health}: what management tells, and much more. */
@Component(service = Resource.class, property = "service.ranking:Integer=100")
public final class HealthResource implements Resource {

    private final HealthReport report;

    /** For the container. */
    @Activate
    public HealthResource(@Reference HealthReport report) {
        this.report = report;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/v1/health";
    }

    @Override
    public Permission permission() {
        return Permission.OBSERVE;
    }

    @Override
    public void serve(Exchange exchange) {
        report.latest()
                .whenComplete(
                        (health, failure) -> {
                            if (health == null) {
                                exchange.error(503, "nobody can tell now; see the log");
                            } else {
                                exchange.answer(200, health);
                            }
                        });
    }
}
