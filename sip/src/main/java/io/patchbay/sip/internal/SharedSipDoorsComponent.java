package io.patchbay.sip.internal;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Ends all doors and calls with the bundle. */
@Component(
        service = {},
        immediate = true)
public final class SharedSipDoorsComponent {

    @Deactivate
    void deactivate() {
        SharedSipDoors.endAll();
    }
}
