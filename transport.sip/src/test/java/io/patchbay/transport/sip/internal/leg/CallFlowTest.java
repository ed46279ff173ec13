package io.patchbay.transport.sip.internal.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.TransferException;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a telephone call and a session come together and part, in every order. */
class CallFlowTest {

    private static final Map<String, String> SETTINGS = Map.of("port", "0");

    private final ScriptedExchange exchange = new ScriptedExchange();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final BlockingQueue<IncomingCall> offered = new LinkedBlockingQueue<>();
    private Function<IncomingCall, Decision> router = call -> new Decision.Accept(options());
    private final Patchbay patchbay =
            Patchbay.builder()
                    .transport(lines)
                    .provider(new ScriptedProvider())
                    .callRouter(
                            call -> {
                                offered.add(call);
                                return CompletableFuture.completedFuture(router.apply(call));
                            })
                    .build();

    @AfterEach
    void close() {
        patchbay.close();
    }

    private static SessionOptions options() {
        return options(LegPolicy.CLOSE_TOGETHER).build();
    }

    private static SessionOptions.Builder options(LegPolicy policy) {
        return SessionOptions.builder()
                .agent(RealtimeAgent.builder("concierge").instructions("Help.").build())
                .legs(policy)
                .reconnect(ReconnectPolicy.NEVER)
                .line(
                        LineChoice.builder()
                                .transport("scripted")
                                .provider("scripted")
                                .key("k")
                                .build());
    }

    private void open() {
        patchbay.plugIn(PlugIn.callerLegs(new SipLegs(exchange)).settings(SETTINGS));
        eventually("the door opens", () -> exchange.settings() != null);
    }

    static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    private static SessionListener heard(BlockingQueue<SessionEvent> events) {
        return new SessionListener() {
            @Override
            public void onEvent(SessionEvent event) {
                events.add(event);
            }
        };
    }

    /** A call that stands, with the session that holds it. */
    private record Up(ScriptedCall call, RealtimeSession session, ScriptedTransport line) {
        CompletableFuture<Void> asked(Control control) {
            return session.control(call.id(), control).toCompletableFuture();
        }
    }

    private Up up(String... headers) {
        open();
        ScriptedCall call = exchange.ring(headers);
        call.awaits("answer");
        RealtimeSession session = patchbay.session(patchbay.sessions().get(0).id()).orElseThrow();
        BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        session.listen(heard(events));
        call.confirm();
        eventually(
                "the leg is up",
                () -> events.stream().anyMatch(SessionEvent.LegUp.class::isInstance));
        return new Up(call, session, lines.last());
    }

    // ---- coming together

    @Test
    void it_rings_while_the_model_is_connected_and_nobody_answers_before() {
        lines.prepare(line -> line.openByHand(true));
        open();
        ScriptedCall call = exchange.ring();
        call.awaits("take");
        eventually("the model is asked for", () -> !lines.created().isEmpty());
        assertEquals(List.of("ring", "take"), call.did);
        eventually("it connects", () -> !lines.last().connects().isEmpty());
        lines.last().accept();
        call.awaits("answer");
        assertEquals(List.of("ring", "take", "answer"), call.did);
    }

    @Test
    void the_router_hears_who_calls_and_which_way_he_came() throws Exception {
        open();
        exchange.ring("X-Campaign", "spring", "Diversion", "<sip:1@x>", "Organization", "secret");
        IncomingCall call = offered.poll(60, TimeUnit.SECONDS);
        assertEquals(
                Map.of(
                        "from", "sip:anna@example.org",
                        "name", "Anna",
                        "to", "sip:help@example.com",
                        "remote", "127.0.0.1",
                        "transport", "udp",
                        "header.x-campaign", "spring",
                        "header.diversion", "<sip:1@x>"),
                Objects.requireNonNull(call).metadata());
        assertEquals("sip", call.kind());
    }

    @Test
    void a_call_is_refused_with_the_routers_status() {
        router = call -> new Decision.Refuse(486, "busy");
        open();
        exchange.ring().awaits("refuse 486");
        router = call -> new Decision.Refuse(503, "closed on Sundays");
        exchange.ring().awaits("refuse 503 again");
        router = call -> new Decision.Refuse(7, "no status at all");
        exchange.ring().awaits("refuse 603");
        assertTrue(patchbay.sessions().isEmpty());
    }

