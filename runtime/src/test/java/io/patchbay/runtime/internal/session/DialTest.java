package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.AnswerClassifier.Verdict;
import io.patchbay.api.session.AnswerPolicy;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.DialStep;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.OutgoingCalls;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.VirtualLoop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that this side places. */
class DialTest {
    private static final URI ANNA = URI.create("sip:anna@example.org");
    private static final Utterance GREETING = Utterance.instructed("Greet Anna.");

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final List<DialRequest> dialed = new ArrayList<>();
    private final List<SessionEvent> events = new ArrayList<>();
    private final PhoneLeg phone = new PhoneLeg();
    private @Nullable DialException refusal;
    private final Patchbay patchbay =
            Patchbay.builder()
                    .loops(() -> loop)
                    .workers(loop)
                    .transport(lines)
                    .provider(new ScriptedProvider())
                    .build();
    private final Plugged plugged = patchbay.plugIn(PlugIn.callerLegs(phones()));

    DialTest() {
        phone.rings = true;
        loop.run();
    }

    @AfterEach
    void end() {
        for (var info : patchbay.sessions()) {
            patchbay.session(info.id()).orElseThrow().close(CloseReason.NORMAL);
        }
        loop.run();
    }

    /** A kind that listens nowhere, and calls. */
    private CallerLegFactory phones() {
        return new CallerLegFactory() {
            @Override
            public String name() {
                return "phone";
            }

            @Override
            public AutoCloseable listen(
                    Settings settings, PlugContext context, IncomingCalls calls) {
                return new Out();
            }
        };
    }

    private final class Out implements OutgoingCalls, AutoCloseable {
        @Override
        public CallerLeg dial(DialRequest request) {
            dialed.add(request);
            DialException no = refusal;
            if (no != null) {
                throw no;
            }
            return phone;
        }

        @Override
        public void close() {
            // listens nowhere
        }
    }

    private static SessionOptions.Builder options() {
        return SessionOptions.builder().agent(Call.agent()).line(Call.scripted());
    }

    private static SessionOptions greeting() {
        return options().manners(Manners.builder().greeting(GREETING).build()).build();
    }

    private DialedCall dial(DialRequest request, SessionOptions options) {
        DialedCall call = patchbay.dial(request, options);
        call.session()
                .listenInline(
                        new SessionListener() {
                            @Override
                            public void onEvent(SessionEvent event) {
                                events.add(event);
                            }
                        });
        loop.run();
        return call;
    }

    private DialedCall dial() {
        return dial(DialRequest.of("phone", ANNA), greeting());
    }

    private static CompletableFuture<RealtimeSession> answered(DialedCall call) {
        return call.answered().toCompletableFuture();
    }

    private void does(Runnable task) {
        loop.execute(task);
        loop.run();
    }

    private static DialException failure(DialedCall call) {
        return assertInstanceOf(DialException.class, cause(call));
    }

