package io.patchbay.net.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Writes a form of named parts, {@code multipart/form-data} (RFC 7578). A part has a type and no
 * file name.
 *
 * <p>Not for use by several threads.
 */
public final class MultipartForm {

    private final String boundary = "patchbay-" + UUID.randomUUID();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(4_096);

    /** A form without parts. */
    public MultipartForm() {}

    /**
     * Adds a part.
     *
     * @param name letters, digits, {@code -} and {@code _}
     * @param contentType the type of the part
     * @param text sent as UTF-8, unchanged
     * @throws IllegalArgumentException for another name, or a type with a line break
     */
    public MultipartForm part(String name, String contentType, String text) {
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "the name of a part has letters, digits, '-' and '_' only, not '" + name + "'");
        }
        String type = new HttpHeaders.Header("content-type", contentType).value();
        write("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n");
        write("Content-Type: " + type + "\r\n\r\n");
        write(text);
        write("\r\n");
        return this;
    }

    /** The type of the whole, with the boundary. */
    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The whole with the parts so far. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(body.size() + 64);
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }

    private void write(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
