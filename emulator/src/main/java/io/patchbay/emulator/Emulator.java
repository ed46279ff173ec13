package io.patchbay.emulator;

import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.emulator.model.internal.Examples;
import io.patchbay.emulator.model.internal.ToolSpec;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.session.internal.Counters;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SpeechOut;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.web.internal.Faces;
import io.patchbay.emulator.web.internal.LiveCalls;
import io.patchbay.emulator.web.internal.LiveSessions;
import io.patchbay.emulator.web.internal.PhoneDoor;
import io.patchbay.emulator.web.internal.Recorder;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpServer;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcEngines;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/**
 * A server for the OpenAI Realtime protocol on loopback, and for the wires of other providers
 * ({@link #faces}). It serves from {@link Builder#start} until {@link #close}. All methods may be
 * called from any thread.
 *
 * <pre>{@code
 * try (Emulator emulator = Emulator.builder().port(0).start()) {
 *     System.out.println(emulator.webSocketUri());
 * }
 * }</pre>
 *
 * <p>What its model answers can be foreseen: a function tool whose name stands in the user's last
 * words is called, with the JSON object in these words as its arguments; everything else is said
 * back. {@link Script} replaces that.
 */
public final class Emulator implements AutoCloseable {
    private final Counters counters = new Counters();
    private final LiveSessions sessions = new LiveSessions(counters);
    private final Speaker speaker;
    private final Ear ear;
    private final ExecutorService workers;
    private final Recorder recorder;
    private final LiveCalls calls;
    private final HttpServer server;
    private final Optional<PhoneDoor> phones;