    @Test
    void without_a_model_the_caller_hears_that_nobody_is_there() {
        lines.prepare(
                line ->
                        line.failNextConnect(
                                new CloseReason(CloseReason.Cause.FATAL, 401, "no key", null)));
        open();
        ScriptedCall call = exchange.ring();
        call.awaits("end 503 again");
        assertFalse(call.did.contains("answer"));
        eventually("the session is gone", () -> patchbay.sessions().isEmpty());
    }

    /** What is logged of a call that nobody answered. */
    private static Level told(Runnable calling) {
        BlockingQueue<Level> told = new LinkedBlockingQueue<>();
        Logger logger = Logger.getLogger(CallDesk.class.getName());
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        told.add(line.getLevel());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        try {
            calling.run();
            return Objects.requireNonNull(told.poll(60, TimeUnit.SECONDS), "nothing was logged");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
    }

    @Test
    void a_caller_whose_offer_cannot_be_met_warns_nobody() {
        lines.prepare(line -> line.openByHand(true));
        open();
        Level level =
                told(
                        () -> {
                            ScriptedCall call = exchange.ring();
                            call.awaits("take");
                            call.ends(new SipEnd(SipEnd.Cause.REFUSED, 488, "nothing in common"));
                        });
        assertEquals(Level.FINE, level);
    }

    @Test
    void a_model_that_cannot_be_reached_is_warned_of() {
        lines.prepare(
                line ->
                        line.failNextConnect(
                                new CloseReason(CloseReason.Cause.FATAL, 401, "no key", null)));
        open();
        assertEquals(Level.WARNING, told(() -> exchange.ring().awaits("end 503 again")));
    }

    @Test
    void a_caller_who_gives_up_while_it_rings_leaves_nothing_behind() {
        lines.prepare(line -> line.openByHand(true));
        open();
        ScriptedCall call = exchange.ring();
        call.awaits("take");
        eventually("the model is asked for", () -> !lines.created().isEmpty());
        call.ends(new SipEnd(SipEnd.Cause.REMOTE, 487, "cancelled"));
        eventually("the session is gone", () -> patchbay.sessions().isEmpty());
        eventually(
                "the plug is free", () -> patchbay.plugs().stream().allMatch(p -> p.users() == 0));
        assertFalse(call.did.contains("answer"));
    }

    @Test
    void a_caller_who_gives_up_before_anybody_decided_is_not_answered() {
        CompletableFuture<Void> decided = new CompletableFuture<>();
        router =
                call -> {
                    decided.join();
                    return new Decision.Accept(options());
                };
        open();
        ScriptedCall call = exchange.ring();
        eventually("the router is asked", () -> !offered.isEmpty());
        call.giveUp();
        decided.complete(null);
        call.awaits("ring");
        eventually(
                "the session is gone",
                () ->
                        patchbay.calls().failed() + patchbay.calls().answered() > 0
                                && patchbay.sessions().isEmpty());
        assertFalse(call.did.contains("answer"));
        assertFalse(call.did.contains("take"));
    }

    @Test
    void an_answer_that_is_never_confirmed_ends_the_call() {
        open();
        ScriptedCall call = exchange.ring();
        call.awaits("answer");
        call.failToConfirm();
        call.awaits("end 408");
        eventually("the session is gone", () -> patchbay.sessions().isEmpty());
    }

    @Test
    void the_greeting_waits_until_the_answer_is_confirmed() {
        router =
                call ->
                        new Decision.Accept(
                                options(LegPolicy.CLOSE_TOGETHER)
                                        .manners(
                                                Manners.builder()
                                                        .greeting(Utterance.clip(tone(200)))
                                                        .build())
                                        .build());
        open();
        ScriptedCall call = exchange.ring();
        call.awaits("answer");
        assertEquals(0, call.sound.left().length);
        call.confirm();
        eventually("the greeting is heard", () -> isHeard(call, 200));
    }

    /** All of it but what a converter keeps back. */
    private static boolean isHeard(ScriptedCall call, int millis) {
        return call.sound.left().length >= (millis - 20) * 16;
    }

    private static AudioClip tone(int millis) {
        return ScriptedTurns.tone(AudioFormat.pcm16(8_000), 0, millis);
    }

    private static byte[] bytes(AudioClip clip) {
        byte[] bytes = new byte[clip.bytes().remaining()];
        clip.bytes().get(bytes);
        return bytes;
    }

    // ---- a call that stands

    @Test
    void a_muted_caller_is_silent_and_his_frames_go_on() throws Exception {
        Up up = up();
        byte[] loud = bytes(tone(20));
        up.call.says(loud);
        eventually("he is heard", () -> isLoud(up.line));
        up.session.mute(up.call.id(), true).toCompletableFuture().get(60, TimeUnit.SECONDS);
        int before = up.line.audio().size();
        for (int i = 0; i < 5; i++) {
            up.call.says(loud);
        }
        eventually("frames go on", () -> up.line.audio().size() >= before + 5);
        // the first has the end of what was said before in it: a filter has a memory
        assertEquals(
                List.of(true, true, true, true),
                up.line.audio().stream().skip(before + 1).map(CallFlowTest::isSilent).toList());
    }

    private static boolean isLoud(ScriptedTransport line) {
        return !line.audio().isEmpty() && !line.audio().stream().allMatch(CallFlowTest::isSilent);
    }

    private static boolean isSilent(AudioClip clip) {
        for (byte each : bytes(clip)) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void keys_holds_and_transfers_go_both_ways() throws Exception {
        Up up = up();
        BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        up.session.listen(heard(events));
        up.call.presses('7');
        eventually(
                "the key is heard",
                () ->
                        events.stream()
                                .anyMatch(
                                        event ->
                                                event instanceof SessionEvent.DtmfReceived key
                                                        && key.key().equals("7")));
        up.call.holds(true);
        eventually(
                "the hold is heard",
                () ->
                        events.stream()
                                .anyMatch(
                                        event ->
                                                event instanceof SessionEvent.HoldChanged hold
                                                        && hold.on()));
        CompletableFuture<Void> keys = up.asked(new Control.SendDtmf("12#"));
        up.call.awaits("keys 12#");
        assertFalse(keys.isDone());
        up.call.outcome.complete(null);
        keys.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_transfer_that_fails_says_why_and_the_call_goes_on() throws Exception {
        Up up = up();
        CompletableFuture<Void> transfer =
                up.asked(new Control.Transfer(URI.create("tel:+4930123")));
        up.call.awaits("transfer tel:+4930123");
        up.call.outcome.completeExceptionally(
                new TransferException(TransferException.Kind.BUSY, 486, "he is busy"));
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> transfer.get(60, TimeUnit.SECONDS));
        TransferFailedException why =
                assertInstanceOf(TransferFailedException.class, failed.getCause());
        assertEquals(
                new TransferResult(TransferResult.Outcome.BUSY, 486, "he is busy"), why.result());
        byte[] loud = bytes(tone(20));
        up.call.says(loud);
        eventually("he is heard still", () -> isLoud(up.line));
    }

    @Test
    void a_caller_who_hangs_up_ends_the_session_and_a_session_that_ends_hangs_up() {
        Up up = up();
        up.call.hangsUp();
        eventually("the session is gone", () -> patchbay.sessions().isEmpty());
        ScriptedCall other = exchange.ring();
        other.awaits("answer");
        other.confirm();
        patchbay.session(patchbay.sessions().get(0).id()).orElseThrow().close();
        eventually(
                "it is hung up", () -> other.did.stream().anyMatch(word -> word.startsWith("end")));
        eventually(
                "the plug is free", () -> patchbay.plugs().stream().allMatch(p -> p.users() == 0));
    }

    // ---- the model dies

    private ScriptedCall modelDies(LegPolicy policy) {
        router = call -> new Decision.Accept(options(policy).build());
        Up up = up();
        up.line.disconnect(new CloseReason(CloseReason.Cause.FATAL, 0, "out of service", null));
        return up.call;
    }

    @Test
    void when_the_model_dies_the_caller_is_hung_up() {
        ScriptedCall call = modelDies(LegPolicy.CLOSE_TOGETHER);
        eventually(
                "it is hung up", () -> call.did.stream().anyMatch(word -> word.startsWith("end")));
    }

    @Test
    void when_the_model_dies_the_caller_hears_an_announcement_and_is_hung_up() {
        ScriptedCall call = modelDies(LegPolicy.announcing(tone(300)));
        eventually("it is heard", () -> isHeard(call, 300));
        eventually(
                "it is hung up", () -> call.did.stream().anyMatch(word -> word.startsWith("end")));
    }

    @Test
    void when_the_model_dies_the_call_is_transferred() {
        ScriptedCall call =
                modelDies(LegPolicy.transferringTo(URI.create("sip:people@example.org")));
        call.awaits("transfer sip:people@example.org");
        call.ends(new SipEnd(SipEnd.Cause.TRANSFERRED, 200, "done"));
        eventually("the session is gone", () -> patchbay.sessions().isEmpty());
    }
}
