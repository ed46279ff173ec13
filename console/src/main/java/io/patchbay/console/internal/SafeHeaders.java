package io.patchbay.console.internal;

import io.patchbay.net.http.HttpDoors;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/** What every answer tells a browser, so that a page of ours runs nothing but ourselves. */
final class SafeHeaders {

    private SafeHeaders() {}

    /** Puts them on an answer. */
    static void on(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", policy());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader(
                "Permissions-Policy", "microphone=(self), camera=(), geolocation=(), payment=()");
    }

    private static String policy() {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
                + "media-src 'self' blob:; connect-src "
                + String.join(" ", reachable())
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** Besides itself, the page reaches the doors that carry a browser's sound. */
    private static Set<String> reachable() {
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add("'self'");
        for (HttpDoors.Listening door : HttpDoors.listening()) {
            if (door.name().startsWith("browser")) {
                URI uri = door.uri();
                boolean secure = "https".equals(uri.getScheme());
                addresses.add((secure ? "https://" : "http://") + uri.getRawAuthority());
                addresses.add((secure ? "wss://" : "ws://") + uri.getRawAuthority());
            }
        }
        return addresses;
    }
}
