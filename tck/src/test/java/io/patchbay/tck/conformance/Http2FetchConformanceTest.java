package io.patchbay.tck.conformance;

import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.http.HttpServerConfig;

/** The kit, on the fetch {@code http2} without TLS. */
class Http2FetchConformanceTest extends UpgradeFetchConformance {

    @Override
    protected UpgradeFetch fetch() {
        return UpgradeFetch.http2();
    }

    @Override
    protected HttpServerConfig.Builder server() {
        return super.server().http2(true);
    }
}
