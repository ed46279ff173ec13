package io.patchbay.transport.cloudflare.internal;

class Http2ConformanceTest extends CloudflareConformance {

    Http2ConformanceTest() {
        super("http2");
    }
}
