package io.patchbay.itest.internal;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Calls to an emulator that runs in the same container. */
@Component(service = CallDesk.class)
public final class EmulatedCalls implements CallDesk {

    private static final long PATIENCE_SECONDS = 60;

    /** A machine that builds besides may take long to hear; that is no reason to cancel. */
    private static final SessionLimits PATIENT =
            SessionLimits.builder()
                    .connect(Duration.ofSeconds(50))
                    .responseSilence(Duration.ofSeconds(50))
                    .build();

    private static final Pattern ASKED = Pattern.compile("city\\W+([A-Z]+)\\b");

    private static final RealtimeAgent GUIDE =
            RealtimeAgent.builder("guide")
                    .instructions(
                            """
                            You tell people what time it is elsewhere.
                            They say things like:
                            "what time is it in Berlin"
                            """)
                    .tool("current_time")
                    .build();

    private final RealtimeSessions sessions;
    private final PlugDirectory plugs;
    private final Emulator emulator;
    private final Speaker speaker;

    /** Starts the emulator. */
    @Activate
    public EmulatedCalls(@Reference RealtimeSessions sessions, @Reference PlugDirectory plugs)
            throws IOException {
        this.sessions = sessions;
        this.plugs = plugs;
        this.emulator = Emulator.builder().script(this::recall).start();
        this.speaker = SpeechEngines.load().speaker();
    }

    @Deactivate
    void deactivate() {
        emulator.close();
        speaker.close();
    }

    @Override
    public Call open(String agent) {
        return open(options(agent).config(hearing().build()).build());
    }

    @Override
    public Call open(String agent, String guardrail) {
        return open(
                options(agent)
                        .config(hearing().outputModality(Modality.TEXT).build())
                        .outputGuardrail(guardrail)
                        .build());
    }

    @Override
    public Call openOver(String transport, String agent) {
        LineChoice line =
                LineChoice.builder()
                        .transport(transport)
                        .url(emulator.webSocketUri())
                        .key("any")
                        .build();
        return open(options(agent, line).config(hearing().build()).build());
    }

    @Override
    public Call openOverWebRtc(String agent) {
        LineChoice line =
                LineChoice.builder().transport("webrtc").url(emulator.restUri()).key("any").build();
        return open(options(agent, line).config(hearing().build()).build());
    }

    @Override
    public Call openAlong(List<String> providers) {
        SessionOptions.Builder options = SessionOptions.builder().agent(GUIDE).limits(PATIENT);
        for (String provider : providers) {
            options.line(
                    LineChoice.builder()
                            .provider(provider)
                            .url(URI.create("ws://127.0.0.1:" + emulator.port()))
                            .key("any")
                            .build());
        }
        return open(
                options.reconnect(
                                ReconnectPolicy.builder()
                                        .failback(ReconnectPolicy.Failback.AT_SILENCE)
                                        .build())
                        .build());
    }

    /** A model knows what its provider was told, and nothing else. */
    private Optional<Script.Reply> recall(Script.Turn turn) {
        if (!turn.input().equals(RECALL)) {
            return Optional.empty(); // as the emulator does
        }
        Set<String> cities = new LinkedHashSet<>();
        for (String item : emulator.conversation(turn.sessionId()).toCompletableFuture().join()) {
            Matcher asked = ASKED.matcher(item);
            while (asked.find()) {
                cities.add(asked.group(1));
            }
        }
        return Optional.of(new Script.Reply.Say(String.join(" ", cities)));
    }

    @Override
    public long millisTaken() {
        return emulator.metrics().audioMillisIn();
    }

    private SessionOptions.Builder options(String agent) {
        return options(agent, LineChoice.builder().url(emulator.webSocketUri()).key("any").build());
    }

    private static SessionOptions.Builder options(String agent, LineChoice line) {
        return SessionOptions.builder().agent(agent).line(line).limits(PATIENT);
    }

    private static SessionConfig.Builder hearing() {
        return SessionConfig.builder().turnDetection(TurnDetection.ServerVad.defaults());
    }

    private Call open(SessionOptions options) {
        RealtimeSession session = sessions.open(options);
        EmulatedCall call =
                new EmulatedCall(
                        session, speaker, options.lines().get(0).transport().equals("webrtc"));
        try {
            session.connect().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return call;
        } catch (ExecutionException | TimeoutException e) {
            call.close();
            throw new IllegalStateException("no connection: " + e, e);
        } catch (InterruptedException e) {
            call.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String model() {
        return emulator.webSocketUri().toString();
    }

    @Override
    public List<String> plugs() {
        return plugs.plugs().stream()
                .map(plug -> plug.kind() + " " + plug.name() + " " + plug.state())
                .toList();
    }

    @Override
    public List<String> versions() {
        return plugs.plugs().stream()
                .map(
                        plug ->
                                plug.kind()
                                        + " "
                                        + plug.name()
                                        + " "
                                        + plug.version()
                                        + " "
                                        + plug.state()
                                        + " "
                                        + plug.share()
                                        + " "
                                        + plug.users())
                .toList();
    }
}
