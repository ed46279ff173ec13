package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.IncomingRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A request whose head was checked and which found its route.
 *
 * @param request what routes see
 * @param route that answers
 * @param handler of the route
 * @param maxBodyBytes of the route
 * @param announcesBody whether a body follows
 * @param expectsContinue whether the client waits for a 100 before the body
 * @param http10 whether the client is too old for chunks
 */
record Incoming(
        IncomingRequest request,
        HttpRoute route,
        HttpHandler handler,
        int maxBodyBytes,
        boolean announcesBody,
        boolean expectsContinue,
        boolean http10)
        implements Parsed {

    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    /**
     * A request that gets no further.
     *
     * @param broken whether the stream behind it makes no sense any more
     */
    record Refused(int status, String message, HttpHeaders headers, boolean broken)
            implements Parsed {}

    static Parsed of(
            HttpRequest request,
            Channel channel,
            boolean secure,
            HttpServerConfig config,
            Routes routes) {
        if (!request.decoderResult().isSuccess()) {
            return broken(request.decoderResult().cause());
        }
        if (request.headers().size() > config.maxHeaders()) {
            return refused(431, "there are more than " + config.maxHeaders() + " headers");
        }
        String uri = request.uri();
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            uri = absolute(uri);
        }
        if (!uri.startsWith("/")) {
            return refused(400, "the request's address is malformed");
        }
        int question = uri.indexOf('?');
        String rawPath = question < 0 ? uri : uri.substring(0, question);
        List<String> segments;
        try {
            segments = PathPattern.segments(rawPath);
        } catch (IllegalArgumentException e) {
            return refused(400, "the request's path holds " + e.getMessage());
        }
        String method = request.method().name();
        var match = routes.find(method, segments, isUpgrade(request));
        if (match instanceof Routes.Match.Found found) {
            var seen =
                    new IncomingRequest(
                            method,
                            "/" + String.join("/", segments),
                            question < 0 ? "" : uri.substring(question + 1),
                            Headers.of(request.headers()),
                            found.parameters(),
                            (InetSocketAddress) channel.remoteAddress(),
                            secure);
            return checkBody(request, seen, found);
        }
        var none = (Routes.Match.None) match;
        HttpHeaders more =
                none.status() == 405
                        ? HttpHeaders.of("allow", none.allow())
                        : none.status() == 426
                                ? HttpHeaders.of("upgrade", "websocket", "connection", "Upgrade")
                                : HttpHeaders.none();
        return new Refused(none.status(), none.message(), more, false);
    }

    private static Parsed checkBody(
            HttpRequest request, IncomingRequest seen, Routes.Match.Found found) {
        int bound =
                found.handler() instanceof HttpHandler.Upgrade ? 0 : found.route().maxBodyBytes();
        boolean chunked = HttpUtil.isTransferEncodingChunked(request);
        long length = HttpUtil.getContentLength(request, -1L);
        if (length > bound) {
            return refused(413, "the body is over the bound of " + bound + " bytes");
        }
        // programs say of what type a body is also where there never is one
        boolean wantsBody = !BODILESS.contains(request.method().name());
        if (length < 0
                && !chunked
                && wantsBody
                && request.headers().contains(HttpHeaderNames.CONTENT_TYPE)) {
            return refused(411, "the body needs a content-length");
        }
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
            return refused(417, "this server knows no such expectation");
        }
        return new Incoming(
                seen,
                found.route(),
                found.handler(),
                bound,
                chunked || length > 0,
                expect != null && (chunked || length > 0),
                request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0);
    }

    static boolean announcesBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private static boolean isUpgrade(HttpRequest request) {
        var headers = request.headers();
        return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    private static String absolute(String uri) {
        try {
            var parsed = URI.create(uri);
            String path = parsed.getRawPath().isEmpty() ? "/" : parsed.getRawPath();
            return parsed.getRawQuery() == null ? path : path + "?" + parsed.getRawQuery();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Refused broken(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refused(414, "the request's address is too long", HttpHeaders.none(), true);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refused(431, "the request's headers are too long", HttpHeaders.none(), true);
        }
        return new Refused(400, "the request is malformed", HttpHeaders.none(), true);
    }

    private static Refused refused(int status, String message) {
        return new Refused(status, message, HttpHeaders.none(), false);
    }
}
