package io.patchbay.tck.conformance;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class ProviderConformanceTest extends KitIsSharp {

    ProviderConformanceTest() {
        super(
                Kit.class,
                List.of(
                        "a_class_path_finds_the_factory",
                        "a_container_finds_the_factory",
                        "a_wrong_setting_is_refused_by_its_name",
                        "no_class_of_the_plug_is_in_a_refusal"),
                ProviderLine.class,
                ProviderSending.class,
                ProviderReceiving.class,
                ProviderPlanning.class,
                ProviderConformance.class);
    }

    static final class Kit extends ProviderConformance {

        @Override
        protected RealtimeProvider factory() {
            return new FaultyProvider();
        }

        @Override
        protected boolean bundled() {
            return false;
        }

        @Override
        protected List<String> opening() {
            return List.of(FaultyProvider.ACCEPTED);
        }

        @Override
        protected Map<String, Class<? extends TransportEvent>> messages() {
            return Map.of(FaultyProvider.NOTE, TransportEvent.InputCleared.class);
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
