package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ClientSettings;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.MultipartForm;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The request that turns an offer into a call: {@code POST} of the SDP to the provider's calls
 * endpoint, answered with 2xx, the answer's SDP, and the call's address in {@code Location}
 * (reference/openai-realtime-protocol.md §10).
 *
 * <p>Where the endpoint names parts that go with an offer, a form is sent: {@code sdp} and those
 * parts. Where it names none, the SDP is the whole body: the credential, an ephemeral one, knows
 * the session then. Redirects are not followed, so that no credential leaves for elsewhere.
 */
final class Call {

    private static final String SDP = "application/sdp";
    private static final int MAX_ANSWER = 256 << 10;
    private static final int LONGEST_ID = 256;

    private Call() {}

    /**
     * Posts an offer; the answer arrives on the loop.
     *
     * @throws IllegalArgumentException when a part of the endpoint cannot be sent; the message
     *     repeats no value
     * @throws IllegalStateException when a secret of the endpoint was wiped
     */
    static CompletableFuture<HttpResponse> post(
            Endpoint endpoint,
            String offer,
            ClientSettings client,
            Duration timeout,
            SerialLoop loop) {
        HttpRequest.Builder request =
                HttpRequest.builder("POST", endpoint.uri())
                        .timeout(timeout)
                        .maxResponseBytes(MAX_ANSWER)
                        .tls(client.tls())
                        .allowPlain(client.allowPlain())
                        .header("accept", SDP);
        client.proxy().ifPresent(request::proxy);
        endpoint.headers().forEach(request::header);
        endpoint.secretHeaders().forEach((name, value) -> request.header(name, value.reveal()));
        if (endpoint.offerParts().isEmpty()) {
            request.body(SDP, offer);
        } else {
            MultipartForm form = new MultipartForm().part("sdp", SDP, offer);
            endpoint.offerParts()
                    .forEach((name, json) -> form.part(name, "application/json", json));
            request.body(form.contentType(), form.bytes());
        }
        return new HttpClient().send(request.build(), loop).toCompletableFuture();
    }

    /** The call's id: the last segment of {@code Location}; null when there is none. */
    static @Nullable String id(HttpResponse answer) {
        String location = answer.headers().first("location").orElse("");
        String path = location.replaceFirst("[?#].*", "").replaceFirst("/+$", "");
        String id = path.substring(path.lastIndexOf('/') + 1);
        return id.length() <= LONGEST_ID && id.matches("[A-Za-z0-9._~%-]+") ? id : null;
    }
}
