package io.patchbay.net.fetch;

import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to the wish for an upgrade. Exactly one of {@link #bytes}, {@link
 * #messages} and a body is there.
 *
 * <p>{@link #toString()} shows the status alone.
 */
public final class UpgradeResponse {

    /** How the server agreed, or refused. */
    public enum Version {
        /** RFC 9110, section 7.8: agreement is 101 with the headers of RFC 6455, section 4.2.2. */
        HTTP_1_1,
        /** RFC 8441: agreement is a status of 200 to 299, and there is no accept key. */
        HTTP_2,
        /** RFC 9220; as with HTTP/2. */
        HTTP_3
    }

    private final Version version;
    private final HttpResponse head;
    private final @Nullable ByteStream bytes;
    private final @Nullable MessageStream messages;

    private UpgradeResponse(
            Version version,
            HttpResponse head,
            @Nullable ByteStream bytes,
            @Nullable MessageStream messages) {
        this.version = Objects.requireNonNull(version, "version");
        this.head = Objects.requireNonNull(head, "head");
        this.bytes = bytes;
        this.messages = messages;
    }

    /** The server answered in place of an upgrade. */
    public static UpgradeResponse refused(Version version, HttpResponse answer) {
        return new UpgradeResponse(version, answer, null, null);
    }

    /**
     * The server agreed; from here on bytes go both ways, frames of WebSocket as they travel.
     *
     * @param stream not started; whoever gets it starts or aborts it
     */
    public static UpgradeResponse upgraded(
            Version version, int status, HttpHeaders headers, ByteStream stream) {
        return new UpgradeResponse(
                version,
                new HttpResponse(status, headers, new byte[0]),
                Objects.requireNonNull(stream, "stream"),
                null);
    }

    /**
     * The server agreed, and the platform frames messages by itself; it has checked the proof of
     * the handshake, of which its answer need not hold anything.
     *
     * @param stream not started; whoever gets it starts or aborts it
     */
    public static UpgradeResponse upgraded(
            Version version, int status, HttpHeaders headers, MessageStream stream) {
        return new UpgradeResponse(
                version,
                new HttpResponse(status, headers, new byte[0]),
                null,
                Objects.requireNonNull(stream, "stream"));
    }

    /** How it travelled. */
    public Version version() {
        return version;
    }

    /** The status of the answer. */
    public int status() {
        return head.status();
    }

    /** The headers of the answer. */
    public HttpHeaders headers() {
        return head.headers();
    }

    /** The beginning of the body of a refusal; empty after an upgrade. */
    public byte[] body() {
        return head.body();
    }

    /** The stream of bytes, where it is one. */
    public @Nullable ByteStream bytes() {
        return bytes;
    }

    /** The stream of messages, where it is one. */
    public @Nullable MessageStream messages() {
        return messages;
    }

    @Override
    public String toString() {
        return "UpgradeResponse[" + version + " " + status() + "]";
    }
}
