package io.patchbay.console.internal;

import io.patchbay.management.PlugUploads;
import io.patchbay.management.resource.Resource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Serves every {@link Resource} of the container; of two at one place that of the higher ranking.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(PatchbayContext.SELECT)
@HttpWhiteboardServletPattern("/api/*")
@HttpWhiteboardServletAsyncSupported
public final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final System.Logger LOG = System.getLogger("io.patchbay.console");

    /** A change waits for those before it, each of which may take minutes. */
    private static final long LONGEST_MILLIS = 3_600_000;

    /** Guarded by this: resources come and go on several threads, and none may be overlooked. */
    private final transient Map<ServiceReference<Resource>, Resource> resources =
            new TreeMap<>(Collections.reverseOrder());

    private transient volatile Routes routes = new Routes(Stream.empty());

    private transient volatile @Nullable PlugUploads uploads;

    private final transient ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "patchbay-console");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final transient Feeds feeds = new Feeds(timer);

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removed")
    synchronized void added(ServiceReference<Resource> reference, Resource resource) {
        resources.put(reference, resource);
        routes = new Routes(resources.values().stream());
    }

    synchronized void removed(ServiceReference<Resource> reference) {
        resources.remove(reference);
        routes = new Routes(resources.values().stream());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "without")
    void with(PlugUploads taken) {
        uploads = taken;
    }

    void without(PlugUploads gone) {
        if (gone.equals(uploads)) {
            uploads = null;
        }
    }

    @Deactivate
    void close() {
        feeds.close();
        timer.shutdownNow();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
        String method = request.getMethod();
        Optional<Routes.Found> found = routes.find(method, path);
        if (found.isEmpty()) {
            refuseUnknown(request, response, routes.methods(path));
            return;
        }
        Resource resource = found.get().resource();
        Uploading uploading = Uploading.of(request, resource, uploads);
        long most = uploading == null ? resource.maxBodyBytes() : PlugUploads.MOST_BYTES;
        Visit visit = Gate.visit(request);
        if (!visit.permission().includes(resource.permission())) {
            Replies.refuse(
                    request,
                    response,
                    403,
                    "your token does not allow this; it takes one for "
                            + resource.permission().name().toLowerCase(Locale.ROOT));
        } else if (request.getContentLengthLong() > most) {
            response.setHeader("Connection", "close");
            Replies.refuse(
                    request,
                    response,
                    413,
                    "the body is longer than the " + most + " bytes that it may have");
        } else {
            AsyncContext async = request.startAsync(request, response);
            async.setTimeout(LONGEST_MILLIS);
            ServletExchange exchange =
                    new ServletExchange(async, found.get().variables(), visit, feeds);
            if (uploading == null) {
                answer(resource, exchange, request);
            } else {
                uploading.serve(exchange);
            }
        }
    }

    private static void refuseUnknown(
            HttpServletRequest request, HttpServletResponse response, Set<String> methods)
            throws IOException {
        if (methods.isEmpty()) {
            Replies.refuse(request, response, 404, "the API has no such resource");
            return;
        }
        String allowed = String.join(", ", methods);
        response.setHeader("Allow", allowed);
        Replies.refuse(request, response, 405, "this resource takes " + allowed);
    }

    private void answer(Resource resource, ServletExchange exchange, HttpServletRequest request)
            throws IOException {
        if (request.getMethod().equals("GET")) {
            serve(resource, exchange);
            return;
        }
        Incoming.Reader reader =
                new Incoming.Reader() {
                    @Override
                    public void read(byte[] body) {
                        exchange.body(body);
                        serve(resource, exchange);
                    }

                    @Override
                    public void failed(int status, String message) {
                        exchange.refuse(status, message);
                    }
                };
        var unused = new Incoming(request.getInputStream(), resource.maxBodyBytes(), timer, reader);
    }

    private static void serve(Resource resource, ServletExchange exchange) {
        try {
            resource.serve(exchange);
        } catch (IllegalArgumentException e) {
            exchange.error(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            // whoever stopped or failed meanwhile is no part of the answer
            LOG.log(Level.WARNING, resource.method() + " " + resource.path() + " failed", e);
            exchange.error(500, "it failed; see the log");
        }
    }
}