    private static Throwable cause(DialedCall call) {
        assertTrue(answered(call).isDone(), "over");
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, () -> answered(call).join()).getCause());
    }

    private <E extends SessionEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private List<DialStep> steps() {
        return events(SessionEvent.DialProgress.class).stream()
                .map(SessionEvent.DialProgress::step)
                .toList();
    }

    private static CloseReason refused(int status) {
        return new CloseReason(CloseReason.Cause.REMOTE, status, "no", null);
    }

    private int users() {
        return patchbay.plugs().stream()
                .filter(plug -> plug.name().equals("phone"))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    @Test
    void the_session_connects_while_the_call_rings_and_greets_when_it_is_answered() {
        DialedCall call = dial();
        assertEquals(List.of(DialRequest.of("phone", ANNA)), dialed);
        does(() -> phone.says().onRinging());
        assertEquals(SessionState.CONNECTED, call.session().state());
        assertFalse(answered(call).isDone());
        loop.advance(Duration.ofSeconds(10));
        assertTrue(lines.last().commands(Command.CreateResponse.class).isEmpty());
        does(() -> phone.says().onMediaUp());
        assertEquals(call.session(), answered(call).join());
        lines.last().expect(Command.CreateResponse.class);
        assertEquals(List.of(DialStep.DIALING, DialStep.RINGING, DialStep.ANSWERED), steps());
        assertEquals("phone", events(SessionEvent.DialProgress.class).get(0).stamp().leg());
        assertEquals("phone", call.session().call().orElseThrow().kind());
        assertEquals(1, patchbay.calls().dialed());
        assertEquals(1, patchbay.calls().reached());
        assertEquals(1, users());
    }

    @Test
    void a_call_that_does_not_come_about_says_why() {
        DialedCall call = dial();
        does(() -> phone.says().onClosed(refused(486)));
        assertEquals(DialException.Kind.BUSY, failure(call).kind());
        assertEquals(486, failure(call).status());
        assertEquals(SessionState.CLOSED, call.session().state());
        assertEquals(List.of(DialStep.DIALING, DialStep.FAILED), steps());
        assertEquals(0, patchbay.calls().reached());
        assertEquals(0, users());
        lines.last().assertClosed();
    }

    @Test
    void each_refusal_has_its_kind() {
        assertEquals(DialException.Kind.BUSY, kindOf(refused(600)));
        assertEquals(DialException.Kind.NO_ANSWER, kindOf(refused(480)));
        assertEquals(DialException.Kind.REFUSED, kindOf(refused(603)));
        assertEquals(DialException.Kind.UNREACHABLE, kindOf(refused(404)));
        assertEquals(DialException.Kind.FAILED, kindOf(refused(500)));
        assertEquals(
                DialException.Kind.UNREACHABLE,
                kindOf(new CloseReason(CloseReason.Cause.LOST, 0, "no sign of life", null)));
    }

    private DialException.Kind kindOf(CloseReason reason) {
        DialedCall call = dial();
        does(() -> phone.says().onClosed(reason));
        return failure(call).kind();
    }

    @Test
    void a_call_rings_only_so_long() {
        DialRequest brief =
                DialRequest.builder("phone", ANNA).ringing(Duration.ofSeconds(20)).build();
        DialedCall call = dial(brief, greeting());
        loop.advance(Duration.ofMillis(19_999));
        assertFalse(answered(call).isDone());
        loop.advance(Duration.ofMillis(1));
        assertEquals(DialException.Kind.NO_ANSWER, failure(call).kind());
        assertEquals(408, Objects.requireNonNull(phone.closed).code());
        assertEquals(SessionState.CLOSED, call.session().state());
    }

    @Test
    void a_call_is_given_up_by_the_close_of_its_session() {
        DialedCall call = dial();
        does(() -> call.session().close(CloseReason.NORMAL));
        assertEquals(DialException.Kind.CANCELLED, failure(call).kind());
        assertEquals(CloseReason.NORMAL, phone.closed);
        loop.advance(Duration.ofSeconds(10));
        assertEquals(0, users());
    }

    @Test
    void nobody_is_called_to_an_agent_that_cannot_be_reached() {
        lines.prepare(
                line ->
                        line.failNextConnect(
                                new CloseReason(CloseReason.Cause.FATAL, 401, "no key", null)));
        DialedCall call = dial();
        assertInstanceOf(ConnectException.class, cause(call));
        assertEquals(503, Objects.requireNonNull(phone.closed).code());
        assertEquals(SessionState.CLOSED, call.session().state());
    }

    @Test
    void what_the_plug_does_not_allow_is_told() {
        refusal = new DialException(DialException.Kind.NOT_ALLOWED, 0, "not in dial-targets");
        DialedCall call = dial();
        assertEquals(DialException.Kind.NOT_ALLOWED, failure(call).kind());
        assertEquals(SessionState.CLOSED, call.session().state());
        assertEquals(0, users());
    }

    @Test
    void a_kind_that_places_no_calls_is_told_at_once() {
        DialedCall call = dial(DialRequest.of("pigeon", ANNA), greeting());
        assertEquals(DialException.Kind.UNSUPPORTED, failure(call).kind());
        assertTrue(dialed.isEmpty());
    }

    @Test
    void a_call_outlives_the_door_through_which_it_went() {
        DialedCall call = dial();
        does(() -> phone.says().onMediaUp());
        does(plugged::remove);
        loop.advance(Duration.ofSeconds(60));
        assertEquals(SessionState.CONNECTED, call.session().state());
        DialedCall later = dial();
        assertEquals(DialException.Kind.UNSUPPORTED, failure(later).kind());
    }

    /** A classifier that says what the first byte of a frame stands for. */
    private static AnswerPolicy policy(AnswerPolicy.OnMachine onMachine) {
        return AnswerPolicy.of(
                format -> {
                    assertEquals(AudioFormat.PCM16_24K, format);
                    return frame ->
                            switch (frame.get(frame.position())) {
                                case 1 -> Verdict.HUMAN;
                                case 2 -> Verdict.MACHINE;
                                case 3 -> Verdict.BEEP;
                                case 4 -> throw new IllegalStateException("broken");
                                default -> null;
                            };
                },
                onMachine);
    }

    private DialedCall dial(AnswerPolicy.OnMachine onMachine, SessionOptions options) {
        DialedCall call =
                dial(DialRequest.builder("phone", ANNA).answer(policy(onMachine)).build(), options);
        does(() -> phone.says().onMediaUp());
        return call;
    }

    private void hears(int number) {
        does(() -> phone.says().onAudio(Call.frame(number)));
    }

    private boolean greeted() {
        return !lines.last().commands(Command.CreateResponse.class).isEmpty();
    }

    private List<Verdict> verdicts() {
        return events(SessionEvent.AnswerClassified.class).stream()
                .map(SessionEvent.AnswerClassified::verdict)
                .toList();
    }

    @Test
    void a_person_is_greeted_when_it_is_known_to_be_one() {
        DialedCall call = dial(AnswerPolicy.OnMachine.HANG_UP, greeting());
        hears(0);
        assertFalse(greeted());
        assertFalse(answered(call).isDone());
        hears(1);
        assertTrue(greeted());
        assertTrue(answered(call).isDone());
        assertEquals(List.of(Verdict.HUMAN), verdicts());
        assertTrue(lines.last().audio().isEmpty(), "the greeting opens the conversation");
        hears(7);
        assertEquals(1, lines.last().audio().size());
    }

    @Test
    void where_nobody_greets_a_persons_first_words_are_answered() {
        dial(AnswerPolicy.OnMachine.HANG_UP, options().build());
        hears(9);
        hears(8);
        assertTrue(lines.last().audio().isEmpty());
        hears(1);
        List<Byte> heard = new ArrayList<>();
        lines.last().audio().forEach(clip -> heard.add(clip.bytes().get(0)));
        assertEquals(List.of((byte) 9, (byte) 8, (byte) 1), heard);
    }

    @Test
    void a_machine_is_let_finish_and_spoken_to_after_the_beep() {
        DialedCall call = dial(AnswerPolicy.OnMachine.WAIT_FOR_BEEP, greeting());
        hears(2);
        hears(2);
        loop.advance(Duration.ofSeconds(20));
        assertFalse(greeted());
        hears(3);
        assertTrue(greeted());
        assertTrue(answered(call).isDone());
        assertEquals(List.of(Verdict.MACHINE, Verdict.BEEP), verdicts());
    }

    @Test
    void a_machine_without_a_beep_gets_its_message_nevertheless() {
        dial(AnswerPolicy.OnMachine.WAIT_FOR_BEEP, options().build());
        hears(2);
        loop.advance(Duration.ofSeconds(39));
        assertFalse(greeted());
        loop.advance(Duration.ofSeconds(1));
        Command.CreateResponse message = lines.last().expect(Command.CreateResponse.class);
        String instructions =
                message.options().overrides().value(ConfigField.INSTRUCTIONS).orElseThrow();
        assertTrue(instructions.contains("answering machine"), instructions);
        assertTrue(lines.last().audio().isEmpty(), "nobody answers a machine");
        assertEquals(List.of(Verdict.MACHINE, Verdict.UNKNOWN), verdicts());
    }

    @Test
    void a_machine_is_hung_up_on_where_that_is_wanted() {
        DialedCall call = dial(AnswerPolicy.OnMachine.HANG_UP, greeting());
        hears(2);
        assertEquals(DialException.Kind.MACHINE, failure(call).kind());
        assertEquals(SessionState.CLOSED, call.session().state());
        assertFalse(greeted());
    }

    @Test
    void a_machine_may_be_spoken_to_at_once() {
        dial(AnswerPolicy.OnMachine.GO_ON, greeting());
        hears(2);
        assertTrue(greeted());
    }

    @Test
    void what_cannot_be_told_in_time_or_by_a_broken_classifier_is_a_person() {
        dial(AnswerPolicy.OnMachine.HANG_UP, greeting());
        hears(0);
        loop.advance(Duration.ofSeconds(5));
        assertTrue(greeted());
        assertEquals(List.of(Verdict.UNKNOWN), verdicts());
        events.clear();
        does(() -> phone.says().onClosed(CloseReason.NORMAL));
        dial(AnswerPolicy.OnMachine.HANG_UP, greeting());
        hears(4);
        assertEquals(List.of(Verdict.UNKNOWN), verdicts());
        assertEquals(1, events(SessionEvent.Error.class).size());
    }
}
