package io.patchbay.management.internal;

import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may come in: programs of this machine that know the token, and no page of a browser.
 */
public final class Doorkeeper {

    private static final String BEARER = "bearer ";

    private final Set<String> hosts;
    private final byte[] token;

    /**
     * For one door.
     *
     * @param port that it listens on
     * @param token that opens it
     */
    public Doorkeeper(int port, String token) {
        hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Empty for who may come in, else the answer. */
    Optional<HttpResponse> refusal(IncomingRequest request) {
        List<String> host = request.headers().all("host");
        if (host.size() != 1 || !hosts.contains(host.get(0).toLowerCase(Locale.ROOT))) {
            // a name of somebody else's that leads here: DNS rebinding
            return Optional.of(DoorAnswers.error(403, "this door answers to 127.0.0.1 alone"));
        }
        // browsers send these, and programs do not
        String site = request.headers().first("sec-fetch-site").orElse("none");
        if (request.headers().contains("origin") || !site.equals("none")) {
            return Optional.of(DoorAnswers.error(403, "pages of a browser may not come in"));
        }
        if (!request.remote().getAddress().isLoopbackAddress()) {
            return Optional.of(DoorAnswers.error(403, "other machines may not come in"));
        }
        if (!knowsToken(request.headers().all("authorization"))) {
            return Optional.of(
                    DoorAnswers.error(
                                    401,
                                    "the token is missing or wrong; it stands in the state folder of the running instance")
                            .with("www-authenticate", "Bearer"));
        }
        return Optional.empty();
    }

    private boolean knowsToken(List<String> authorization) {
        if (authorization.size() != 1) {
            return false;
        }
        String shown = authorization.get(0);
        return shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        token,
                        shown.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
