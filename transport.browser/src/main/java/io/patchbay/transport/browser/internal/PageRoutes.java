package io.patchbay.transport.browser.internal;

import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The script for pages, which anybody may have, and the page to try it out. */
final class PageRoutes {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src"
                    + " blob:; worker-src 'self' blob:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private PageRoutes() {}

    static List<HttpRoute> of(DoorSettings settings) {
        List<HttpRoute> routes = new ArrayList<>();
        String script = "text/javascript; charset=utf-8";
        // a module is fetched by pages of other origins, too; it holds nothing of anybody's
        routes.add(
                file(settings.path() + "/client.js", "client.js", script)
                        .with("access-control-allow-origin", "*")
                        .route());
        routes.add(
                file(settings.path() + "/worklet.js", "worklet.js", script)
                        .with("access-control-allow-origin", "*")
                        .route());
        if (settings.page()) {
            routes.add(
                    file(settings.path() + "/", "page.html", "text/html; charset=utf-8")
                            .with("content-security-policy", POLICY)
                            .with("permissions-policy", "microphone=(self)")
                            .route());
            routes.add(file(settings.path() + "/page.js", "page.js", script).route());
            routes.add(
                    file(settings.path() + "/page.css", "page.css", "text/css; charset=utf-8")
                            .route());
        }
        return routes;
    }

    private record Resource(String path, HttpResponse answer) {
        Resource with(String name, String value) {
            return new Resource(path, answer.with(name, value));
        }

        HttpRoute route() {
            return HttpRoute.of("GET", path, exchange -> exchange.respond(answer));
        }
    }

    private static Resource file(String path, String name, String type) {
        try (InputStream in = PageRoutes.class.getResourceAsStream("/patchbay-browser/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks its file " + name);
            }
            return new Resource(
                    path,
                    Answers.safe(
                                    new HttpResponse(
                                            200,
                                            HttpHeaders.of("content-type", type),
                                            in.readAllBytes()))
                            .with("cache-control", "no-cache"));
        } catch (IOException e) {
            throw new IllegalStateException("the bundle's file " + name + " cannot be read", e);
        }
    }
}
