package io.patchbay.launcher;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The address of a model, as typed on the command line. */
final class Address {

    private static final String LOOKS_LIKE =
            "; it looks like wss://HOST/PATH, or ws://127.0.0.1:PORT/PATH on this machine";

    private Address() {}

    /**
     * The address, checked as far as it can be without a connection.
     *
     * @param text what was typed, or null
     * @param transport the transport that is to use it
     * @return null for null
     * @throws UsageException for what is no address, or none that may be used
     */
    static @Nullable URI of(@Nullable String text, String transport) {
        if (text == null) {
            return null;
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new UsageException("--url: '" + text + "' is no address" + LOOKS_LIKE);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || scheme.isEmpty()) {
            throw new UsageException(
                    "--url: '"
                            + text
                            + "' has no "
                            + (scheme.isEmpty() ? "scheme" : "host")
                            + LOOKS_LIKE);
        }
        if (uri.getPort() > 65_535) {
            throw new UsageException("--url: there is no port " + uri.getPort());
        }
        if (transport.equals("websocket")) {
            checkWebSocket(uri, scheme);
        } else if (transport.equals("cloudflare")) {
            checkWeb(uri, scheme, "a line", "wss://HOST/PATH or https://HOST/PATH");
        } else if (transport.equals("webrtc")) {
            // an offer is posted: the address of the service will do, with or without its path
            checkWeb(uri, scheme, "where calls are made", "https://host/v1/realtime/calls");
        }
        return uri;
    }

    private static void checkWebSocket(URI uri, String scheme) {
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new UsageException(
                    "--url: a WebSocket's address does not begin with " + scheme + LOOKS_LIKE);
        }
        if (scheme.equals("ws") && !isLocal(uri)) {
            throw new UsageException(
                    "--url: ws: is not encrypted and stays on this machine; use wss: for "
                            + uri.getHost());
        }
    }

    private static void checkWeb(URI uri, String scheme, String what, String like) {
        if (!List.of("http", "https", "ws", "wss").contains(scheme)) {
            throw new UsageException(
                    "--url: "
                            + what
                            + " does not begin with "
                            + scheme
                            + "; it looks like "
                            + like);
        }
        if (List.of("http", "ws").contains(scheme) && !isLocal(uri)) {
            throw new UsageException(
                    "--url: "
                            + scheme
                            + ": is not encrypted and stays on this machine; use "
                            + scheme
                            + "s: for "
                            + uri.getHost());
        }
    }

    /** Whether the address is this machine's own. */
    static boolean isLocal(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
