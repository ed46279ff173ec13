package io.patchbay.console.internal;

import io.patchbay.console.LineSource;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import tools.jackson.databind.node.JsonNodeFactory;

/** Who asks, and whom. */
@Component(service = Resource.class)
public final class MeResource implements Resource {

    private final String version;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable LineSource lines;

    /** For the container. */
    @Activate
    public MeResource(BundleContext context) {
        version = context.getBundle().getVersion().toString();
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/v1/me";
    }

    @Override
    public Permission permission() {
        return Permission.OBSERVE;
    }

    @Override
    public void serve(Exchange exchange) {
        LineSource source = lines;
        exchange.answer(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("permission", exchange.granted().name().toLowerCase(Locale.ROOT))
                        .put("version", version)
                        .put("agent", source == null ? null : source.agent().orElse(null)));
    }
}
