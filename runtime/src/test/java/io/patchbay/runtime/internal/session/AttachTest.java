package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedCall;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions beside calls whose sound goes straight between caller and provider (RULES 33). */
@NullUnmarked
class AttachTest {

    private static final CloseReason GONE =
            new CloseReason(CloseReason.Cause.FATAL, 404, "404: call_id_not_found", null);

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final Carrier carrier = new Carrier();
    private IncomingCalls door;
    private Plugged plug;

    /** A provider that carries calls. */
    private static final class Carrier implements RealtimeProvider, ProviderCalls {
        final ScriptedProvider scripted = new ScriptedProvider();
        final List<String> log = new ArrayList<>();
        final List<SessionConfig> begun = new ArrayList<>();
        CompletableFuture<Opened> answer =
                CompletableFuture.completedFuture(new Opened("rtc_1", "v=0 answer"));
        boolean carries = true;
        int connectors;

        @Override
        public String name() {
            return scripted.name();
        }

        @Override
        public List<String> profiles() {
            return scripted.profiles();
        }

        @Override
        public ProviderCapabilities capabilities(String profile) {
            return scripted.capabilities(profile);
        }

        @Override
        public ProviderConnector create(String profile, Settings settings, PlugContext context) {
            ProviderConnector made = scripted.create(profile, settings, context);
            connectors++;
            return new ProviderConnector() {
                @Override
                public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
                    return made.endpoint(request);
                }

                @Override
                public RealtimeCodec openCodec() {
                    return made.openCodec();
                }

                @Override
                public Optional<ProviderCalls> calls(@Nullable URI url) {
                    return carries ? Optional.of(Carrier.this) : Optional.empty();
                }

                @Override
                public void close() {
                    connectors--;
                }
            };
        }

        @Override
        public CompletionStage<Opened> open(
                Credential credential, String offer, @Nullable String model, SessionConfig config) {
            log.add("open " + credential.secret().reveal() + " " + offer);
            begun.add(config);
            return answer;
        }

        @Override
        public CompletionStage<Void> hangUp(Credential credential, String callId) {
            log.add("hang up " + callId);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public String describe(SessionConfig config) {
            throw new AssertionError("nobody asks for this");
        }

        @Override
        public CompletionStage<Void> accept(Credential key, String callId, SessionConfig config) {
            throw new AssertionError("nobody asks for this");
        }

        @Override
        public CompletionStage<Void> reject(Credential key, String callId, int sipStatus) {
            throw new AssertionError("nobody asks for this");
        }

        @Override
        public CompletionStage<Void> refer(Credential key, String callId, URI target) {
            throw new AssertionError("nobody asks for this");
        }

        @Override
        public CompletionStage<Credential> clientSecret(
                Credential key, SessionConfig config, int seconds) {
            throw new AssertionError("nobody asks for this");
        }
    }

