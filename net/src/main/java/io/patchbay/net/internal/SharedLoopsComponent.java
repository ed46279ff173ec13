package io.patchbay.net.internal;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Ends the shared loops with the bundle, so that its threads do not outlive it. */
@Component(
        service = {},
        immediate = true)
public final class SharedLoopsComponent {

    @Deactivate
    void deactivate() {
        NettyEventLoops.closeShared();
    }
}
