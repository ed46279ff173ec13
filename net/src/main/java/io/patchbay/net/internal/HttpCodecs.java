package io.patchbay.net.internal;

import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.patchbay.net.http.HttpServerConfig;

/** Netty's HTTP codecs with our bounds. */
final class HttpCodecs {

    private static final int LINE = 8192;
    private static final int HEADERS = 32768;
    private static final int CHUNK = 65536;

    private HttpCodecs() {}

    static HttpClientCodec client() {
        return new HttpClientCodec(bounds(LINE, HEADERS), false, false);
    }

    static HttpServerCodec server(HttpServerConfig config) {
        return new HttpServerCodec(bounds(config.maxRequestLineBytes(), config.maxHeaderBytes()));
    }

    private static HttpDecoderConfig bounds(int line, int headers) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(line)
                .setMaxHeaderSize(headers)
                .setMaxChunkSize(CHUNK);
    }
}
