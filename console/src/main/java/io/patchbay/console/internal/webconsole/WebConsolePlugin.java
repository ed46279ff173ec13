package io.patchbay.console.internal.webconsole;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.console.Console;
import io.patchbay.console.internal.health.HealthReport;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugControl;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The page "Patchbay" of a Felix Web Console, which puts its frame around it and lets people in;
 * without one nobody ever asks for this servlet.
 */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=patchbay",
            "felix.webconsole.title=Patchbay",
            "felix.webconsole.category=OSGi"
        })
@SuppressWarnings("serial") // nobody keeps it
public final class WebConsolePlugin extends HttpServlet {

    /** So long a page waits for a change; one that takes longer goes on. */
    private static final int PATIENCE_SECONDS = 5;

    private final PlugControl control;
    private final HealthReport health;
    private final Overview overview;
    private final Nonces nonces = new Nonces(System::nanoTime);

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Console console;

    /** For the container. */
    @Activate
    public WebConsolePlugin(
            @Reference PlugControl control,
            @Reference PlugDirectory plugs,
            @Reference SessionDirectory sessions,
            @Reference HealthReport health) {
        this.control = control;
        this.health = health;
        this.overview = new Overview(control, plugs, sessions);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        show(response, null);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String nonce = request.getParameter("nonce");
        String site = request.getHeader("sec-fetch-site");
        if (nonce == null
                || !nonces.use(nonce)
                || site != null && !site.equals("same-origin") && !site.equals("none")) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            show(response, "Nothing was changed: that form was too old, or not of this page.");
            return;
        }
        show(response, change(request));
    }

    private String change(HttpServletRequest request) {
        try {
            return told(
                    switch (wanted(request, "action")) {
                        case "remove" ->
                                control.remove(
                                        wanted(request, "bundle"), ChangeOptions.DEFAULT, it -> {});
                        case "update" ->
                                control.update(
                                        source(wanted(request, "source")),
                                        ChangeOptions.DEFAULT,
                                        it -> {});
                        default -> throw new IllegalArgumentException("there is no such change");
                    });
        } catch (IllegalArgumentException e) {
            return "Nothing was changed: " + e.getMessage();
        }
    }

    private static String wanted(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value.strip();
    }

    private static PlugSource source(String text) {
        Path root = Path.of("/");
        PlugSource source = PlugSource.parse(text, root);
        if (source.path().equals(root.resolve(text).normalize()) && !Path.of(text).isAbsolute()) {
            throw new IllegalArgumentException(
                    "give an absolute path on the machine that runs this, or"
                            + " group:artifact:version");
        }
        return source;
    }

    private static String told(CompletionStage<List<PlugChange>> change) {
        try {
            return Overview.done(
                    change.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return "It is under way: the list of changes shows when it is done.";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "It is under way, and this server stops.";
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause();
            return "Nothing was changed: "
                    + (cause instanceof PlugRefusedException refused
                            ? refused.getMessage()
                            : "it failed; the log says why");
        }
    }

    private void show(HttpServletResponse response, @Nullable String message) throws IOException {
        Html html = new Html();
        if (message != null) {
            html.raw("<p class=\"statline ui-state-highlight\" role=\"status\">")
                    .text(message)
                    .raw("</p>");
        }
        Console page = console;
        if (page != null) {
            html.raw("<p>Talk to an agent, watch calls and swap plugs in <a href=\"")
                    .text(page.address().toString())
                    .raw("\">Patchbay's own console</a>. It asks for its own token.</p>");
        }
        overview.health(html, newest());
        overview.plugs(html, nonces);
        overview.sessions(html);
        overview.history(html);
        response.setContentType("text/html");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("cache-control", "no-store");
        response.getWriter().write(html.toString());
    }

    private JsonNode newest() {
        return health.latest()
                .toCompletableFuture()
                .<JsonNode>thenApply(it -> it)
                .exceptionally(failure -> JsonNodeFactory.instance.objectNode())
                .completeOnTimeout(
                        JsonNodeFactory.instance.objectNode(), PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
