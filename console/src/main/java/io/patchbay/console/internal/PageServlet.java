package io.patchbay.console.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** Serves the page, which lies in the bundle. */
@Component(
        service = {},
        immediate = true)
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final String ASSETS = "/assets/";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html;charset=utf-8"),
                    Map.entry("js", "text/javascript;charset=utf-8"),
                    Map.entry("css", "text/css;charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("wav", "audio/wav"));

    private final transient ServiceRegistration<Servlet> offered;

    /** For the container. */
    @Activate
    public PageServlet(BundleContext context) {
        // by hand: a component's description cannot say the empty pattern, which is the root alone
        offered =
                context.registerService(
                        Servlet.class,
                        this,
                        new Hashtable<>(
                                Map.of(
                                        HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
                                        PatchbayContext.SELECT,
                                        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                                        new String[] {
                                            "", "/index.html", "/icon.svg", "/theme.js", "/assets/*"
                                        })));
    }

    @Deactivate
    void close() {
        offered.unregister();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = path(request);
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        byte[] content = type == null ? null : read(path);
        if (content == null) {
            Replies.refuse(request, response, 404, "There is nothing here.");
            return;
        }
        String tag = tag(content);
        // the name of an asset changes with what is in it
        response.setHeader(
                "Cache-Control",
                path.startsWith(ASSETS) ? "private, max-age=31536000, immutable" : "no-store");
        response.setHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(type);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    private static String path(HttpServletRequest request) {
        String path = request.getServletPath();
        String more = request.getPathInfo();
        String whole = more == null ? path : path + more;
        return whole.isEmpty() || whole.equals("/") ? "/index.html" : whole;
    }

    private static byte @Nullable [] read(String path) throws IOException {
        if (!path.matches("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")) {
            return null;
        }
        try (InputStream content = PageServlet.class.getResourceAsStream("/page" + path)) {
            return content == null ? null : content.readAllBytes();
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
