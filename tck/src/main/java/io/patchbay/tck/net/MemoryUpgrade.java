package io.patchbay.tck.net;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/**
 * One request that came to a {@link MemoryFetch}, waiting for its answer: one of the methods here,
 * at once or later, from any thread. A second answer is dropped. Whoever keeps it and answers
 * nothing is a server that never answers.
 */
public final class MemoryUpgrade {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpRequest request;
    private final SerialLoop loop;
    private final CompletableFuture<UpgradeResponse> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();

    MemoryUpgrade(HttpRequest request, SerialLoop loop) {
        this.request = request;
        this.loop = loop;
        answer.whenComplete(
                (given, failure) -> {
                    if (answer.isCancelled()) {
                        givenUp.complete(null);
                    }
                });
    }

    CompletableFuture<UpgradeResponse> answer() {
        return answer;
    }

    /** What was asked, with the headers of the handshake. */
    public HttpRequest request() {
        return request;
    }

    /** Completes when whoever asked has cancelled the request before an answer. */
    public CompletableFuture<Void> givenUp() {
        return givenUp;
    }

    /** Answers something else than an upgrade. */
    public void refuse(HttpResponse with) {
        answer.complete(UpgradeResponse.refused(Version.HTTP_1_1, with));
    }

    /** Fails as a network does, or as no fetch should. */
    public void fail(Throwable with) {
        answer.completeExceptionally(with);
    }

    /** Answers exactly this. */
    public void answer(UpgradeResponse with) {
        if (!answer.complete(with) && with.bytes() != null) {
            with.bytes().abort();
        }
    }

    /** Accepts without a subprotocol. */
    public MemorySocket accept() {
        return accept(HttpHeaders.none());
    }

    /**
     * Accepts with further headers, the subprotocol's among them.
     *
     * @return the server's end of the WebSocket
     */
    public MemorySocket accept(HttpHeaders headers) {
        return new MemorySocket(acceptBytes(headers));
    }

    /**
     * Accepts, and leaves the frames to the test.
     *
     * @return the server's end of the stream
     */
    public MemoryBytes acceptBytes(HttpHeaders headers) {
        return acceptBytes(Version.HTTP_1_1, 101, agreement(headers));
    }

    /**
     * Answers with a stream, and with exactly this status and these headers, right or wrong.
     *
     * @return the server's end of the stream
     */
    public MemoryBytes acceptBytes(Version version, int status, HttpHeaders headers) {
        MemoryBytes bytes = new MemoryBytes(loop);
        answer(UpgradeResponse.upgraded(version, status, headers, bytes.nearEnd()));
        return bytes;
    }

    /** These headers and those with which a server agrees over HTTP/1.1 (RFC 6455, 4.2.2). */
    public HttpHeaders agreement(HttpHeaders headers) {
        return headers.with("upgrade", "websocket")
                .with("connection", "upgrade")
                .with("sec-websocket-accept", proof());
    }

    private String proof() {
        String key = request.headers().first("sec-websocket-key").orElse("");
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
