package io.patchbay.console.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the page. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/*")
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (InputStream page = PageServlet.class.getResourceAsStream("/page/index.html")) {
            response.setContentType("text/html");
            if (page != null) {
                page.transferTo(response.getOutputStream());
            }
        }
    }
}
