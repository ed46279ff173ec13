package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** A container without the native library: all starts, WebRTC says why not, all else works. */
class WithoutWebRtcTest {

    private static final String LIBRARY = "io.patchbay.lib.webrtc";

    private static final List<String> ON_TOP =
            List.of(
                    "io.patchbay.rtc",
                    "io.patchbay.transport.webrtc",
                    "io.patchbay.transport.browser",
                    "io.patchbay.emulator");

    @Test
    void without_the_library_everything_starts_and_a_web_rtc_session_says_what_to_add()
            throws Exception {
        List<String> left = new ArrayList<>(fragments());
        left.add(LIBRARY);
        works_without(left, "add " + LIBRARY);
    }

    @Test
    void without_the_library_of_this_platform_the_message_names_the_platform() throws Exception {
        works_without(fragments(), "there is no library for");
    }

    /** The native libraries of platforms that are on the class path. */
    private static List<String> fragments() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path entry : Container.classPath()) {
            String name = Container.symbolicName(entry);
            if (name != null && name.startsWith(LIBRARY + ".")) {
                names.add(name);
            }
        }
        assertEquals(1, names.size(), "one for the platform that builds");
        return names;
    }

    private static void works_without(List<String> left, String message) throws Exception {
        try (Container container =
                Container.ofTheTreeWithout(left, "io.patchbay.itest.call;version=1.0.0")) {
            assertEquals(List.of(), idle(container));
            ON_TOP.forEach(name -> assertEquals(Bundle.ACTIVE, container.bundle(name).getState()));
            CallDesk desk = container.service(CallDesk.class);
            Container.eventually(
                    "all plugs are plugged in",
                    () ->
                            desk.plugs()
                                    .containsAll(
                                            List.of(
                                                    "TRANSPORT webrtc ACTIVE",
                                                    "TRANSPORT websocket ACTIVE",
                                                    "PROVIDER openai ACTIVE",
                                                    "AGENT concierge ACTIVE")));
            IllegalStateException failure =
                    assertThrows(
                            IllegalStateException.class, () -> desk.openOverWebRtc("concierge"));
            assertTrue(String.valueOf(failure.getMessage()).contains(message), failure::toString);
            try (Call call = desk.open("concierge")) {
                assertEquals("Good morning to you", call.type("Good morning to you"));
                Container.eventually("sound is heard", () -> call.millisLoud() > 300);
            }
        }
    }

    private static List<String> idle(Container container) {
        return container.bundles().stream()
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(bundle -> bundle + " is in state " + bundle.getState())
                .toList();
    }
}
