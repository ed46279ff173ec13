package io.patchbay.launcher;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.leg.PcmSource;
import io.patchbay.runtime.leg.WavLeg;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The code of {@code docs/first-agent.md} and of the README, as it stands there: {@link GuideTest}
 * compares them.
 */
final class GuideExamples {

    private GuideExamples() {}

    static void readme() throws Exception {
        // begin readme
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session =
                        patchbay.open(
                                SessionOptions.of(
                                        RealtimeAgent.builder("guide")
                                                .instructions(
                                                        "You are a friendly city guide. Be brief.")
                                                .tool(
                                                        FunctionTool.builder("opening_hours")
                                                                .description(
                                                                        "Tells when the museum is open")
                                                                .build(
                                                                        (arguments, context) ->
                                                                                "From ten to six, never on Mondays."))
                                                .build()))) {
            session.on(
                    SessionEvent.TranscriptDone.class,
                    words -> System.out.println(words.role() + ": " + words.transcript()));
            session.connect().toCompletableFuture().join();
            session.sendMessage("When is the museum open?");
            System.in.read();
        }
        // end
    }

    static RealtimeAgent guide() {
        // begin agent
        RealtimeAgent guide =
                RealtimeAgent.builder("guide")
                        .instructions("You are a friendly city guide. Be brief.")
                        .tool(
                                FunctionTool.builder("opening_hours")
                                        .description("Tells when the museum is open")
                                        .build(
                                                (arguments, context) ->
                                                        "From ten to six, never on Mondays."))
                        .build();
        // end
        return guide;
    }

    static SessionOptions options(RealtimeAgent guide, URI url) {
        // begin options
        SessionOptions options =
                SessionOptions.builder()
                        .agent(guide)
                        .line(LineChoice.builder().url(url).key("anything").build())
                        .build();
        // end
        return options;
    }

    static void converse(SessionOptions options) throws InterruptedException {
        // begin conversation
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options)) {
            session.on(SessionEvent.TranscriptDone.class, words -> said.add(words.transcript()));
            session.connect().toCompletableFuture().join();
            session.sendMessage("Tell me the opening hours");
            System.out.println(said.take());
        }
        // end
    }

    static WavLeg join(RealtimeSession session, Path question, Path answer) throws IOException {
        // begin leg
        WavLeg caller = WavLeg.builder().input(PcmSource.wav(question)).output(answer).open();
        session.addLeg(caller);
        // end
        return caller;
    }

    // begin tool
    /** What a caller may ask of the lift. */
    public static final class Lift {

        /** Where it can go. */
        public enum Floor {
            LOBBY,
            RESTAURANT,
            POOL
        }

        /** Sends the lift somewhere. */
        @Tool(name = "send_lift", value = "Sends the lift to a floor.")
        public String send(@Tool.Param("The floor to go to") Floor floor) {
            return "The lift goes to the " + floor.name().toLowerCase(Locale.ROOT) + ".";
        }
    }

    // end

    // begin source
    @Component(service = ToolSource.class)
    public static final class LiftTools implements ToolSource {

        @Override
        public String name() {
            return "lift";
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            List<Object> tools = List.of(new Lift());
            return () -> tools;
        }
    }

    // end

    static RealtimeAgent porter() {
        // begin named
        RealtimeAgent porter =
                RealtimeAgent.builder("porter")
                        .instructions("You are the porter of a small hotel.")
                        .tool("send_lift")
                        .build();
        // end
        return porter;
    }

    static Patchbay withLift() {
        // begin hand-over
        Patchbay patchbay =
                Patchbay.builder()
                        .services(GuideExamples.class.getClassLoader())
                        .tools(new LiftTools())
                        .build();
        // end
        return patchbay;
    }

    // begin component
    @Component(service = Greeter.class)
    public static final class Greeter {

        private final RealtimeSessions sessions;

        @Activate
        public Greeter(@Reference RealtimeSessions sessions) {
            this.sessions = sessions;
        }

        RealtimeSession call(SessionOptions options) {
            return sessions.open(options);
        }
    }
    // end
}
