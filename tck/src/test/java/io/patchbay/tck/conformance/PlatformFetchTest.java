package io.patchbay.tck.conformance;

import io.patchbay.net.fetch.UpgradeFetch;

/** The kit, on a fetch whose streams are messages. */
class PlatformFetchTest extends UpgradeFetchConformance {

    @Override
    protected UpgradeFetch fetch() {
        return new PlatformFetch();
    }
}
