package io.patchbay.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContext;

/**
 * Where the console's servlets live. They are behind the gate, and servlets of others are neither
 * behind it nor in the way: none of ours asks for all paths.
 */
@Component(service = ServletContextHelper.class)
@HttpWhiteboardContext(name = PatchbayContext.NAME, path = "/")
public final class PatchbayContext extends ServletContextHelper {

    /** What servlets of the console choose it by. */
    public static final String SELECT = "(osgi.http.whiteboard.context.name=patchbay)";

    static final String NAME = "patchbay";

    private final Gate gate;

    /** For the container. */
    @Activate
    public PatchbayContext(@Reference Gate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return gate.admits(request, response);
    }
}
