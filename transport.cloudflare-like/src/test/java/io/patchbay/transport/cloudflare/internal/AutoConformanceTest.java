package io.patchbay.transport.cloudflare.internal;

class AutoConformanceTest extends CloudflareConformance {

    AutoConformanceTest() {
        super("auto");
    }
}
