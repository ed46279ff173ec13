package io.patchbay.console.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Under which names the console answers, and to pages from where. A name of somebody else's that
 * leads here is refused (DNS rebinding), and so is whatever another site's page sends.
 */
final class Hosts {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Set<String> named;
    private final boolean allowPlain;

    Hosts(ConsoleSettings settings) {
        named = settings.hosts();
        allowPlain = settings.allowPlain();
    }

    /** Why a request may not come in, or empty. */
    Optional<String> refusal(HttpServletRequest request) {
        String host = host(request);
        if (host.isEmpty() || !(isLoopback(host) || isNamed(host))) {
            return Optional.of(
                    "this console does not answer to that name; open it as 127.0.0.1, or list the name in the setting 'hosts' of io.patchbay.console");
        }
        if (!isLocal(request.getRemoteAddr())) {
            if (named.isEmpty()) {
                return Optional.of(
                        "this console is for its own machine; the setting 'hosts' of io.patchbay.console opens it to others");
            }
            if (!request.isSecure() && !allowPlain) {
                return Optional.of(
                        "this console is reached without TLS; use https, or set 'allow-plain' of io.patchbay.console");
            }
        }
        return Optional.empty();
    }

    /** Whether what a browser says of where a request comes from lets it in. */
    boolean isSameSite(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            String own = "://" + host(request);
            String from = origin.toLowerCase(Locale.ROOT);
            if (!from.equals("http" + own) && !from.equals("https" + own)) {
                return false;
            }
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none");
    }

    /**
     * The origin of the page that asks. For what a page reads of its own server a browser says only
     * that: the origin is certain then where no proxy can be in front.
     */
    static Optional<String> origin(HttpServletRequest request) {
        String said = request.getHeader("Origin");
        if (said != null) {
            return Optional.of(said.toLowerCase(Locale.ROOT));
        }
        String host = host(request);
        return "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                        && (request.isSecure() || isLoopback(host))
                ? Optional.of((request.isSecure() ? "https://" : "http://") + host)
                : Optional.empty();
    }

    /** Whether a cookie is to travel over TLS alone: a proxy in front has it where we have not. */
    boolean isSecure(HttpServletRequest request) {
        return request.isSecure() || !isLoopback(host(request)) && !allowPlain;
    }

    /** The one that the request names, or nothing. */
    private static String host(HttpServletRequest request) {
        List<String> hosts = Collections.list(request.getHeaders("Host"));
        return hosts.size() == 1 ? hosts.get(0).toLowerCase(Locale.ROOT) : "";
    }

    /** With any port: whoever forwards a port calls it by the one at their end. */
    private static boolean isLoopback(String host) {
        return LOOPBACK.contains(name(host));
    }

    private static String name(String host) {
        return host.replaceFirst(":\\d{1,5}$", "");
    }

    private boolean isNamed(String host) {
        return named.contains(host) || named.contains(name(host));
    }

    private static boolean isLocal(String address) {
        try {
            // an address, so nothing is looked up
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
