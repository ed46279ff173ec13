package io.patchbay.transport.twilio.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.tck.conformance.Caller;
import io.patchbay.tck.conformance.CallerLegConformance;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Whether calls over Twilio's media streams keep the contract of a caller leg. */
class TwilioConformanceTest extends CallerLegConformance {

    @Override
    protected CallerLegFactory factory() {
        return new TwilioCalls();
    }

    @Override
    protected Settings settings() {
        return Lines.settings();
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        Map<String, Settings> wrong = new HashMap<>();
        Map<String, String> values =
                Map.ofEntries(
                        Map.entry("port", "70000"),
                        Map.entry("host", "0.0.0.0"),
                        Map.entry("path", "twilio"),
                        Map.entry("dialect", "morse"),
                        Map.entry("public-url", "ftp://voice.example"),
                        Map.entry("calls", "0"),
                        Map.entry("calls-per-source", "0"),
                        Map.entry("message-bytes", "1"),
                        Map.entry("start-ms", "0"),
                        Map.entry("inactivity-ms", "0"),
                        Map.entry("ahead-ms", "1"),
                        Map.entry("parameters", "<x>"),
                        Map.entry("tls-keystore", "/no/such/file"));
        values.forEach((name, value) -> wrong.put(name, Lines.settings(name, value)));
        wrong.put("auth-token", Lines.settings(".auth-token", "too-short"));
        wrong.put("codec", Lines.settings("dialect", "telnyx", "codec", "MP3"));
        wrong.put("twiml", Lines.settings("dialect", "telnyx", "twiml", "true"));
        return wrong;
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(Lines.TOKEN, "too-short");
    }

    @Override
    protected Caller call(Settings settings) {
        return Phone.call(Lines.base(settings));
    }
}
