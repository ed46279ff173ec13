package io.patchbay.tck.conformance;

import io.patchbay.api.transport.TransportFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("once")
class TransportConformanceTest extends KitIsSharp {

    TransportConformanceTest() {
        super(
                Kit.class,
                List.of(
                        "a_class_path_finds_the_factory",
                        "a_container_finds_the_factory",
                        "a_wrong_setting_is_refused_by_its_name",
                        "no_class_of_the_plug_is_in_a_refusal",
                        "no_secret_shows"),
                TransportConnecting.class,
                TransportEnding.class,
                TransportSending.class,
                TransportReceiving.class,
                TransportConformance.class);
    }

    static final class Kit extends TransportConformance {

        @Override
        protected TransportFactory factory() {
            return new SocketTransports();
        }

        @Override
        protected boolean bundled() {
            return false;
        }

        @Override
        protected FarEnd farEnd() throws IOException {
            return new SocketFarEnd();
        }

        @Override
        protected int tooLarge() {
            return 2 << 20;
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
