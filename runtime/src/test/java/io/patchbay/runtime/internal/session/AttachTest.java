package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CallGoneException;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.ProviderError;
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
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.SipTransport;
import io.patchbay.api.transport.TransferResult;
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
        CompletableFuture<Void> referred = new CompletableFuture<>();
        CompletableFuture<Void> accepted = CompletableFuture.completedFuture(null);
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
        public String describe(@Nullable String model, SessionConfig config) {
            if (config.get(ConfigField.VOICE).isPresent()) {
                throw new IllegalArgumentException(
                        "no voice " + config.value(ConfigField.VOICE).orElseThrow().id());
            }
            return model + " " + config.value(ConfigField.INSTRUCTIONS).orElse("");
        }

        @Override
        public CompletionStage<Void> accept(
                Credential key, String callId, @Nullable String model, SessionConfig config) {
            log.add("accept " + key.secret().reveal() + " " + callId);
            begun.add(config);
            return accepted;
        }

        @Override
        public CompletionStage<Void> reject(Credential key, String callId, int sipStatus) {
            log.add("reject " + key.secret().reveal() + " " + callId + " " + sipStatus);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> refer(Credential key, String callId, URI target) {
            log.add("refer " + key.secret().reveal() + " " + callId + " " + target);
            return referred;
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

    private CompletionStage<AttachedCall> joinCall() {
        CompletionStage<Decision> decision =
                door.offer(new IncomingCall("page", "rtc_1", Map.of("from", "tel:+1")));
        loop.run();
        Decision.Accept accept = (Decision.Accept) decision.toCompletableFuture().join();
        CompletionStage<AttachedCall> call = door.join(accept.options(), "rtc_1");
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
    void a_call_that_the_provider_carries_is_handed_over_and_ended_there() {
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall attached = join(attach());
        io.patchbay.api.session.Call call = attached.session().call().orElseThrow();
        assertEquals("scripted", call.kind());
        assertEquals("scripted", patchbay.sessions().get(0).leg());
        assertFalse(call.can(LegCapabilities.Verb.SEND_DTMF));
        CompletionStage<TransferResult> transfer =
                call.transfer(URI.create("tel:+49301234"), Duration.ofSeconds(20));
        loop.run();
        assertTrue(carrier.log.contains("refer k rtc_1 tel:+49301234"), carrier.log.toString());
        carrier.referred.completeExceptionally(new IllegalStateException("500"));
        loop.run();
        assertEquals(TransferResult.Outcome.FAILED, join(transfer).outcome());
        assertEquals(0, hungUp());

        CompletionStage<Void> ended = call.hangUp("over");
        loop.advance(Duration.ofSeconds(1));
        join(ended);
        join(attached.over());
        assertTrue(hungUp() >= 1);
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
    void an_announced_call_is_accepted_whole_but_silent_and_answers_once_it_is_joined() {
        Patchbay patchbay = patchbay(options(options -> {}));

        AttachedCall call = join(joinCall());

        assertEquals(List.of("accept k rtc_1"), carrier.log);
        SessionConfig begun = carrier.begun.get(0);
        assertEquals(
                Boolean.FALSE,
                begun.value(ConfigField.TURN_DETECTION).orElseThrow().createResponse());
        assertTrue(begun.value(ConfigField.INSTRUCTIONS).isPresent(), "the agent's");
        assertTrue(begun.value(ConfigField.TOOLS).isPresent(), "and its tools");
        join(call.joined());
        assertEquals("rtc_1", call.callId());
        assertEquals("", call.answer());
        assertEquals(Map.of("from", "tel:+1"), call.session().call().orElseThrow().metadata());
        ScriptedCall.Connect joined = lines.last().connects().get(0);
        assertEquals("rtc_1", joined.callId());
        assertEquals(
                Boolean.TRUE,
                joined.config().value(ConfigField.TURN_DETECTION).orElseThrow().createResponse());
        assertEquals(1, patchbay.calls().answered());

        call.session().close(CloseReason.NORMAL);
        loop.run();

        join(call.over());
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void a_caller_who_is_gone_by_the_accept_is_counted_and_nobody_hangs_up() {
        carrier.accepted =
                CompletableFuture.failedFuture(
                        new CallGoneException(
                                new ProviderError(
                                        "invalid_request_error",
                                        "call_id_not_found",
                                        "no call",
                                        null,
                                        null,
                                        ProviderError.Severity.FATAL)));
        Patchbay patchbay = patchbay(options(options -> {}));
        assertInstanceOf(CallGoneException.class, failure(joinCall()));
        assertEquals(0, hungUp());
        assertEquals(1, patchbay.calls().unanswered());
        assertEquals(0, patchbay.calls().failed());
        assertTrue(lines.created().isEmpty(), "nobody knocks at a call that is gone");
        nothingIsHeld(patchbay);
    }

    @Test
    void an_accept_that_comes_too_late_is_hung_up() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        carrier.accepted = late;
        Patchbay patchbay = patchbay(options(options -> {}));
        CompletionStage<AttachedCall> call = joinCall();
        loop.advance(Duration.ofMinutes(1));
        assertTrue(failure(call).getMessage().contains("did not answer within"));
        assertEquals(0, hungUp());
        late.complete(null);
        loop.run();
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void an_accepted_call_that_cannot_be_joined_is_hung_up() {
        lines.prepare(line -> line.failNextConnect(GONE));
        Patchbay patchbay = patchbay(options(options -> {}));
        AttachedCall call = join(joinCall());
        assertTrue(call.joined().toCompletableFuture().isCompletedExceptionally());
        join(call.over());
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void a_session_that_is_closed_while_the_call_is_accepted_ends_it() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        carrier.accepted = slow;
        Patchbay patchbay = patchbay(options(options -> {}));
        CompletionStage<AttachedCall> call = joinCall();
        patchbay.session(patchbay.sessions().get(0).id()).orElseThrow().close();
        loop.run();
        slow.complete(null);
        loop.run();
        assertTrue(call.toCompletableFuture().isCompletedExceptionally());
        assertEquals(1, hungUp());
        nothingIsHeld(patchbay);
    }

    @Test
    void an_announced_call_can_be_refused_with_the_key_of_a_line() {
        Patchbay patchbay = patchbay(options(options -> {}));
        CompletionStage<Void> refused = door.refuse(Call.scripted(), "rtc_1", 486);
        loop.run();
        join(refused);
        assertEquals(List.of("reject k rtc_1 486"), carrier.log);
        nothingIsHeld(patchbay);
    }

    @Test
    void what_a_call_would_be_accepted_with_is_described_without_key_or_session() {
        Patchbay patchbay = patchbay(options(options -> {}));
        SessionOptions keyless =
                SessionOptions.builder()
                        .line(
                                LineChoice.builder()
                                        .transport("scripted")
                                        .provider("scripted")
                                        .model("m")
                                        .credentials(
                                                scope -> {
                                                    throw new AssertionError("no key is needed");
                                                })
                                        .build())
                        .build();
        CompletionStage<String> described =
                SipTransport.buildInitialConfig(
                        patchbay,
                        RealtimeAgent.builder("a").instructions("be kind").build(),
                        keyless,
                        SessionConfig.EMPTY);
        loop.run();
        assertEquals("m be kind", join(described));
        CompletionStage<String> refused =
                SipTransport.buildInitialConfig(
                        patchbay,
                        RealtimeAgent.builder("a").build(),
                        keyless.toBuilder()
                                .config(SessionConfig.builder().voice("quiet").build())
                                .build(),
                        SessionConfig.builder().voice("loud").build());
        loop.run();
        assertEquals(
                "no voice loud",
                assertInstanceOf(IllegalArgumentException.class, failure(refused)).getMessage());
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
