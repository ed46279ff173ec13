package io.patchbay.net.internal;

import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What a server answered in place of an upgrade, and what to do about it. */
final class Refusals {

    private static final int LONGEST_BODY = 8192;
    private static final int LONGEST_ADDRESS = 200;

    private Refusals() {}

    /** The failure that an answer without a WebSocket is. */
    static ConnectionException of(Target target, UpgradeResponse answer) {
        byte[] body = answer.body();
        byte[] beginning = body.length > LONGEST_BODY ? Arrays.copyOf(body, LONGEST_BODY) : body;
        return new ConnectionException(
                Kind.HTTP_STATUS,
                target.hostAndPort()
                        + " answered "
                        + answer.status()
                        + " instead of opening a WebSocket; "
                        + hint(target, answer),
                answer.status(),
                new String(beginning, StandardCharsets.UTF_8));
    }

    private static String hint(Target target, UpgradeResponse answer) {
        int status = answer.status();
        return switch (status) {
            case 301, 302, 303, 307, 308 -> redirect(target, answer);
            case 401, 403 -> "check the credentials";
            case 404 -> "check the path";
            case 407 -> "check the proxy's credentials";
            case 426 -> "it wants another protocol version";
            case 429 -> "it has too many requests, " + later(answer);
            default ->
                    status >= 500
                            ? "it is in trouble, " + later(answer)
                            : status < 300
                                    ? "no WebSocket is served there, check the address"
                                    : "check the request";
        };
    }

    private static String redirect(Target target, UpgradeResponse answer) {
        String to = address(target, answer.headers().first("location").orElse("").strip());
        return "redirects are not followed, use the final address"
                + (to.isEmpty() ? "" : ": " + to);
    }

    /** Where it leads, without a query, which may hold what nobody should see. */
    private static String address(Target target, String location) {
        try {
            URI from =
                    URI.create(
                            (target.secure() ? "https://" : "http://") + target.authority() + "/");
            URI to = from.resolve(location);
            if (location.isEmpty() || to.getHost() == null) {
                return "";
            }
            String scheme =
                    switch (String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT)) {
                        case "https", "wss" -> "wss";
                        case "http", "ws" -> "ws";
                        default -> "";
                    };
            String port = to.getPort() < 0 ? "" : ":" + to.getPort();
            String path = to.getRawPath() == null ? "" : to.getRawPath();
            String address = scheme + "://" + to.getHost() + port + path;
            return scheme.isEmpty() || address.length() > LONGEST_ADDRESS ? "" : address;
        } catch (IllegalArgumentException e) {
            return ""; // it leads nowhere
        }
    }

    /** RFC 9110, section 10.2.3; a date is as good as nothing where clocks differ. */
    private static String later(UpgradeResponse answer) {
        String seconds = answer.headers().first("retry-after").orElse("").strip();
        return seconds.matches("\\d{1,6}") ? "try again in " + seconds + " s" : "try later";
    }
}
