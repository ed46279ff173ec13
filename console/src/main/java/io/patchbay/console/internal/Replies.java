package io.patchbay.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;

/** Short answers, for programs and for people. */
final class Replies {

    private Replies() {}

    /** {@code {"error": message}}, as bytes. */
    static byte[] json(String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", message)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses a request before it has done anything: a page for people, JSON for programs. */
    static void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException {
        boolean people = isPage(request);
        byte[] body = people ? page(request, message) : json(message);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(
                people ? "text/html;charset=utf-8" : "application/json;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Whether somebody opened it in a browser. */
    static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET")
                && !request.getServletPath().startsWith("/api")
                && accept != null
                && accept.contains("text/html");
    }

    private static byte[] page(HttpServletRequest request, String message) {
        // a strict cookie is not sent when another site's link leads here; it is when the page
        // itself asks again
        boolean again = "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
        return ("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                        + "<meta name=\"color-scheme\" content=\"light dark\">"
                        + (again ? "<meta http-equiv=\"refresh\" content=\"0;url=./\">" : "")
                        + "<title>Patchbay</title></head><body><main><h1>Patchbay</h1><p>"
                        + escaped(message)
                        + "</p></main></body></html>\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
