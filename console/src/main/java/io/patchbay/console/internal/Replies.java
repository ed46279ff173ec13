package io.patchbay.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;

/** Short answers, for programs and for people. */
public final class Replies {

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
        if (hasBody(request)) {
            // what nobody reads ends the connection: who sent it must not ask on it again
            response.setHeader("Connection", "close");
        }
        if (isPage(request)) {
            send(response, status, "text/html;charset=utf-8", page(request, message));
        } else {
            error(response, status, message);
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Whether somebody opened it in a browser. */
    static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET")
                && !request.getServletPath().startsWith("/api")
                && accept != null
                && accept.contains("text/html");
    }

    /** Answers {@code {"error": message}} to a program that was let in. */
    public static void error(HttpServletResponse response, int status, String message)
            throws IOException {
        send(response, status, "application/json;charset=utf-8", json(message));
    }

    private static void send(HttpServletResponse response, int status, String type, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
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
