package io.patchbay.transport.browser.internal;

import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.transport.browser.internal.Credentials.Grant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may begin a call. Any thread. */
final class Admission {

    private static final String BEARER = "bearer ";

    private final Origins origins;
    private final Credentials credentials;
    private final CallDesk desk;

    Admission(Origins origins, Credentials credentials, CallDesk desk) {
        this.origins = origins;
        this.credentials = credentials;
        this.desk = desk;
    }

    /**
     * A caller who may come in, or the answer to one who may not.
     *
     * @param refusal the answer, or null
     * @param metadata what is known of the caller
     * @param digest of the credential
     * @param leave gives the room back
     */
    record Guest(
            @Nullable HttpResponse refusal,
            Map<String, String> metadata,
            String digest,
            Runnable leave) {

        private static Guest refused(HttpResponse answer) {
            return new Guest(answer, Map.of(), "", () -> {});
        }
    }

    /** What the header {@code Authorization} shows, or empty. */
    static Optional<String> bearer(IncomingRequest request) {
        List<String> shown = request.headers().all("authorization");
        return shown.size() == 1 && shown.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(shown.get(0).substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /** Lets somebody in, who uses up the credential by that. */
    Guest admit(IncomingRequest request, Optional<String> credential, String media) {
        Optional<HttpResponse> stranger = origins.refusal(request);
        if (stranger.isPresent()) {
            return Guest.refused(stranger.get());
        }
        String shown = credential.orElse("");
        String origin = Origins.of(request);
        // room first: who finds none comes again with the same credential
        Optional<Runnable> room = desk.room(request.remote().getAddress());
        if (room.isEmpty()) {
            return Guest.refused(
                    Answers.error(503, "full", "too many calls are up; try again later")
                            .with("retry-after", "5"));
        }
        Optional<Grant> grant = credentials.redeem(shown, origin);
        if (grant.isEmpty()) {
            room.get().run();
            return Guest.refused(
                    Answers.error(
                                    401,
                                    "credential",
                                    "the credential is missing, unknown, used, expired, or for"
                                            + " another origin")
                            .with("www-authenticate", "Bearer"));
        }
        Map<String, String> metadata = new LinkedHashMap<>(grant.get().metadata());
        metadata.put("media", media);
        metadata.put("remote", request.remote().getAddress().getHostAddress());
        if (!origin.isEmpty()) {
            metadata.put("origin", origin);
        }
        return new Guest(null, metadata, Credentials.digest(shown), room.get());
    }

    Origins origins() {
        return origins;
    }

    CallDesk desk() {
        return desk;
    }
}
