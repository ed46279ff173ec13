package io.patchbay.console.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Says that there is nothing, in the console's words and not in those of the web server. */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(RestContext.SELECT)
@HttpWhiteboardServletPattern("/*")
public final class RestServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Replies.refuse(request, response, 404, "There is nothing here.");
    }
}
