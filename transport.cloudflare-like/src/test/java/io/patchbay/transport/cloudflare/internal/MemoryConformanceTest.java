package io.patchbay.transport.cloudflare.internal;

import com.example.ownclient.MemoryClient;
import io.patchbay.tck.conformance.FarEnd;
import io.patchbay.tck.net.MemoryFarEnd;
import org.junit.jupiter.api.AfterEach;

class MemoryConformanceTest extends CloudflareConformance {

    MemoryConformanceTest() {
        super("memory");
    }

    @Override
    protected FarEnd farEnd() {
        MemoryFarEnd far = new MemoryFarEnd();
        MemoryClient.server = far.fetch();
        return far;
    }

    @AfterEach
    void forget() {
        MemoryClient.server = null;
    }
}
