package io.patchbay.console.internal.talk;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the sound of the recorded questions. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/talk/samples/*")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=patchbay)")
public final class SampleServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient Samples samples;

    /** For the container. */
    @Activate
    public SampleServlet(@Reference Samples samples) {
        this.samples = samples;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = request.getPathInfo();
        String file = path == null ? "" : path.substring(1);
        Optional<byte[]> sound =
                file.endsWith(".wav")
                        ? samples.sound(file.substring(0, file.length() - 4))
                        : Optional.empty();
        if (sound.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            response.setContentType("application/json");
            response.getOutputStream()
                    .print("{\"error\":\"there is no such sample: GET v1/talk lists them\"}");
            return;
        }
        response.setContentType("audio/wav");
        response.setHeader("cache-control", "private, max-age=86400");
        response.setContentLength(sound.get().length);
        response.getOutputStream().write(sound.get());
    }
}
