package io.patchbay.net.internal;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Ends the shared doors and loops with the bundle, so that sockets and threads do not outlive it.
 */
@Component(
        service = {},
        immediate = true)
public final class SharedLoopsComponent {

    @Deactivate
    void deactivate() {
        SharedDoors.endAll();
        NettyEventLoops.closeShared();
    }
}
