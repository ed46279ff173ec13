package io.patchbay.transport.cloudflare.internal;

class Http1ConformanceTest extends CloudflareConformance {

    Http1ConformanceTest() {
        super("http1");
    }
}
