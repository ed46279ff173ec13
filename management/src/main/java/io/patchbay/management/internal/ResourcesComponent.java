package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.PlugControl;
import io.patchbay.management.resource.Resource;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Offers the resources of management as services, for whatever other server is there. */
@Component(
        service = {},
        immediate = true)
public final class ResourcesComponent {

    private final List<? extends ServiceRegistration<?>> offered;

    /** For the container. */
    @Activate
    public ResourcesComponent(
            BundleContext context,
            @Reference PlugControl control,
            @Reference PlugDirectory plugs,
            @Reference SessionDirectory sessions) {
        offered =
                OwnResources.of(control, plugs, sessions).stream()
                        .map(one -> context.registerService(Resource.class, one, null))
                        .toList();
    }

    @Deactivate
    void close() {
        offered.forEach(ServiceRegistration::unregister);
    }
}
