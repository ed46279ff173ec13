package io.patchbay.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContext;

/**
 * Where requests go that nobody else wants: behind the gate as well, and after the container's own
 * context, which has the same ranking and was there before.
 */
@Component(
        service = ServletContextHelper.class,
        property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MIN_VALUE)
@HttpWhiteboardContext(name = "patchbay.rest", path = "/")
public final class RestContext extends ServletContextHelper {

    static final String SELECT = "(osgi.http.whiteboard.context.name=patchbay.rest)";

    private final Gate gate;

    /** For the container. */
    @Activate
    public RestContext(@Reference Gate gate) {
        this.gate = gate;
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return gate.admits(request, response);
    }
}
