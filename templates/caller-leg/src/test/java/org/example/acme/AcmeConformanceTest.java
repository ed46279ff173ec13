package org.example.acme;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.tck.conformance.Caller;
import io.patchbay.tck.conformance.CallerLegConformance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** Whether it keeps the contract of a caller leg. */
class AcmeConformanceTest extends CallerLegConformance {

    private final AtomicInteger doors = new AtomicInteger();

    @TempDir Path folder;

    @Override
    protected CallerLegFactory factory() {
        return new AcmeCalls();
    }

    /** Another door each time, so that several can be open at once. */
    @Override
    protected Settings settings() {
        return at(folder.resolve("door-" + doors.incrementAndGet()));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of("path", at(folder.resolve("no").resolve("door")));
    }

    private static Settings at(Path path) {
        return Settings.of(Map.of("path", path.toString()));
    }

    @Override
    protected Caller call(Settings settings) throws IOException {
        return AcmeCaller.at(Path.of(settings.text("path", "")));
    }
}
