package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** What is not exchanged under calls ends them in order, and is there again for the next. */
class FixedBundlesTest {

    private static final String SHARED = "io.patchbay.itest.call;version=1.0.0";

    private static List<Call> calls(CallDesk desk) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Call call = desk.open("concierge");
            assertEquals("hello", call.type("hello"));
            calls.add(call);
        }
        return calls;
    }

    /** All plugs are there. */
    private static CallDesk desk(Container container) throws InterruptedException {
        CallDesk desk = container.service(CallDesk.class);
        Container.eventually(
                "all plugs are plugged in",
                () ->
                        desk.plugs()
                                .containsAll(
                                        List.of(
                                                "TRANSPORT websocket ACTIVE",
                                                "PROVIDER openai ACTIVE",
                                                "AGENT concierge ACTIVE",
                                                "TOOL clock ACTIVE")));
        return desk;
    }

    private static void assertOver(List<Call> calls) {
        for (Call call : calls) {
            Container.eventually("the call is told of its end", () -> !call.over().isEmpty());
            assertEquals("LOCAL", call.over().replaceFirst(" .*", ""), call::over);
        }
    }

    @Test
    void a_framework_that_stops_ends_its_calls_within_the_time_for_stopping() throws Exception {
        Container container = Container.ofTheTree(SHARED);
        List<Call> calls = calls(desk(container));
        assertTimeout(Duration.ofSeconds(60), container::close);
        assertOver(calls);
    }

    @Test
    void the_runtime_that_is_stopped_and_started_ends_calls_and_takes_new_ones() throws Exception {
        try (Container container = Container.ofTheTree(SHARED)) {
            List<Call> calls = calls(desk(container));
            Bundle runtime = container.bundle("io.patchbay.runtime");
            runtime.stop();
            assertOver(calls);
            runtime.start();
            talk(calls(desk(container)));
            assertOver(calls);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.patchbay.api", "io.patchbay.net"})
    void a_fixed_bundle_that_is_refreshed_ends_calls_and_takes_new_ones(String name)
            throws Exception {
        try (Container container = Container.ofTheTree(SHARED)) {
            CallDesk before = desk(container);
            List<Call> calls = calls(before);
            container.refresh(container.bundle(name));
            assertOver(calls);
            CallDesk after = desk(container);
            assertNotEquals(before, after);
            talk(calls(after));
        }
    }

    private static void talk(List<Call> calls) {
        for (Call call : calls) {
            assertEquals("well", call.type("well"));
            assertEquals("", call.over());
            call.close();
        }
    }
}