    private Emulator(Builder builder) throws IOException {
        EmulatorOptions options = builder.options;
        SpeechEngines engines = builder.engines.orElseGet(SpeechEngines::load);
        speaker = engines.speaker();
        ear = engines.ear(EarOptions.defaults());
        workers = Workers.start(options.workers());
        recorder = record(options);
        Services services =
                new Services(
                        options,
                        new SpeechOut(speaker, workers),
                        ear,
                        workers,
                        builder.script,
                        counters,
                        builder.clock);
        EventLoops loops = builder.loops.orElseGet(EventLoops::shared);
        calls =
                new LiveCalls(
                        services,
                        loops,
                        sessions,
                        recorder,
                        () -> builder.rtc.orElseGet(RtcEngines::best),
                        builder.callSetUp);
        try {
            server = Faces.listen(services, loops, sessions, calls, recorder, this::metrics);
        } catch (IOException e) {
            release();
            throw e;
        }
        try {
            phones =
                    builder.sip.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    PhoneDoor.open(
                                            services, loops, sessions, calls, builder.sip.get()));
        } catch (IOException | IllegalArgumentException e) {
            server.close();
            release();
            throw e;
        }
    }

    private Recorder record(EmulatorOptions options) throws IOException {
        try {
            return new Recorder(options.record());
        } catch (IOException e) {
            workers.shutdownNow();
            ear.close();
            speaker.close();
            throw e;
        }
    }

    /** An emulator to be set up; everything has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port on 127.0.0.1 that it listens on. */
    public int port() {
        return server.port();
    }

    /** Where clients connect by WebSocket; they add {@code ?model=} themselves. */
    public URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + port() + "/v1/realtime");
    }

    /** The base of the REST interface, which is the base URL of the official clients. */
    public URI restUri() {
        return URI.create("http://127.0.0.1:" + port() + "/v1");
    }

    /** Names of the providers and profiles whose wires it speaks; {@code openai} first. */
    public static List<String> faces() {
        return Faces.names();
    }

    /**
     * Where one provider's wire is spoken, without the path of the provider's own service, which
     * clients add.
     *
     * @param name one of {@link #faces()}
     * @return such as {@code ws://127.0.0.1:8765/as/gemini}
     * @throws IllegalArgumentException if there is no such face
     */
    public URI faceUri(String name) {
        if (!faces().contains(name)) {
            throw new IllegalArgumentException(
                    "name: there is no face " + name + "; there are " + String.join(", ", faces()));
        }
        return URI.create("ws://127.0.0.1:" + port() + "/as/" + name);
    }

    /**
     * What somebody may say to an agent and be understood, spoken or typed: the examples that its
     * instructions quote or list, and tools that can be called by their name alone.
     *
     * @param instructions what the agent is told to be
     * @param tools its functions, those that hand over to other agents among them
     * @return at most twelve phrases, in the order of the instructions; none where there are no
     *     examples
     */
    public static List<String> phrases(String instructions, List<ToolDefinition.Function> tools) {
        return Examples.of(
                instructions,
                tools.stream()
                        .map(
                                tool ->
                                        new ToolSpec(
                                                tool.name(),
                                                tool.description(),
                                                Json.parse(tool.parameters()),
                                                null,
                                                false))
                        .toList());
    }

    /** Where telephone calls come in; empty without {@link Builder#sip}. */
    public List<URI> sipUris() {
        return phones.map(PhoneDoor::listening).orElse(List.of());
    }

    /** What happened so far. */
    public EmulatorMetrics metrics() {
        return new EmulatorMetrics(
                counters.sessions.get(),
                counters.opened.sum(),
                counters.refused.sum(),
                counters.responses.sum(),
                counters.errors.sum(),
                counters.millisIn.sum(),
                counters.millisOut.sum());
    }

    /** Ids of the open sessions, as {@code session.created} shows them. */
    public List<String> sessionIds() {
        return sessions.ids();
    }

    /**
     * What the model of one session remembers: the items of its conversation as JSON, in order,
     * without sound. Completes on the session's loop; fails with an {@link
     * IllegalArgumentException} if there is no such session.
     *
     * @param sessionId id of an open session
     */
    public CompletionStage<List<String>> conversation(String sessionId) {
        return sessions.conversation(sessionId);
    }

    /**
     * Makes something go wrong in all open sessions; a {@link Fault.RefuseConnection} in the next
     * handshake.
     *
     * @return in how many sessions
     */
    public int inject(Fault fault) {
        if (fault instanceof Fault.RefuseConnection) {
            sessions.injectNext(fault);
            return 0;
        }
        return sessions.injectAll(fault);
    }

    /**
     * Makes something go wrong in one session.
     *
     * @param sessionId id of an open session
     * @return false if there is no such session
     */
    public boolean inject(String sessionId, Fault fault) {
        return sessions.inject(sessionId, fault);
    }

    /** Makes something go wrong in the next session that is opened. */
    public void injectNext(Fault fault) {
        sessions.injectNext(fault);
    }

    /** Closes all sessions with code 1001, stops listening and frees everything. Idempotent. */
    @Override
    public void close() {
        phones.ifPresent(PhoneDoor::close);
        server.close();
        calls.close();
        release();
    }

    private void release() {
        workers.shutdownNow();
        ear.close();
        speaker.close();
        recorder.close();
    }

    /** Sets up an emulator. For one thread. */
    public static final class Builder {
        private EmulatorOptions options = EmulatorOptions.defaults();
        private Optional<Script> script = Optional.empty();
        private Optional<SpeechEngines> engines = Optional.empty();
        private Optional<EventLoops> loops = Optional.empty();
        private Optional<RtcEngine> rtc = Optional.empty();
        private Optional<SipFace> sip = Optional.empty();
        private Duration callSetUp = Duration.ofSeconds(30);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** Sets all options at once. */
        public Builder options(EmulatorOptions all) {
            options = all;
            return this;
        }

        /** Sets the port; see {@link EmulatorOptions#port()}. */
        public Builder port(int port) {
            options = options.withPort(port);
            return this;
        }

        /** Sets the pace; see {@link EmulatorOptions#pace()}. */
        public Builder pace(double pace) {
            options = options.withPace(pace);
            return this;
        }

        /** Lets a script answer in place of the stand-in model. */
        public Builder script(Script answers) {
            script = Optional.of(answers);
            return this;
        }

        /** Speaks and hears with these engines; by default with those that are at hand. */
        public Builder engines(SpeechEngines others) {
            engines = Optional.of(others);
            return this;
        }

        /** Serves on these loops, which are not closed; by default on the shared ones. */
        public Builder loops(EventLoops others) {
            loops = Optional.of(others);
            return this;
        }

        /**
         * Takes WebRTC calls with this engine; by default with the one that works on this machine,
         * and none if there is none.
         */
        public Builder rtc(RtcEngine engine) {
            rtc = Optional.of(engine);
            return this;
        }

        /** Takes telephone calls, too; by default none. */
        public Builder sip(SipFace face) {
            sip = Optional.of(face);
            return this;
        }

        /**
         * How long a WebRTC caller may take from the answer until packets and events flow, before
         * its call is given up; 30 s by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder callSetUp(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("callSetUp must be positive, not " + limit);
            }
            callSetUp = limit;
            return this;
        }

        /** Takes the time of day from another clock, which decides when client secrets expire. */
        public Builder clock(Clock other) {
            clock = other;
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws IOException if the port is taken or the recording cannot be written
         * @throws io.patchbay.emulator.speech.SpeechException if there is no speech engine
         */
        public Emulator start() throws IOException {
            return new Emulator(this);
        }
    }
}
