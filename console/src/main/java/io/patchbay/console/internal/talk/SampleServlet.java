package io.patchbay.console.internal.talk;

import io.patchbay.console.internal.PatchbayContext;
import io.patchbay.console.internal.Replies;
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
@HttpWhiteboardContextSelect(PatchbayContext.SELECT)
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
            Replies.error(response, 404, "there is no such sample: GET v1/talk lists them");
            return;
        }
        response.setContentType("audio/wav");
        response.setHeader("cache-control", "private, max-age=86400");
        response.setContentLength(sound.get().length);
        response.getOutputStream().write(sound.get());
    }
}
