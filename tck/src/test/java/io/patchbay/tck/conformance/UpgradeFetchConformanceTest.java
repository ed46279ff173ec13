package io.patchbay.tck.conformance;

import io.patchbay.net.fetch.UpgradeFetch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The kit, on the fetch {@code http1}. */
@Tag("once")
class UpgradeFetchConformanceTest extends KitIsSharp {

    UpgradeFetchConformanceTest() {
        super(Kit.class, List.of(), UpgradeFetchConformance.class, FetchStreaming.class);
    }

    static final class Kit extends UpgradeFetchConformance {

        @Override
        protected UpgradeFetch fetch() {
            return new FaultyFetch(UpgradeFetch.http1());
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
