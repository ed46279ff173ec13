package io.patchbay.transport.cloudflare.internal;

class ByteStreamConformanceTest extends CloudflareConformance {

    ByteStreamConformanceTest() {
        super("passing");
    }
}
