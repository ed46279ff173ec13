package io.patchbay.itest.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.SipTransport;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.SipFace;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.sip.SipEnd;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A telephone calls the provider, which announces the call, carries its sound and has an agent of
 * this JVM hold it.
 */
@NullUnmarked
@Tag("once")
class ProviderCallTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String WELCOME = "Good morning.";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String path = "/provider-call-" + COUNT.incrementAndGet();
    private final BlockingQueue<CallRouter.IncomingCall> offered = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> asked = new CompletableFuture<>();
    private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    private Patchbay patchbay;
    private Plugged plug;
    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        patchbay =
                Patchbay.builder()
                        .services(ProviderCallTest.class.getClassLoader())
                        .callRouter(this::route)
                        .observer(Watch::new)
                        .build();
        plug = patchbay.plugIn(door("1"));
        eventually("the webhook is open", () -> webhook().isPresent());
        emulator =
                Emulator.builder()
                        .sip(SipFace.of(0, webhook().orElseThrow(), Secret.of(SECRET)))
                        .start();
    }

    @AfterEach
    void stop() {
        patchbay.close();
        emulator.close();
    }

    private PlugIn door(String version) {
        CallerLegFactory calls =
                ServiceLoader.load(CallerLegFactory.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(factory -> factory.name().equals("openai-sip"))
                        .findFirst()
                        .orElseThrow();
        return PlugIn.callerLegs(calls)
                .version(version)
                .ranking(Integer.parseInt(version)) // above the one that the class path has
                .settings(Map.of("port", "0", "path", path, ".secret", SECRET));
    }

    private Optional<URI> webhook() {
        return HttpDoors.listening().stream()
                .map(HttpDoors.Listening::uri)
                .filter(uri -> uri.getPath().equals(path))
                .findFirst();
    }

    private CompletionStage<CallRouter.Decision> route(CallRouter.IncomingCall call) {
        offered.add(call);
        return CompletableFuture.completedFuture(
                new CallRouter.Decision.Accept(
                        SessionOptions.builder()
                                .agent(agent())
                                .manners(
                                        Manners.builder()
                                                .greeting(new Utterance.Verbatim(WELCOME))
                                                .build())
                                .line(
                                        LineChoice.builder()
                                                .transport(SipTransport.NAME)
                                                .url(emulator.webSocketUri())
                                                .key("any")
                                                .build())
                                .build()));
    }

    private RealtimeAgent agent() {
        return RealtimeAgent.builder("weather")
                .instructions("You tell people what the weather is like.")
                .tool(
                        FunctionTool.builder("get_weather")
                                .description("Tells the weather in a city")
                                .parameters(
                                        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\",\"Bergen\"]}},\"required\":[\"city\"],\"additionalProperties\":false}")
                                .build(
                                        (arguments, context) -> {
                                            asked.complete(arguments.toString());
                                            return "Sunny, twelve degrees.";
                                        }))
                .build();
    }

    private final class Watch implements SessionListener {

        Watch(RealtimeSession session) {
            assertFalse(session.id().isEmpty());
        }

        @Override
        public void onEvent(SessionEvent event) {
            if (event instanceof SessionEvent.DtmfReceived pressed) {
                keys.add(pressed.key());
            }
        }
    }

    private static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private RealtimeSession session() {
        return patchbay.session(patchbay.sessions().get(0).id()).orElseThrow();
    }

    @Test
    void a_telephone_asks_an_agent_over_the_provider_and_is_transferred() throws Exception {
        try (Telephone anna = new Telephone();
                Telephone reception = new Telephone()) {
            anna.call(emulator.sipUris().get(0));
            anna.answered.get(60, TimeUnit.SECONDS);
            CallRouter.IncomingCall call = offered.poll(60, TimeUnit.SECONDS);
            assertEquals("openai-sip", call.kind());
            assertEquals("sip:anna@example.org", call.metadata().get("from"));
            assertEquals("17", call.metadata().get("header.x-customer"));

            eventually("she is welcomed", anna::hasListened);
            assertEquals("good morning", anna.words("good morning", "good evening"));
            assertEquals(call.metadata(), session().call().orElseThrow().metadata());

            anna.listen();
            anna.say("What's the weather in Oslo?");
            assertTrue(asked.get(60, TimeUnit.SECONDS).contains("Oslo"));
            eventually("she is answered", anna::hasListened);
            assertEquals(
                    "sunny twelve degrees",
                    anna.words("sunny twelve degrees", "rainy eleven degrees", "good morning"));

            anna.press("7");
            assertEquals("7", keys.poll(60, TimeUnit.SECONDS));

            CompletionStage<TransferResult> transfer =
                    session().call().orElseThrow().transfer(reception.address());
            reception.called();
            assertEquals(
                    TransferResult.Outcome.DONE,
                    transfer.toCompletableFuture().get(60, TimeUnit.SECONDS).outcome());
            eventually("the session ends with its call", () -> patchbay.sessions().isEmpty());
            eventually("the provider is rid of it", () -> emulator.sessionIds().isEmpty());
            anna.listen();
            reception.say("Good evening.");
            eventually("somebody else speaks", anna::hasListened);
            assertEquals("good evening", anna.words("good morning", "good evening"));
            assertFalse(anna.ended.isDone());
        }
    }

    @Test
    void sipp_asks_in_packets_is_answered_and_transferred(@TempDir Path folder) throws Exception {
        try (Sipp sipp =
                new Sipp(folder, emulator.sipUris().get(0), "What's the weather in Oslo?")) {
            assertTrue(asked.get(60, TimeUnit.SECONDS).contains("Oslo"));
            eventually(
                    "it is answered",
                    () ->
                            patchbay.sessions().isEmpty()
                                    || session().history().items().stream()
                                            .anyMatch(
                                                    item ->
                                                            item.toString()
                                                                    .contains("twelve degrees")));
            assertEquals(
                    TransferResult.Outcome.DONE,
                    session()
                            .call()
                            .orElseThrow()
                            .transfer(URI.create("tel:+4930123"))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS)
                            .outcome());
            assertEquals("well", sipp.outcome());
            eventually("the session ends with its call", () -> patchbay.sessions().isEmpty());
        }
    }

    @Test
    void a_session_that_closes_hangs_up_and_a_caller_who_does_ends_the_session() throws Exception {
        try (Telephone anna = new Telephone();
                Telephone berta = new Telephone()) {
            anna.call(emulator.sipUris().get(0));
            eventually("she is welcomed", anna::hasListened);
            session().close();
            assertEquals(SipEnd.Cause.REMOTE, anna.ended.get(60, TimeUnit.SECONDS).cause());

            eventually("nobody is left", () -> patchbay.sessions().isEmpty());
            berta.call(emulator.sipUris().get(0));
            eventually("she is welcomed", berta::hasListened);
            berta.hangUp();
            eventually("the session ends with its call", () -> patchbay.sessions().isEmpty());
        }
    }

    @Test
    void a_call_goes_on_while_its_plug_is_exchanged() throws Exception {
        try (Telephone anna = new Telephone();
                Telephone berta = new Telephone()) {
            anna.call(emulator.sipUris().get(0));
            eventually("she is welcomed", anna::hasListened);

            Plugged next = patchbay.plugIn(door("2"));
            CompletionStage<Void> gone = plug.remove();
            berta.call(emulator.sipUris().get(0));
            eventually("the new plug takes calls", berta::hasListened);
            assertFalse(gone.toCompletableFuture().isDone(), "a live call keeps its plug");
            anna.listen();
            anna.say("What's the weather in Oslo?");
            eventually("the old one's call goes on", anna::hasListened);
            assertEquals(
                    "sunny twelve degrees",
                    anna.words("sunny twelve degrees", "rainy eleven degrees", "good morning"));

            anna.hangUp();
            gone.toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertFalse(berta.ended.isDone());
            berta.hangUp();
            eventually("nobody is left", () -> patchbay.sessions().isEmpty());
            next.remove().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}
