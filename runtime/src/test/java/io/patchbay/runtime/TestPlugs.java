package io.patchbay.runtime;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.ScriptedTransportFactory;
import java.util.ArrayList;
import java.util.List;

/** Plugs as a service loader makes them, with what a test needs to see of them. */
public final class TestPlugs {

    /** The line that the scripted plugs make. */
    static final LineChoice SCRIPTED =
            LineChoice.builder().transport("scripted").provider("scripted").key("test").build();

    private TestPlugs() {}

    /** The scripted transport as a service; the last one that was made is seen by the test. */
    public static final class Transport implements TransportFactory {

        static final ScriptedTransportFactory LINES = new ScriptedTransportFactory();

        @Override
        public TransportCapabilities capabilities() {
            return LINES.capabilities();
        }

        @Override
        public RealtimeTransport create(Settings settings, PlugContext context) {
            return LINES.create(settings, context);
        }
    }

    /** A tool that says when the museum is open; settings may change the hour. */
    public static final class Museum implements ToolSource {

        final List<String> closed = new ArrayList<>();

        @Override
        public String name() {
            return "museum";
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            int hour = settings.integer("opens", 10);
            FunctionTool tool =
                    FunctionTool.builder("opening_hours")
                            .description("Tells when the museum is open")
                            .build((arguments, call) -> "From " + hour + " o'clock.");
            return new Tools() {
                @Override
                public List<Object> tools() {
                    return List.of(tool);
                }

                @Override
                public void close() {
                    closed.add("museum");
                }
            };
        }
    }
}
