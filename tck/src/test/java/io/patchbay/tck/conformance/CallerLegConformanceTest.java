package io.patchbay.tck.conformance;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class CallerLegConformanceTest extends KitIsSharp {

    CallerLegConformanceTest() {
        super(
                Kit.class,
                List.of(
                        "a_class_path_finds_the_factory",
                        "a_container_finds_the_factory",
                        "no_secret_shows"),
                CallerLegDoor.class,
                CallerLegHearing.class,
                CallerLegSpeaking.class,
                CallerLegConformance.class);
    }

    static final class Kit extends CallerLegConformance {

        @TempDir static Path folder = Path.of("");

        private static final AtomicInteger NEXT = new AtomicInteger();

        @Override
        protected CallerLegFactory factory() {
            return new LocalCalls();
        }

        @Override
        protected boolean bundled() {
            return false;
        }

        @Override
        protected Settings settings() {
            return at(folder.resolve("door-" + NEXT.incrementAndGet()));
        }

        @Override
        protected Map<String, Settings> wrongSettings() {
            return Map.of("path", at(folder.resolve("no").resolve("folder")));
        }

        private static Settings at(Path path) {
            return Settings.of(Map.of("path", path.toString()));
        }

        @Override
        protected Caller call(Settings settings) throws IOException {
            return LocalCaller.at(UnixDomainSocketAddress.of(settings.text("path", "")));
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
