package io.patchbay.console;

import com.sun.net.httpserver.HttpServer;
import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.emulator.Emulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Somebody to talk to in a container: two agents, an emulator, a provider that refuses, a line
 * without a key, and a transport that only joins calls.
 */
final class TalkWorld implements AutoCloseable, LineSource {

    static final String KEY = "sk-not-for-pages-0123456789";
    static final String NO_KEY = "no key: set the environment variable NOBODY_API_KEY";
    private static final URI NOBODY = URI.create("ws://127.0.0.1:1/v1");
    static final String REFUSAL = "Incorrect API key provided";

    private final Emulator emulator;
    private final HttpServer refusing;

    private TalkWorld(Emulator emulator, HttpServer refusing) {
        this.emulator = emulator;
        this.refusing = refusing;
    }

    static TalkWorld in(Container container) throws Exception {
        HttpServer refusing =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            ("{\"error\":{\"message\":\"" + REFUSAL + "\"}}")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("content-type", "application/json");
                    exchange.sendResponseHeaders(401, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        refusing.start();
        TalkWorld world = new TalkWorld(Emulator.builder().start(), refusing);
        container.offer(AgentSource.class, new Agents(), 0);
        container.offer(TransportFactory.class, new Joining(), 0);
        container.offer(LineSource.class, world, 0);
        return world;
    }

    /** Of a line of this world over the usual transport. */
    static String wish(String line) {
        return "{\"agent\":\"guide\",\"line\":\"" + line + "\",\"transport\":\"websocket\"}";
    }

    @Override
    public List<OfferedLine> lines() {
        URI refuses = URI.create("ws://127.0.0.1:" + refusing.getAddress().getPort() + "/v1");
        return List.of(
                new OfferedLine(
                        "emulator", "Emulator", line(emulator.webSocketUri()), true, true, null),
                new OfferedLine("refusing", "Refusing", line(refuses), false, false, null),
                new OfferedLine("nobody", "Nobody", line(NOBODY), false, false, null),
                new OfferedLine("locked", "Locked", line(refuses), false, false, NO_KEY));
    }

    private static LineChoice line(URI url) {
        return LineChoice.builder().url(url).key(KEY).build();
    }

    @Override
    public Optional<String> agent() {
        return Optional.of("guide");
    }

    @Override
    public List<String> phrases(
            OfferedLine line, String instructions, List<ToolDefinition.Function> tools) {
        return line.emulated() ? List.of("Hello", instructions) : List.of();
    }

    @Override
    public void close() {
        emulator.close();
        refusing.stop(0);
    }

    private record Agents() implements AgentSource {
        @Override
        public String name() {
            return "house";
        }

        @Override
        public AgentSource.Agents create(Settings settings, PlugContext context) {
            List<RealtimeAgent> agents =
                    List.of(
                            RealtimeAgent.builder("porter").instructions("Open doors.").build(),
                            RealtimeAgent.builder("guide").instructions("Be brief.").build());
            return () -> agents;
        }
    }

    private record Joining() implements TransportFactory {
        @Override
        public TransportCapabilities capabilities() {
            return new TransportCapabilities(
                    "joining", TransportCapabilities.Media.MESSAGES, false, true);
        }

        @Override
        public RealtimeTransport create(Settings settings, PlugContext context) {
            throw new IllegalStateException("nobody joins here");
        }
    }
}