    private Patchbay patchbay(SessionOptions options) {
        Patchbay built =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(carrier)
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new Decision.Accept(options)))
                        .build();
        plug =
                built.plugIn(
                        PlugIn.callerLegs(
                                        new CallerLegFactory() {
                                            @Override
                                            public String name() {
                                                return "page";
                                            }

                                            @Override
                                            public AutoCloseable listen(
                                                    Settings settings,
                                                    PlugContext context,
                                                    IncomingCalls calls) {
                                                door = calls;
                                                return () -> {};
                                            }
                                        })
                                .version("1"));
        loop.run();
        return built;
    }

    private static SessionOptions options(Consumer<SessionOptions.Builder> more) {
        SessionOptions.Builder builder =
                SessionOptions.builder().agent(Call.agent()).line(Call.scripted());
        more.accept(builder);
        return builder.build();
    }

    private CompletionStage<AttachedCall> attach() {
        CompletionStage<Decision> decision = door.offer(new IncomingCall("page", "1", Map.of()));
        loop.run();
        Decision.Accept accept = (Decision.Accept) decision.toCompletableFuture().join();
        CompletionStage<AttachedCall> call = door.attach(accept.options(), "v=0 offer");
        loop.run();
        return call;
    }

    private static <T> T join(CompletionStage<T> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "it is done");
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "it is done");
        return assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join())
                .getCause();
    }

    private void nothingIsHeld(Patchbay patchbay) {
        assertEquals(0, carrier.connectors);
        assertTrue(patchbay.sessions().isEmpty());
        assertEquals(0, patchbay.plugs().stream().mapToInt(info -> info.users()).sum());
    }

    private long hungUp() {
        return carrier.log.stream().filter("hang up rtc_1"::equals).count();
    }

    @Test
    void a_call_is_silent_until_the_session_has_joined_it_and_ends_with_it() {
        Patchbay patchbay = patchbay(options(options -> {}));

        AttachedCall call = join(attach());

        assertEquals("v=0 answer", call.answer());
        assertEquals(List.of("open k v=0 offer"), carrier.log);
        assertEquals(
                Boolean.FALSE,
                carrier.begun
                        .get(0)
                        .value(ConfigField.TURN_DETECTION)
                        .orElseThrow()
                        .createResponse());
        join(call.joined());
        ScriptedCall.Connect joined = lines.last().connects().get(0);
        assertEquals("rtc_1", joined.callId());
        assertEquals(
                Boolean.TRUE,
                joined.config().value(ConfigField.TURN_DETECTION).orElseThrow().createResponse(),
                "it answers from now on, and says so by name");
        assertFalse(call.over().toCompletableFuture().isDone());

        call.session().close(CloseReason.NORMAL);
        loop.run();

        join(call.over());
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void a_line_that_joined_a_call_carries_no_sound() {
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall call = join(attach());
        assertEquals(SendStatus.NOT_CARRIED, call.session().sendAudio(ByteBuffer.allocate(960)));
        assertTrue(
                assertThrows(
                                IllegalStateException.class,
                                () ->
                                        call.session()
                                                .addLeg(
                                                        new TestLeg(
                                                                "a",
                                                                AudioFormat.PCM16_24K,
                                                                Pacing.SINK)))
                        .getMessage()
                        .contains("no leg can carry it"));
        call.session().close(CloseReason.NORMAL);
        loop.run();
        nothingIsHeld(patchbay);
    }

    @Test
    void what_needs_the_sound_here_is_refused_and_the_call_is_hung_up() {
        Patchbay patchbay =
                patchbay(
                        options(
                                options ->
                                        options.guardrails(
                                                GuardrailPolicy.builder()
                                                        .holdBack(GuardrailPolicy.HoldBack.ITEM)
                                                        .build())));
        AttachedCall call = join(attach());
        assertTrue(failure(call.joined()).getMessage().contains("hold-back"));
        join(call.over());
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void a_lost_sideband_joins_again_while_the_call_lives() {
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall call = join(attach());
        lines.last().disconnect(Lines.RESET);
        loop.advance(Duration.ofSeconds(5));
        assertEquals(2, lines.created().size());
        assertEquals("rtc_1", lines.last().connects().get(0).callId());
        assertEquals(SessionState.CONNECTED, call.session().state());
        assertEquals(0, hungUp());
        call.session().close(CloseReason.NORMAL);
        loop.run();
        nothingIsHeld(patchbay);
    }

    @Test
    void a_call_that_has_ended_ends_its_session() {
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall call = join(attach());
        lines.prepare(line -> line.failNextConnect(GONE));
        lines.last().disconnect(new CloseReason(CloseReason.Cause.REMOTE, 1000, "call over", null));
        loop.advance(Duration.ofSeconds(5));
        assertEquals(SessionState.CLOSED, call.session().state());
        assertEquals(2, lines.created().size(), "nobody knocks at a call that is gone");
        join(call.over());
        nothingIsHeld(patchbay);
    }

    @Test
    void a_session_that_cannot_join_hangs_the_call_up() {
        lines.prepare(line -> line.failNextConnect(GONE));
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall call = join(attach());
        assertTrue(call.joined().toCompletableFuture().isCompletedExceptionally());
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void an_offer_that_the_provider_refuses_opens_nothing() {
        carrier.answer = CompletableFuture.failedFuture(new IllegalStateException("no audio"));
        Patchbay patchbay = patchbay(options(options -> {}));
        assertEquals("no audio", failure(attach()).getMessage());
        assertEquals(0, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void an_answer_that_comes_too_late_is_hung_up() {
        CompletableFuture<ProviderCalls.Opened> late = new CompletableFuture<>();
        carrier.answer = late;
        Patchbay patchbay = patchbay(options(options -> {}));
        CompletionStage<AttachedCall> call = attach();
        loop.advance(Duration.ofMinutes(1));
        assertTrue(failure(call).getMessage().contains("did not answer within"));
        late.complete(new ProviderCalls.Opened("rtc_1", "v=0 answer"));
        loop.run();
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void a_provider_without_calls_says_so_and_a_later_line_is_tried() {
        carrier.carries = false;
        Patchbay patchbay =
                patchbay(
                        options(
                                options ->
                                        options.line(
                                                LineChoice.builder()
                                                        .transport("scripted")
                                                        .provider("scripted")
                                                        .callId("rtc_9")
                                                        .build())));
        assertTrue(
                assertInstanceOf(UnsupportedOperationException.class, failure(attach()))
                        .getMessage()
                        .contains("'scripted' opens no calls"));
        nothingIsHeld(patchbay);
    }

    @Test
    void a_call_goes_on_when_the_plug_that_brought_it_must_go() {
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall call = join(attach());
        CompletionStage<Void> gone = plug.remove();
        loop.run();
        assertFalse(gone.toCompletableFuture().isDone(), "a live call keeps its plug");
        call.session().close(CloseReason.NORMAL);
        loop.run();
        join(gone);
        nothingIsHeld(patchbay);
    }
}
