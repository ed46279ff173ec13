package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.plug.Settings;
import io.patchbay.sip.SipDoors;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Doors for telephones of tests: another one each time. */
final class Telephones {

    /** Where nobody listens. */
    static final URI NOWHERE = URI.create("sip:127.0.0.1:9;transport=udp");

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Telephones() {}

    /** A door of its own, with more settings in turn. */
    static Settings settings(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put("port", "0");
        values.put("name", "telephones-" + COUNT.incrementAndGet());
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return Settings.of(values);
    }

    /** Where a door that is open, or was a moment ago, is called over UDP. */
    static URI address(String name) {
        return SipDoors.listening().stream()
                .filter(door -> door.name().equals(name))
                .map(SipDoors.Listening::uri)
                .filter(uri -> uri.toString().endsWith("transport=udp"))
                .findFirst()
                .orElse(NOWHERE);
    }

    static boolean isOpen(String name) {
        return !address(name).equals(NOWHERE);
    }
}
