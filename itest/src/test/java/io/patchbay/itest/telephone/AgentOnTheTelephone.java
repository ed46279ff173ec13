package io.patchbay.itest.telephone;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Script;
import io.patchbay.runtime.Patchbay;
import io.patchbay.sip.SipDoors;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** An agent of this JVM that answers the telephone, with the emulator as its model. */
final class AgentOnTheTelephone implements AutoCloseable {

    /** Nobody hears it to its end. */
    static final String STORY =
            "Once upon a time there was a very long story that nobody heard to its end. ".repeat(8);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Emulator emulator;
    private final String name = "telephone-" + COUNT.incrementAndGet();
    final Patchbay patchbay;
    final List<SessionEvent> events = new CopyOnWriteArrayList<>();
    final CompletableFuture<CallRouter.IncomingCall> came = new CompletableFuture<>();

    AgentOnTheTelephone(String... settings) throws Exception {
        emulator = Emulator.builder().script(AgentOnTheTelephone::story).start();
        Map<String, String> all = new HashMap<>(Map.of("port", "0", "name", name));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        patchbay =
                Patchbay.builder()
                        .services(AgentOnTheTelephone.class.getClassLoader())
                        .configure(PlugKind.CALLER_LEG, "sip", all)
                        .callRouter(
                                call -> {
                                    came.complete(call);
                                    return CompletableFuture.completedFuture(
                                            new CallRouter.Decision.Accept(options()));
                                })
                        .build();
    }

    private static Optional<Script.Reply> story(Script.Turn turn) {
        return turn.input().contains("story")
                ? Optional.of(new Script.Reply.Say(STORY))
                : Optional.empty();
    }

    /** A session of the agent. */
    SessionOptions options() {
        return SessionOptions.builder()
                .agent(
                        RealtimeAgent.builder("weather")
                                .instructions(
                                        "You tell people what the weather is like.\n- tell me a long story")
                                .tool(
                                        FunctionTool.builder("get_weather")
                                                .description("Tells the weather in a city")
                                                .parameters(
                                                        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\",\"Bergen\"]}},\"required\":[\"city\"],\"additionalProperties\":false}")
                                                .build(
                                                        (arguments, context) ->
                                                                "Sunny, twelve degrees."))
                                .build())
                .line(LineChoice.builder().url(emulator.webSocketUri()).key("any").build())
                .build();
    }

    static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Where it is called over {@code udp}, {@code tcp} or {@code tls}. */
    URI address(String carrier) throws Exception {
        eventually("the door opens", () -> listening(carrier).isPresent());
        return listening(carrier).orElseThrow();
    }

    private Optional<URI> listening(String carrier) {
        return SipDoors.listening().stream()
                .filter(door -> door.name().equals(name))
                .map(SipDoors.Listening::uri)
                .filter(uri -> uri.toString().contains("transport=" + carrier))
                .findFirst();
    }

    /** The session of the one call, once it is there; its events are kept from now on. */
    RealtimeSession session() throws Exception {
        eventually("there is a session", () -> !patchbay.sessions().isEmpty());
        RealtimeSession session = patchbay.session(patchbay.sessions().get(0).id()).orElseThrow();
        keep(session);
        return session;
    }

    /** Keeps its events. */
    void keep(RealtimeSession session) {
        session.listen(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        events.add(event);
                    }
                });
    }

    /** Waits for an event. */
    <E extends SessionEvent> E event(Class<E> type, Predicate<E> which) throws Exception {
        eventually(
                type.getSimpleName() + " comes; there were " + events,
                () -> events.stream().filter(type::isInstance).map(type::cast).anyMatch(which));
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(which)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        patchbay.close();
        emulator.close();
    }
}
