package io.patchbay.transport.browser.internal;

import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which pages may call. A program sends no {@code Origin} and may; a page that this door served
 * itself may; all others must be listed. Pages that reach this machine by a name of somebody else's
 * are not of this door (DNS rebinding).
 */
final class Origins {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Set<String> listed;
    private final String host;
    private final boolean local;

    /** Those that are listed, and this door's own at {@code host}. */
    Origins(Set<String> listed, String host) {
        this.listed = listed;
        this.host = host.toLowerCase(Locale.ROOT);
        this.local = isLocal(host);
    }

    /** The origin of the page that asks, in lower case; empty for a program. */
    static String of(IncomingRequest request) {
        return request.headers().first("origin").orElse("").toLowerCase(Locale.ROOT);
    }

    /** Why this request may not come in; empty when it may. */
    Optional<HttpResponse> refusal(IncomingRequest request) {
        List<String> said = request.headers().all("origin");
        if (said.isEmpty()) {
            String site = request.headers().first("sec-fetch-site").orElse("none");
            return site.equals("none") || site.equals("same-origin")
                    ? Optional.empty()
                    : Optional.of(refused());
        }
        String origin = of(request);
        return said.size() == 1 && (isListed(origin) || isOwn(request, origin))
                ? Optional.empty()
                : Optional.of(refused());
    }

    private static HttpResponse refused() {
        return Answers.error(
                403,
                "origin",
                "pages of this origin may not call; the setting 'origins' lists who");
    }

    /** As it is, or with any port where the list says so. */
    private boolean isListed(String origin) {
        return listed.contains(origin)
                || listed.contains(origin.replaceFirst(":\\d{1,5}$", "") + ":*");
    }

    private boolean isOwn(IncomingRequest request, String origin) {
        List<String> hosts = request.headers().all("host");
        if (hosts.size() != 1) {
            return false;
        }
        String at = hosts.get(0).toLowerCase(Locale.ROOT);
        return origin.equals((request.secure() ? "https://" : "http://") + at) && isOurs(at);
    }

    private boolean isOurs(String at) {
        String name = at.replaceFirst(":\\d+$", "");
        return LOOPBACK.contains(name) ? local : name.equals(host);
    }

    private static boolean isLocal(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    /** Lets the page that asked read the answer; other pages cannot. */
    HttpResponse readable(IncomingRequest request, HttpResponse answer) {
        HttpResponse varied = answer.with("vary", "Origin");
        String origin = of(request);
        return origin.isEmpty() || refusal(request).isPresent()
                ? varied
                : varied.with("access-control-allow-origin", origin)
                        .with("access-control-expose-headers", "Location, Retry-After");
    }

    /** Answers what a browser asks before it sends. */
    HttpResponse preflight(IncomingRequest request) {
        return refusal(request)
                .orElseGet(
                        () ->
                                readable(request, HttpResponse.of(204))
                                        .with(
                                                "access-control-allow-methods",
                                                "GET, POST, PATCH, DELETE")
                                        .with(
                                                "access-control-allow-headers",
                                                "Authorization, Content-Type")
                                        .with("access-control-max-age", "600"));
    }
}
