package io.patchbay.console.internal;

import io.patchbay.management.PlugUploads;
import io.patchbay.management.PlugUploads.Wish;
import io.patchbay.management.resource.Resource;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A jar that is sent to be installed: its bytes go to a file as they come, on the thread of the
 * servlet, and never stand in memory as a whole.
 *
 * @param uploads takes it in
 * @param wish what is to be done with it
 * @param request that brings it
 */
record Uploading(PlugUploads uploads, Wish wish, HttpServletRequest request) {

    /** That of a request; null where it brings no jar, or nobody takes one. */
    static @Nullable Uploading of(
            HttpServletRequest request, Resource resource, @Nullable PlugUploads uploads) {
        String type = request.getContentType();
        if (uploads == null
                || type == null
                || !type.split(";", 2)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(PlugUploads.TYPE)) {
            return null;
        }
        return switch (resource.method() + " " + resource.path()) {
            case "POST /v1/plugs/install" -> new Uploading(uploads, Wish.INSTALL, request);
            case "POST /v1/plugs/update" -> new Uploading(uploads, Wish.UPDATE, request);
            default -> null;
        };
    }

    /** Reads the jar, and answers then or later. */
    void serve(ServletExchange exchange) throws IOException {
        uploads.serve(wish, exchange, request.getInputStream());
    }
}
