package io.patchbay.net.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A whole answer: what a client received, or what a route sends.
 *
 * <p>Content length and connection headers are the server's business; a route does not set them.
 * The body is not copied, and belongs to the response from then on.
 *
 * @param status 100 to 999
 * @param headers all headers in their order
 * @param body the bytes of the body; empty when there is none
 */
public record HttpResponse(int status, HttpHeaders headers, byte[] body) {

    /** Refuses a status that is none. */
    public HttpResponse {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("not an HTTP status: " + status);
        }
    }

    /** An answer without body. */
    public static HttpResponse of(int status) {
        return new HttpResponse(status, HttpHeaders.none(), new byte[0]);
    }

    /** An answer with plain text (UTF-8). */
    public static HttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    /** An answer with JSON, which is sent as it is. */
    public static HttpResponse json(int status, String json) {
        return of(status, "application/json", json);
    }

    /** An answer with text (UTF-8) of a given type. */
    public static HttpResponse of(int status, String contentType, String text) {
        return new HttpResponse(
                status,
                HttpHeaders.of("content-type", contentType),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer with one header more. */
    public HttpResponse with(String name, String value) {
        return new HttpResponse(status, headers.with(name, value), body);
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HttpResponse that
                && that.status == status
                && that.headers.equals(headers)
                && Arrays.equals(that.body, body);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * status + headers.hashCode()) + Arrays.hashCode(body);
    }

    /** Status and length; bodies may be private. */
    @Override
    public String toString() {
        return "HttpResponse[" + status + ", " + body.length + " bytes]";
    }
}
