package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class ToolSourceConformanceTest extends KitIsSharp {

    ToolSourceConformanceTest() {
        super(Kit.class, List.of(), PlugConformance.class, ToolSourceConformance.class);
    }

    /** A factory that neither a container nor a class path knows. */
    public static final class Unnamed extends FaultyTools {}

    static final class Kit extends ToolSourceConformance {

        @Override
        protected ToolSource factory() {
            if (broken("the_factory_has_a_public_constructor_without_arguments")) {
                return new FaultyTools("made by hand") {};
            }
            return broken("a_class_path_finds_the_factory")
                            || broken("a_container_finds_the_factory")
                    ? new Unnamed()
                    : new FaultyTools();
        }

        @Override
        protected Settings settings() {
            return Settings.of(Map.of("size", 2, "key", "hush-hush"));
        }

        @Override
        protected Map<String, Settings> wrongSettings() {
            return Map.of("size", Settings.of(Map.of("size", "large")));
        }

        @Override
        protected Set<String> secrets() {
            return Set.of("hush-hush");
        }

        @Override
        protected Map<String, String> calls() {
            return Map.of("echo", "{\"text\":\"hello\"}", "add", "{\"a\":1,\"b\":2}");
        }

        @Override
        protected Optional<Map.Entry<String, String>> slowCall() {
            return Optional.of(Map.entry("wait", "{\"text\":\"long\"}"));
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
